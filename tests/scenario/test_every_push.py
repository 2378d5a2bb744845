"""Every captured push, signed, over HTTP, in each mode: what is stored and what is answered.

What each is decoded to stands in ``tests/unit/channels/wechat/expected.py``.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from bot.channels.wechat.decode import decode
from bot.channels.wechat.xml import parse
from bot.flow.record import pseudonym, pushed_event_id
from bot.model import InboundKind, Message
from tests.scenario.house import APP_ID, House, open_house
from tests.scenario.pushes import Pushing, event_xml, pushing_at, text_xml
from tests.unit.channels.wechat.expected import EXPECTED, FAN

PAYLOADS = Path(__file__).parents[1] / "payloads"


@dataclass(frozen=True)
class Outcome:
    """What a push from somebody new leaves behind.

    ``fan``: a conversation was made. ``kept``: the kind of its row in the history. ``events``:
    the rows in the log that tell of the push itself. ``allows``: the allowance opened.
    """

    kind: InboundKind
    reply: str
    fan: bool
    kept: str
    events: tuple[str, ...]
    allows: str = ""


def said(kind: InboundKind, allows: str = "message 5") -> Outcome:
    return Outcome(kind, "text", True, kind, ("message_received",), allows)


def tapped(kind: InboundKind, *, reply: str = "", allows: str = "") -> Outcome:
    return Outcome(kind, reply, True, kind, ("menu_clicked",), allows)


def reported(kind: InboundKind, *events: str) -> Outcome:
    return Outcome(kind, "", False, "", events)


K = InboundKind
BY_KIND: Mapping[InboundKind, Outcome] = {
    **{kind: said(kind) for kind in InboundKind if kind.is_message},
    K.FOLLOW: Outcome(K.FOLLOW, "text", True, "follow", ("account_followed",), "follow 3"),
    K.UNFOLLOW: Outcome(K.UNFOLLOW, "", True, "unfollow", ("account_unfollowed",)),
    K.SCAN: Outcome(K.SCAN, "text", True, "scan", ("qr_scanned",), "scan 3"),
    K.CLICK: tapped(K.CLICK, reply="text", allows="menu 3"),
    K.VIEW: tapped(K.VIEW),
    K.VIEW_MINI_PROGRAM: tapped(K.VIEW_MINI_PROGRAM),
    K.SCAN_CODE: tapped(K.SCAN_CODE, reply="text", allows="menu 3"),
    K.PICTURES: tapped(K.PICTURES),
    K.PLACE: tapped(K.PLACE),
    K.LOCATION_REPORT: Outcome(K.LOCATION_REPORT, "", True, "", ("location_reported",)),
    K.CARD: Outcome(K.CARD, "", True, "card", ("card_changed",)),
    K.UNKNOWN_EVENT: reported(K.UNKNOWN_EVENT, "event_received"),
    K.JOB: reported(K.JOB, "notice_reported"),
    K.SUBSCRIPTION: reported(K.SUBSCRIPTION, "subscription_changed"),
    K.DESK_SESSION: reported(K.DESK_SESSION, "desk_session_changed"),
    K.PRIVACY: reported(K.PRIVACY, "privacy_notified"),
    K.VERIFICATION: reported(K.VERIFICATION, "account_verified"),
    K.CARD_REPORT: reported(K.CARD_REPORT, "card_changed"),
}
BY_NAME: Mapping[str, dict[str, Any]] = {
    "text__menu_tap": {"allows": "menu 3"},
    "scancode_push__barcode": {"reply": ""},
    "subscribe_msg_popup_event__two": {"events": ("subscription_changed",) * 2},
    "subscribe_msg_sent_event__two": {"events": ("notice_reported",) * 2},
    **{f"MASSSENDJOBFINISH__{n}": {"events": ("broadcast_sent",)} for n in ("success", "refused")},
    "MASSSENDJOBFINISH__articles": {"events": ("broadcast_sent",)},
    "PUBLISHJOBFINISH__success": {"events": ("article_published",)},
    "PUBLISHJOBFINISH__failed": {"events": ("article_published",)},
}
TELLING = {event for outcome in BY_KIND.values() for event in outcome.events} | {
    "broadcast_sent",
    "article_published",
}
LATER = {"erase_delay_h": 24}
ACCOUNT_LEVEL = ("MASS", "PUBLISH", "annual", "verify", "naming", "qualification")
NAMES = sorted(path.stem for path in PAYLOADS.glob("*.xml"))
WANTED = {name: replace(BY_KIND[EXPECTED[name][0]], **BY_NAME.get(name, {})) for name in NAMES}


def body_of(name: str, number: int) -> str:
    """The captured push as if somebody new had sent it."""
    somebody = f"oV3land-Fan_{number:016d}"
    assert len(somebody) == len(FAN)
    return (PAYLOADS / f"{name}.xml").read_text("utf-8").replace(FAN, somebody)


async def sent(platform: Pushing, mode: str, body: str) -> str:
    """The clear reply to a push in this mode."""
    if mode == "plain":
        answer = await platform.send(body)
    else:
        answer = await platform.send_encrypted(body, beside=mode == "compatible")
    assert answer.status == 200
    if mode == "plain" or answer.text == "success":
        return answer.text
    return answer.clear().decode()


async def outcome(house: House, body: str, reply: str, log: Mapping[str, str]) -> Outcome:
    """Everything that came of a push, with the clear reply it got; ``log`` is type by id."""
    stores = house.gateway.stores
    inbound = decode(body.encode(), account=APP_ID, received_at=house.clock.now())
    key = await stores.settings.get_or_create("pseudonym_key", "")
    pid = pseudonym(key, account=APP_ID, open_id=inbound.open_id)
    conversation = await stores.inbound.load_conversation(APP_ID, pid)
    rows: list[Message] = []
    if conversation is not None and conversation.id is not None:
        rows = await stores.conversations.list_messages(conversation.id)
    ids = [pushed_event_id(inbound, type_, n) for type_ in sorted(TELLING) for n in range(3)]
    live = conversation.allowances if conversation else ()
    return Outcome(
        kind=inbound.kind,
        reply="" if reply == "success" else parse(reply.encode()).get("MsgType"),
        fan=conversation is not None,
        kept=next((row.kind for row in rows if row.direction == "in"), ""),
        events=tuple(log[id_] for id_ in ids if id_ in log),
        allows=" ".join(f"{item.kind} {item.total}" for item in live),
    )


@pytest.mark.parametrize("mode", ["plain", "compatible", "safe"])
async def test_every_push_is_recorded_once_and_answered_as_it_should_be(
    tmp_path: Path, mode: str
) -> None:
    """Somebody new sends each of them, twice; what no fan does makes no fan."""
    async with open_house(tmp_path, mode=mode, set_=LATER) as house:
        platform, stores = pushing_at(house), house.gateway.stores
        bodies = {name: body_of(name, number) for number, name in enumerate(NAMES)}
        replies = {name: await sent(platform, mode, body) for name, body in bodies.items()}
        again = {name: await sent(platform, mode, body) for name, body in bodies.items()}
        stored = await stores.events.read_events(APP_ID, limit=1_000)
        log = {item.event.event_id: item.event.type for item in stored}
        found = {n: await outcome(house, body, replies[n], log) for n, body in bodies.items()}
        fans = await stores.conversations.list_conversations(APP_ID, limit=500)

    assert found == WANTED
    assert again == replies
    assert len(fans) == sum(wanted.fan for wanted in WANTED.values())
    told = [item.event.type for item in stored if item.event.type in TELLING]
    assert len(told) == sum(len(wanted.events) for wanted in WANTED.values())


@pytest.fixture
async def lasting(tmp_path: Path) -> AsyncIterator[House]:
    """A house that erases later, so that a test can look at what stood there before."""
    async with open_house(tmp_path, set_=LATER) as opened:
        yield opened


async def test_reports_about_a_known_fan_name_them_and_touch_nothing_else(lasting: House) -> None:
    """No window, no session, no history: only rows in the log that carry the fan's pseudonym.

    But for the privacy notices, whose duty is to erase.
    """
    house = lasting
    platform, stores = pushing_at(house), house.gateway.stores
    at = platform.now_s
    await platform.send(text_xml("你好", fan=FAN, at=at))
    (before,) = await stores.conversations.list_conversations(APP_ID)
    seq = await stores.events.last_seq(APP_ID)
    about = [
        name
        for name in NAMES
        if EXPECTED[name][0].is_notice and not name.startswith((*ACCOUNT_LEVEL, "card_", "user_"))
    ]
    for name in about:
        await platform.send((PAYLOADS / f"{name}.xml").read_text("utf-8"))
    (after,) = await stores.conversations.list_conversations(APP_ID)
    events = [item.event for item in await stores.events.read_events(APP_ID, after_seq=seq)]

    assert after == before
    assert {event.pid for event in events} == {before.pid}
    assert {event.session_id for event in events} == {None}
    assert {event.direction for event in events} == {"internal"}
    assert all(FAN not in str(event) for event in events)


async def test_reports_about_the_account_name_nobody(house: House) -> None:
    """Whoever started a mass message may be a fan as well; the report is not about them."""
    platform, stores = pushing_at(house), house.gateway.stores
    await platform.send(text_xml("你好", fan=FAN, at=platform.now_s))
    seq = await stores.events.last_seq(APP_ID)
    for name in NAMES:
        if name.startswith((*ACCOUNT_LEVEL, "card_pass")):
            await platform.send((PAYLOADS / f"{name}.xml").read_text("utf-8"))
    events = [item.event for item in await stores.events.read_events(APP_ID, after_seq=seq)]

    assert {event.pid for event in events} == {None}
    (mass,) = [
        e for e in events if e.type == "broadcast_sent" and e.props["job_id"] == "1000001625"
    ]
    assert mass.outcome == "done"
    assert {name: mass.props[name] for name in ("total", "filtered", "sent", "errors")} == {
        "total": 100,
        "filtered": 98,
        "sent": 97,
        "errors": 1,
    }


async def test_unknown_event_of_a_known_fan_stands_in_their_history(house: House) -> None:
    platform, stores = pushing_at(house), house.gateway.stores
    await platform.send(text_xml("你好", at=platform.now_s))
    await platform.send(event_xml("something_new", at=platform.now_s))
    (conversation,) = await stores.conversations.list_conversations(APP_ID)
    rows = await stores.conversations.list_messages(conversation.id)

    assert [row.kind for row in rows if row.direction == "in"] == ["text", "unknown_event"]


async def test_what_a_card_says_of_others_and_money_is_not_kept(house: House) -> None:
    platform, stores = pushing_at(house), house.gateway.stores
    for name in (
        "user_gifting_card__plain",
        "user_consume_card__plain",
        "user_pay_from_pay_cell__plain",
    ):
        await platform.send((PAYLOADS / f"{name}.xml").read_text("utf-8"))
    (conversation,) = await stores.conversations.list_conversations(APP_ID)
    rows = await stores.conversations.list_messages(conversation.id)
    kept = " ".join(str(row) for row in rows)

    assert len(rows) == 3
    assert "pFS7Fjg8kV1IdDz01r4SQwMkuCKc" in kept
    assert [word for word in ("12312312", "0002B", "0003C", "10000", FAN) if word in kept] == []
