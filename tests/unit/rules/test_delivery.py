"""One free passive reply first, the rest within the bot's share."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model import (
    AllowanceKind,
    Article,
    Content,
    Inbound,
    InboundKind,
    MenuItem,
    MsgMenu,
    News,
    OpenId,
    Picture,
    Text,
    TransferToAi,
    TransferToDesk,
    Video,
)
from bot.model.limits import PASSIVE_TEXT_BYTES
from bot.rules.delivery import Plan, bot_room, plan, split_text
from bot.rules.limits import STRICT, Limits
from bot.rules.window import WindowView

NOW = datetime(2026, 11, 22, tzinfo=UTC)
OPEN = WindowView(
    kind=AllowanceKind.MESSAGE, left=5, total=5, expires_at=datetime(2026, 11, 24, tzinfo=UTC)
)
SHUT = WindowView(kind=None, left=0, total=0, expires_at=None)
CARD = News((Article("新品", "", "https://www.veland.example/new"),))
CARDS = News(tuple(Article(f"新品 {n}", "", "https://www.veland.example/new") for n in range(3)))
MENU = MsgMenu((MenuItem("1", "门店"), MenuItem("2", "人工")))


def planned(
    *contents: Content,
    by: str = "text",
    kind: InboundKind = InboundKind.TEXT,
    window: WindowView = OPEN,
    limits: Limits = STRICT,
) -> Plan:
    """What becomes of these bubbles after such a push."""
    inbound = Inbound(
        channel="wechat_mp",
        account="wx1",
        key="m:1",
        open_id=OpenId("oFan"),
        account_name="gh_1",
        kind=kind,
        native_type=by,
        sent_at=NOW,
        received_at=NOW,
    )
    return plan(contents, inbound, window, limits=limits)


def test_short_texts_become_one_free_reply() -> None:
    found = planned(Text("您好"), Text("欢迎"))

    assert found.passive == Text("您好\n\n欢迎")
    assert found.queued == ()


def test_rest_is_queued_within_two_of_five() -> None:
    found = planned(Text("您好"), CARD, CARD, CARD)

    assert found.passive == Text("您好")
    assert len(found.queued) == 2
    assert found.refused == ((CARD, "quota"),)


@pytest.mark.parametrize(("left", "room"), [(5, 2), (4, 1), (3, 0), (0, 0)])
def test_bot_keeps_three_of_five_for_humans(left: int, room: int) -> None:
    assert bot_room(replace(OPEN, left=left)) == room


def test_shut_window_refuses_the_rest_with_its_reason() -> None:
    found = planned(Text("您好"), CARD, window=SHUT)

    assert found.passive == Text("您好")
    assert found.refused == ((CARD, "window"),)


def test_event_that_takes_no_reply_gets_none() -> None:
    found = planned(Text("您好"), by="LOCATION", kind=InboundKind.LOCATION_REPORT)

    assert (found.passive, found.queued) == (None, (Text("您好"),))


def test_setting_lets_a_further_event_be_replied_to() -> None:
    limits = Limits(answered_events=frozenset({"scancode_push"}))
    push = {"by": "scancode_push", "kind": InboundKind.SCAN_CODE}

    assert planned(Text("您好"), **push).passive is None
    assert planned(Text("您好"), **push, limits=limits).passive == Text("您好")


def test_nothing_to_say_plans_nothing() -> None:
    assert planned(Text("  ")).passive is None


def test_cards_leave_together_after_an_event_and_one_by_one_after_words() -> None:
    after_event = planned(CARDS, by="CLICK", kind=InboundKind.CLICK)
    after_words = planned(CARDS)

    assert (after_event.passive, after_event.queued) == (CARDS, ())
    assert after_words.passive == News(CARDS.articles[:1])
    assert after_words.queued == tuple(News((article,)) for article in CARDS.articles[1:])


def test_what_is_no_passive_reply_leaves_the_free_one_to_the_next() -> None:
    found = planned(MENU, Text("您好"))

    assert (found.passive, found.queued) == (Text("您好"), (MENU,))


def test_handing_over_comes_before_all_and_only_after_a_message() -> None:
    handing = TransferToDesk("li@gh_1")
    found = planned(Text("正在为您转接"), handing)
    after_event = planned(handing, by="CLICK", kind=InboundKind.CLICK)

    assert (found.passive, found.queued) == (handing, (Text("正在为您转接"),))
    assert after_event == Plan(refused=((handing, "content"),))


def test_handing_over_to_the_platforms_ai_is_off_until_set() -> None:
    on = Limits(transfer_ai=True)

    assert planned(TransferToAi()).refused == ((TransferToAi(), "content"),)
    assert planned(TransferToAi(), limits=on).passive == TransferToAi()


@pytest.mark.parametrize("unfit", [Picture(" "), News(()), Video("film")])
def test_what_the_platform_would_refuse_is_never_queued(unfit: Content) -> None:
    found = planned(unfit, by="LOCATION", kind=InboundKind.LOCATION_REPORT)

    assert (found.passive, found.queued) == (None, ())
    assert [why for _, why in found.refused] in ([], ["content"])


@given(st.text(st.sampled_from("您好。ab ！\n👜"), max_size=400), st.integers(20, 200))
def test_split_text_keeps_every_word_under_the_limit(text: str, limit: int) -> None:
    pieces = split_text(text, limit)

    assert all(len(piece.encode()) <= limit for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(text.split())


def test_long_text_is_cut_at_a_sentence_end() -> None:
    text = "这是一句完整的话。" * 200
    first, *_ = split_text(text, PASSIVE_TEXT_BYTES)

    assert first.endswith("。")


def test_limit_in_force_cuts_the_reply() -> None:
    found = planned(Text("这是一句完整的话。" * 20), limits=Limits(passive_text_bytes=300))

    assert isinstance(found.passive, Text)
    assert len(found.passive.text.encode()) <= 300
    assert len(found.queued) == 1
