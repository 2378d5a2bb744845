"""What one inbound message changes, in one transaction."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from bot.model import (
    AllowanceKind,
    Article,
    Choice,
    DeliveryState,
    Dialogue,
    HandoffState,
    InboundKind,
    News,
    Picture,
    Point,
    Reply,
    Text,
)
from bot.ports import Recorded, Stores
from bot.store import schema
from bot.store.database import Database
from intents.types import EntryId
from tests.contract.samples import (
    ACCOUNT,
    NOW,
    after,
    agent_message,
    allowance,
    event,
    exchange,
    fan,
    following,
    hand_over,
    hire,
    inbound,
    load,
    passive,
    queued,
    record,
)


async def test_first_message_is_recorded_whole(stores: Stores) -> None:
    dialogue = Dialogue(
        waits_for="choice",
        choices=(Choice("门店", EntryId("service.stores")),),
        asked_at=NOW,
        misses=1,
    )
    recorded = await record(
        stores, exchange(dialogue=dialogue, outgoing=(passive(),), acknowledged=True)
    )
    found = await load(stores)

    assert found.id == recorded.conversation_id
    assert found.fan == fan()
    assert found.dialogue == dialogue
    assert found.allowances == (allowance(),)
    assert (found.epoch, found.handoff) == (0, None)
    assert (found.last_fan_at, found.last_ack_at) == (NOW, NOW)


async def test_history_holds_both_sides_in_order(stores: Stores) -> None:
    contents = (
        Text("一"),
        Picture("media"),
        News((Article("标题", "说明", "https://example.com"),)),
    )
    drafts = tuple(replace(passive(), content=content) for content in contents)
    recorded = await record(stores, exchange(outgoing=drafts))
    found = await stores.conversations.list_messages(recorded.conversation_id)

    assert [message.id for message in found[1:]] == [*recorded.outgoing_ids]
    assert [(m.direction, m.kind, m.text) for m in found] == [
        ("in", "text", "门店在哪里"),
        ("out", "text", "一"),
        ("out", "image", ""),
        ("out", "news", "标题"),
    ]
    assert found[2].content == {"type": "image", "media_id": "media"}
    assert {m.state for m in found[1:]} == {DeliveryState.SENDING}
    assert found[0].state is DeliveryState.SENT


async def test_unknown_push_has_no_reply_and_no_conversation(stores: Stores) -> None:
    assert await stores.inbound.find_reply(ACCOUNT, "m1") is None
    assert await stores.inbound.load_conversation(ACCOUNT, fan().pid) is None


async def test_repeated_push_gets_the_stored_reply_and_changes_nothing(stores: Stores) -> None:
    first = await record(stores, exchange(outgoing=(passive(),)))
    again = await stores.inbound.record_exchange(
        following(await load(stores), "m1", reply=Reply("another"), outgoing=(passive(),))
    )

    saved = Reply("<reply to m1>", first.outgoing_ids[0])
    assert again == saved
    assert await stores.inbound.find_reply(ACCOUNT, "m1") == saved
    found = await load(stores)
    assert found.version == 1
    assert found.id is not None
    assert len(await stores.conversations.list_messages(found.id)) == 2


async def test_same_push_ten_times_at_once_makes_one_record(
    stores: Stores, database: Database
) -> None:
    outcomes = await asyncio.gather(
        *(stores.inbound.record_exchange(exchange(outgoing=(passive(),))) for _ in range(10))
    )

    assert sum(isinstance(outcome, Recorded) for outcome in outcomes) == 1
    replies = [outcome for outcome in outcomes if isinstance(outcome, Reply)]
    assert [reply.body for reply in replies] == ["<reply to m1>"] * 9
    async with database.read() as connection:
        for table in (schema.inbound, schema.conversation, schema.fan, schema.event):
            assert (await connection.execute(select(func.count()).select_from(table))).scalar() == 1


async def test_two_first_messages_at_once_make_one_conversation(stores: Stores) -> None:
    outcomes = await asyncio.gather(
        *(stores.inbound.record_exchange(exchange(f"m{n}")) for n in range(5))
    )

    assert sum(isinstance(outcome, Recorded) for outcome in outcomes) == 1
    assert outcomes.count(None) == 4


async def test_changed_version_writes_nothing(stores: Stores) -> None:
    await record(stores, exchange())
    stale = await load(stores)
    await record(stores, following(stale, "m2"))

    assert await stores.inbound.record_exchange(following(stale, "m3")) is None
    assert await stores.inbound.find_reply(ACCOUNT, "m3") is None
    assert await stores.events.seq_of(ACCOUNT, "event-m3") is None
    assert (await load(stores)).version == 2


async def test_one_version_raced_by_eight_is_won_once(stores: Stores) -> None:
    await record(stores, exchange())
    loaded = await load(stores)
    outcomes = await asyncio.gather(
        *(stores.inbound.record_exchange(following(loaded, f"r{n}")) for n in range(8))
    )

    assert sum(isinstance(outcome, Recorded) for outcome in outcomes) == 1
    assert outcomes.count(None) == 7


async def test_events_learn_their_conversation(stores: Stores) -> None:
    sent = event("sent", type="message_sent", direction="out", actor="bot")
    recorded = await record(stores, exchange(outgoing=(replace(passive(), event=sent),)))
    found = [stored.event for stored in await stores.events.read_events(ACCOUNT)]

    assert [e.event_id for e in found] == ["event-m1", "sent"]
    assert {e.conversation_id for e in found} == {recorded.conversation_id}


async def test_new_grant_counts_what_still_waits(stores: Stores) -> None:
    await record(stores, exchange(outgoing=(queued("一"), queued("二"))))
    again = allowance(granted_at=after(minutes=1), expires_at=after(hours=49))
    await record(stores, following(await load(stores), "m2", granted=again))

    assert (await load(stores)).allowances == (replace(again, spent=2),)


async def test_late_push_counts_what_left_since_the_fan_acted(stores: Stores) -> None:
    await record(stores, exchange(outgoing=(queued("一"), queued("二"))))
    for seconds in (2, 9):
        (item,) = await stores.outbox.claim_due(ACCOUNT, now=after(seconds=seconds))
        await stores.outbox.finish(item, state=DeliveryState.SENT, reason="", event=None)
    acted = allowance(granted_at=after(seconds=5), expires_at=after(hours=49))
    await record(stores, following(await load(stores), "m2", granted=acted))

    assert (await load(stores)).allowances == (replace(acted, spent=1),)


async def test_queued_answer_counts_against_every_live_allowance(stores: Stores) -> None:
    await record(stores, exchange())
    menu = allowance(kind=AllowanceKind.MENU, total=3, expires_at=after(minutes=1))
    recorded = await record(
        stores, following(await load(stores), "m2", granted=menu, outgoing=(queued(),))
    )
    spent = {a.kind: a.spent for a in (await load(stores)).allowances}

    assert spent == {AllowanceKind.MESSAGE: 1, AllowanceKind.MENU: 1}
    (waiting,) = await stores.outbox.list_outbox(ACCOUNT)
    assert waiting.message_id == recorded.outgoing_ids[0]


async def test_answer_without_allowance_fails_with_its_reason(stores: Stores) -> None:
    sent = event("sent", type="message_sent", direction="out", actor="bot")
    drafts = (queued("一"), queued("二", event=sent))
    recorded = await record(stores, exchange(granted=allowance(total=1), outgoing=drafts))
    found = await stores.conversations.list_messages(recorded.conversation_id)

    assert [(m.state, m.reason) for m in found[1:]] == [
        (DeliveryState.PENDING, ""),
        (DeliveryState.FAILED, "quota"),
    ]
    assert len(await stores.outbox.list_outbox(ACCOUNT)) == 1
    last = (await stores.events.read_events(ACCOUNT))[-1].event
    assert (last.type, last.error_code) == ("message_failed", "quota")


async def test_answer_outside_the_window_fails_with_its_reason(stores: Stores) -> None:
    recorded = await record(stores, exchange(granted=None, outgoing=(queued(),)))
    found = await stores.conversations.list_messages(recorded.conversation_id)

    assert (found[-1].state, found[-1].reason) == (DeliveryState.FAILED, "window")


async def test_location_keeps_its_label_and_no_coordinates(
    stores: Stores, database: Database
) -> None:
    pinned = inbound(
        "m1",
        fan(),
        kind=InboundKind.LOCATION,
        native_type="location",
        text="南京西路",
        point=Point(31.2304, 121.4737, "gcj02"),
        extra={"Location_X": "31.2304"},
    )
    recorded = await record(stores, exchange(inbound=pinned))
    (message,) = await stores.conversations.list_messages(recorded.conversation_id)

    assert message.text == "南京西路"
    assert "31.23" not in str(message.content)


async def test_location_report_leaves_no_trace_in_the_history(stores: Stores) -> None:
    await record(stores, exchange())
    reported = inbound("m2", fan(), kind=InboundKind.LOCATION_REPORT, native_type="event", text="")
    recorded = await record(
        stores, following(await load(stores), "m2", inbound=reported, granted=None)
    )

    assert len(await stores.conversations.list_messages(recorded.conversation_id)) == 1
    (summary,) = await stores.conversations.recent_conversations(ACCOUNT)
    assert summary.last_text == "门店在哪里"


async def test_late_message_never_moves_the_last_one_back(stores: Stores) -> None:
    await record(stores, exchange())
    late = inbound("m2", fan(), sent_at=after(hours=-3), received_at=after(seconds=5))
    await record(stores, following(await load(stores), "m2", inbound=late))

    assert (await load(stores)).last_fan_at == NOW


async def test_message_from_the_future_counts_as_now(stores: Stores) -> None:
    early = inbound("m1", fan(), sent_at=after(days=1))
    await record(stores, exchange(inbound=early))

    assert (await load(stores)).last_fan_at == NOW


async def test_asking_for_a_human_opens_one_request_and_raises_the_epoch(stores: Stores) -> None:
    await record(stores, exchange(handoff_opened="asked", outgoing=(passive(),)))
    found = await load(stores)

    assert found.epoch == 1
    assert found.handoff is not None
    assert (found.handoff.state, found.handoff.reason) == (HandoffState.QUEUED, "asked")
    (summary,) = await stores.conversations.recent_conversations(ACCOUNT)
    assert summary.matter == "门店在哪里"
    assert summary.handoff == found.handoff


async def test_asking_again_leaves_the_open_request(stores: Stores) -> None:
    await record(stores, exchange(handoff_opened="asked"))
    first = await load(stores)
    await record(stores, following(first, "m2", handoff_opened="again"))
    second = await load(stores)

    assert (second.handoff, second.epoch) == (first.handoff, 1)


async def test_fan_who_writes_makes_a_waiting_request_active(stores: Stores) -> None:
    agent = await hire(stores)
    handoff = await hand_over(stores, agent)
    await stores.outbox.queue_message(agent_message(handoff, agent))
    waiting = await load(stores)
    assert waiting.handoff is not None
    assert waiting.handoff.state is HandoffState.WAITING
    await record(stores, following(waiting, "m2", handoff_to=HandoffState.ACTIVE))
    found = await load(stores)

    assert found.handoff is not None
    assert found.handoff.state is HandoffState.ACTIVE
    assert found.epoch == waiting.epoch


async def test_unfollow_closes_the_request_and_raises_the_epoch(stores: Stores) -> None:
    await record(stores, exchange(handoff_opened="asked"))
    loaded = await load(stores)
    gone = replace(loaded.fan, following=False, unfollowed_at=NOW)
    left = inbound("m2", fan(), kind=InboundKind.UNFOLLOW, native_type="event", text="")
    await record(
        stores,
        replace(
            following(loaded, "m2", inbound=left, granted=None, handoff_to=HandoffState.CLOSED),
            fan=gone,
        ),
    )
    found = await load(stores)

    assert (found.epoch, found.handoff) == (2, None)
    assert found.fan == gone
    (closed,) = await stores.handoffs.list_handoffs(ACCOUNT)
    assert (closed.state, closed.closed_at) == (HandoffState.CLOSED, NOW)


async def test_bad_event_is_kept(stores: Stores, database: Database) -> None:
    await stores.inbound.record_bad_event(ACCOUNT, b"\xff<xml", "not UTF-8", NOW)
    async with database.read() as connection:
        row = (await connection.execute(select(schema.bad_event))).one()

    assert (row.raw, row.reason, row.received_at) == (b"\xff<xml", "not UTF-8", NOW)


async def test_bad_event_keeps_its_head_without_the_sender(
    stores: Stores, database: Database
) -> None:
    sender = "oV3land-Fan_000000000000001A"
    raw = f"<xml><FromUserName>{sender}</FromUserName><Note>{sender}</Note><Latitude>31.23".encode()
    await stores.inbound.record_bad_event(ACCOUNT, raw + b"\xff" * 9_000, "not UTF-8", NOW)
    async with database.read() as connection:
        kept = (await connection.execute(select(schema.bad_event.c.raw))).scalar_one()

    assert kept.startswith(b"<xml><FromUserName>***</FromUserName><Note>***</Note><Latitude>***")
    assert len(kept) <= 4_096


async def test_unknown_push_keeps_neither_sender_nor_coordinates(
    stores: Stores, database: Database
) -> None:
    raw = (
        "<xml><FromUserName><![CDATA[oV3land-Fan_000000000000001A]]></FromUserName>"
        "<SendLocationInfo><Location_X><![CDATA[31.2304]]></Location_X>"
        "<Label>人民广场</Label></SendLocationInfo></xml>"
    )
    strange = inbound(
        "m1",
        fan(),
        kind=InboundKind.UNKNOWN_EVENT,
        native_type="location_select",
        raw=raw,
        extra={
            "SendLocationInfo.Location_X": "31.2304",
            "SendLocationInfo.Label": "人民广场",
            "Friend": "oV3land-Fan_000000000000002B",
        },
    )
    recorded = await record(stores, exchange(inbound=strange))
    (message,) = await stores.conversations.list_messages(recorded.conversation_id)
    async with database.read() as connection:
        kept = (await connection.execute(select(schema.inbound.c.raw))).scalar_one()

    for trace in ("oV3land", "31.23"):
        assert trace not in kept
        assert trace not in str(message.content)
    assert message.content["extra"] == {"SendLocationInfo.Label": "人民广场", "Friend": "***"}
    assert "人民广场" in kept


@pytest.mark.parametrize("reason", ["quota", "window"])
async def test_bubble_that_the_plan_refuses_is_never_queued_and_spends_nothing(
    stores: Stores, reason: str
) -> None:
    told = event("refused", type="message_failed", direction="out", actor="bot")
    drafts = (passive(), queued("一"), queued("二", refused=reason, event=told))
    recorded = await record(stores, exchange(outgoing=drafts))
    found = await stores.conversations.list_messages(recorded.conversation_id)

    assert (found[-1].state, found[-1].reason) == (DeliveryState.FAILED, reason)
    assert (await load(stores)).allowances[0].spent == 1
    (waiting,) = await stores.outbox.list_outbox(ACCOUNT)
    assert waiting.message_id == recorded.outgoing_ids[1]
    last = (await stores.events.read_events(ACCOUNT))[-1].event
    assert (last.type, last.error_code) == ("message_failed", reason)
