"""Customer-service messages: never overspent, in order, fenced, and honest about doubt."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from bot.errors import ConflictError, NotFound, Refused
from bot.model import (
    ConversationId,
    DeliveryState,
    HandoffState,
    Message,
    OutboxId,
    OutboxItem,
    Text,
)
from bot.ports import QueuedMessage, Stores
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
    load,
    passive,
    queued,
    record,
)

PENDING, SENDING, SENT = DeliveryState.PENDING, DeliveryState.SENDING, DeliveryState.SENT
FAILED, UNKNOWN = DeliveryState.FAILED, DeliveryState.UNKNOWN


async def _agents_message(stores: Stores) -> QueuedMessage:
    agent = await hire(stores)
    return agent_message(await hand_over(stores, agent), agent)


async def _claim_one(stores: Stores) -> OutboxItem:
    (item,) = await stores.outbox.claim_due(ACCOUNT, now=NOW)
    return item


async def _last_message(stores: Stores) -> Message:
    found = await load(stores)
    assert found.id is not None
    return (await stores.conversations.list_messages(found.id))[-1]


async def test_agents_message_waits_in_the_outbox_and_spends_one(stores: Stores) -> None:
    given = await _agents_message(stores)
    sent = event("replied", type="agent_replied", direction="out", actor="agent")
    message = await stores.outbox.queue_message(replace(given, event=sent))
    found = await load(stores)

    assert (message.state, message.actor, message.agent) == (PENDING, "agent", "lin")
    assert found.allowances == (allowance(spent=1),)
    assert found.handoff is not None
    assert found.handoff.state is HandoffState.WAITING
    assert (await stores.events.read_events(ACCOUNT))[-1].event.conversation_id == found.id
    (item,) = await stores.outbox.list_outbox(ACCOUNT)
    assert (item.message_id, item.state, item.open_id) == (message.id, PENDING, None)
    (summary,) = await stores.conversations.recent_conversations(ACCOUNT)
    assert summary.last_text == "您好，我是您的顾问。"


async def test_twenty_messages_at_once_never_overspend(stores: Stores) -> None:
    given = await _agents_message(stores)
    outcomes = await asyncio.gather(
        *(stores.outbox.queue_message(given) for _ in range(20)), return_exceptions=True
    )
    refusals = [outcome for outcome in outcomes if isinstance(outcome, Refused)]

    assert sum(isinstance(outcome, Message) for outcome in outcomes) == 5
    assert [refusal.data["reason"] for refusal in refusals] == ["quota"] * 15
    assert (await load(stores)).allowances[0].spent == 5
    assert len(await stores.outbox.list_outbox(ACCOUNT)) == 5


async def test_two_allowances_together_allow_no_more_than_the_largest(stores: Stores) -> None:
    given = await _agents_message(stores)
    menu = allowance(kind="menu", total=3)
    await record(stores, following(await load(stores), "m2", granted=menu))
    outcomes = await asyncio.gather(
        *(stores.outbox.queue_message(given) for _ in range(10)), return_exceptions=True
    )

    assert sum(isinstance(outcome, Message) for outcome in outcomes) == 5


async def test_message_after_the_window_is_refused(stores: Stores) -> None:
    given = await _agents_message(stores)

    with pytest.raises(Refused) as refusal:
        await stores.outbox.queue_message(replace(given, at=after(hours=48)))
    assert refusal.value.data["reason"] == "window"
    assert await stores.outbox.list_outbox(ACCOUNT) == []


@pytest.mark.parametrize("epoch", [1, 3])
async def test_message_of_another_epoch_conflicts(stores: Stores, epoch: int) -> None:
    given = await _agents_message(stores)

    with pytest.raises(ConflictError):
        await stores.outbox.queue_message(replace(given, epoch=epoch))
    assert (await load(stores)).allowances[0].spent == 0


async def test_message_of_an_agent_who_does_not_own_it_conflicts(stores: Stores) -> None:
    given = await _agents_message(stores)
    other = await hire(stores, "zhou")

    for handoff in (given.handoff, None):
        with pytest.raises(ConflictError):
            await stores.outbox.queue_message(replace(given, agent=other, handoff=handoff))
    with pytest.raises(ConflictError) as conflict:
        await stores.outbox.queue_message(replace(given, agent=other))
    assert (conflict.value.data["winner"], conflict.value.data["winner_display"]) == (
        "lin",
        "顾问 lin",
    )


async def test_message_to_a_conversation_that_is_not_there_is_not_found(stores: Stores) -> None:
    given = await _agents_message(stores)

    with pytest.raises(NotFound):
        await stores.outbox.queue_message(replace(given, conversation_id=ConversationId(10**9)))


async def test_same_idempotency_key_gives_the_same_message(stores: Stores) -> None:
    given = replace(await _agents_message(stores), idempotency_key="once")
    outcomes = await asyncio.gather(*(stores.outbox.queue_message(given) for _ in range(8)))

    assert len({outcome.id for outcome in outcomes}) == 1
    assert (await load(stores)).allowances[0].spent == 1
    other = await stores.outbox.queue_message(replace(given, idempotency_key="twice"))
    assert other.id != outcomes[0].id


async def test_idempotency_key_of_another_text_is_refused(stores: Stores) -> None:
    given = replace(await _agents_message(stores), idempotency_key="once")
    await stores.outbox.queue_message(given)

    with pytest.raises(Refused) as refusal:
        await stores.outbox.queue_message(replace(given, content=Text("另一句话。")))
    assert (refusal.value.data["reason"], bool(refusal.value.remedy)) == ("key", True)
    assert (await load(stores)).allowances[0].spent == 1


async def test_idempotency_key_raced_in_two_conversations_stands_for_one_message(
    stores: Stores,
) -> None:
    agent = await hire(stores)
    handoffs = [await hand_over(stores, agent, fan(name), key=name) for name in "ab"]
    outcomes = await asyncio.gather(
        *(
            stores.outbox.queue_message(agent_message(handoff, agent, idempotency_key="once"))
            for handoff in handoffs
        ),
        return_exceptions=True,
    )

    assert sum(isinstance(outcome, Message) for outcome in outcomes) == 1
    (refusal,) = [outcome for outcome in outcomes if isinstance(outcome, Refused)]
    assert refusal.data["reason"] == "key"
    assert len(await stores.outbox.list_outbox(ACCOUNT)) == 1


async def test_repeat_of_a_key_after_the_close_gives_the_same_message(stores: Stores) -> None:
    given = replace(await _agents_message(stores), idempotency_key="once")
    first = await stores.outbox.queue_message(given)
    handoff = (await load(stores)).handoff
    assert handoff is not None
    await stores.handoffs.close_handoff(handoff, label="solved", at=NOW, events=())
    late = replace(given, handoff=None, epoch=3, at=after(hours=49))

    assert (await stores.outbox.queue_message(late)).id == first.id
    with pytest.raises(ConflictError):
        await stores.outbox.queue_message(replace(late, idempotency_key="new"))


async def test_claim_takes_heads_only_and_keeps_the_order(stores: Stores) -> None:
    for name in ("a", "b"):
        drafts = (queued(f"{name}1"), queued(f"{name}2"), queued(f"{name}3"))
        await record(stores, exchange(f"m-{name}", of=fan(name), outgoing=drafts))
    rounds = []
    while items := await stores.outbox.claim_due(ACCOUNT, now=NOW):
        rounds.append([(str(item.open_id), getattr(item.content, "text", "")) for item in items])
        assert await stores.outbox.claim_due(ACCOUNT, now=NOW) == []
        for item in items:
            assert item.state is SENDING
            await stores.outbox.finish(item, state=SENT, reason="", event=None)

    assert rounds == [[("open-a", f"a{n}"), ("open-b", f"b{n}")] for n in (1, 2, 3)]
    assert await stores.outbox.list_outbox(ACCOUNT) == []


async def test_workers_claiming_at_once_never_share_an_item(stores: Stores) -> None:
    for n in range(12):
        await record(stores, exchange(f"m{n}", of=fan(str(n)), outgoing=(queued(), queued())))
    batches = await asyncio.gather(
        *(stores.outbox.claim_due(ACCOUNT, now=NOW, limit=3) for _ in range(8))
    )
    ids = [item.id for batch in batches for item in batch]
    rest = await stores.outbox.claim_due(ACCOUNT, now=NOW)

    assert len(ids) == len(set(ids))
    assert len(ids) + len(rest) == 12


async def test_claim_respects_limit_and_account(stores: Stores) -> None:
    for n in range(3):
        await record(stores, exchange(f"m{n}", of=fan(str(n)), outgoing=(queued(),)))

    assert await stores.outbox.claim_due("wx-other", now=NOW) == []
    assert len(await stores.outbox.claim_due(ACCOUNT, now=NOW, limit=2)) == 2


async def test_bots_message_of_an_older_epoch_is_never_sent(stores: Stores) -> None:
    await record(stores, exchange(outgoing=(queued(), queued())))
    await record(stores, following(await load(stores), "m2", handoff_opened="asked"))

    items = await stores.outbox.claim_due(ACCOUNT, now=NOW)
    assert [(item.state, item.reason) for item in items] == [(FAILED, "epoch")] * 2
    assert await stores.outbox.claim_due(ACCOUNT, now=NOW) == []
    items = await stores.outbox.list_outbox(ACCOUNT)
    assert [(item.state, item.reason) for item in items] == [(FAILED, "epoch")] * 2
    assert [item.attempts for item in items] == [0, 0]


async def test_bots_dropped_messages_give_their_allowance_back(stores: Stores) -> None:
    menu = allowance(kind="menu", total=3, spent=0)
    await record(stores, exchange(outgoing=(queued(), queued())))
    asked = following(await load(stores), "m2", granted=menu, handoff_opened="asked")
    await record(stores, asked)
    assert {a.spent for a in (await load(stores)).allowances} == {2}
    await stores.outbox.claim_due(ACCOUNT, now=NOW)

    assert {a.spent for a in (await load(stores)).allowances} == {0}


async def test_agents_message_is_sent_though_the_conversation_was_closed_right_after(
    stores: Stores,
) -> None:
    """What an agent sent as the owner is the fan's answer: closing drops nothing."""
    await stores.outbox.queue_message(await _agents_message(stores))
    handoff = (await load(stores)).handoff
    assert handoff is not None
    await stores.handoffs.close_handoff(handoff, label="solved", at=NOW, events=())

    (item,) = await stores.outbox.claim_due(ACCOUNT, now=NOW)
    assert item.state is DeliveryState.SENDING


async def test_message_whose_window_has_closed_is_never_sent(stores: Stores) -> None:
    await record(stores, exchange(outgoing=(queued(),)))

    (item,) = await stores.outbox.claim_due(ACCOUNT, now=after(hours=48))
    assert (item.state, item.reason) == (FAILED, "window")
    assert ((await _last_message(stores)).state, (await _last_message(stores)).reason) == (
        FAILED,
        "window",
    )


async def test_sent_message_is_shown_as_sent_with_its_event(stores: Stores) -> None:
    await record(stores, exchange(outgoing=(queued(),)))
    item = await _claim_one(stores)
    assert (await _last_message(stores)).state is SENDING
    sent = event("sent", type="message_sent", direction="out", actor="bot")
    await stores.outbox.finish(item, state=SENT, reason="", event=sent)

    assert (await _last_message(stores)).state is SENT
    assert (await stores.events.read_events(ACCOUNT))[-1].event.event_id == "sent"


@pytest.mark.parametrize(("reason", "later"), [("window", "window"), ("quota", "quota")])
async def test_platforms_refusal_ends_the_allowance(
    stores: Stores, reason: str, later: str
) -> None:
    given = await _agents_message(stores)
    await stores.outbox.queue_message(given)
    await stores.outbox.finish(await _claim_one(stores), state=FAILED, reason=reason, event=None)

    with pytest.raises(Refused) as refusal:
        await stores.outbox.queue_message(given)
    assert refusal.value.data["reason"] == later


async def test_platforms_refusal_spares_what_the_fan_granted_since(stores: Stores) -> None:
    await record(stores, exchange(outgoing=(queued(),)))
    item = await _claim_one(stores)
    newer = allowance(granted_at=after(seconds=1), expires_at=after(hours=48, seconds=1))
    await record(stores, following(await load(stores), "m2", granted=newer))
    await stores.outbox.finish(item, state=FAILED, reason="quota", event=None)

    assert (await load(stores)).allowances == (replace(newer, spent=1),)


async def test_postponed_message_waits_and_holds_back_the_next(stores: Stores) -> None:
    await record(stores, exchange(outgoing=(queued("一"), queued("二"))))
    item = await _claim_one(stores)
    await stores.outbox.postpone(item, not_before=after(seconds=2), reason="busy")

    assert await stores.outbox.claim_due(ACCOUNT, now=after(seconds=1)) == []
    assert await stores.outbox.next_due_at(ACCOUNT) == after(seconds=2)
    (again,) = await stores.outbox.claim_due(ACCOUNT, now=after(seconds=2))
    assert (again.id, item.attempts, again.attempts) == (item.id, 1, 2)


async def test_worker_that_lost_its_item_changes_nothing(stores: Stores) -> None:
    await record(stores, exchange(outgoing=(queued(),)))
    item = await _claim_one(stores)
    await stores.outbox.postpone(item, not_before=NOW, reason="busy")
    await stores.outbox.finish(item, state=SENT, reason="", event=event("sent"))

    assert (await _last_message(stores)).state is PENDING
    assert await stores.events.seq_of(ACCOUNT, "sent") is None


async def test_nothing_waiting_is_never_due(stores: Stores) -> None:
    assert await stores.outbox.next_due_at(ACCOUNT) is None
    await record(stores, exchange(outgoing=(queued(), queued())))
    assert await stores.outbox.next_due_at(ACCOUNT) == NOW
    await _claim_one(stores)

    assert await stores.outbox.next_due_at(ACCOUNT) is None


async def test_interrupted_messages_become_unknown(stores: Stores) -> None:
    await record(stores, exchange(outgoing=(passive(), queued("一"), queued("二"))))
    item = await _claim_one(stores)

    assert await stores.outbox.release_interrupted(ACCOUNT, at=after(seconds=9)) == 2
    messages = await stores.conversations.list_messages(item.conversation_id)
    assert [m.state for m in messages[1:]] == [UNKNOWN, UNKNOWN, PENDING]
    assert (await stores.outbox.list_outbox(ACCOUNT, states=[UNKNOWN]))[0].id == item.id
    assert await stores.outbox.release_interrupted(ACCOUNT, at=after(seconds=9)) == 0


async def test_living_worker_still_tells_how_its_released_call_ended(stores: Stores) -> None:
    await record(stores, exchange(outgoing=(queued(),)))
    item = await _claim_one(stores)
    await stores.outbox.release_interrupted(ACCOUNT, at=after(seconds=9))
    await stores.outbox.finish(item, state=SENT, reason="", event=None)

    assert (await _last_message(stores)).state is SENT


async def test_replay_is_a_new_attempt_for_the_same_message(stores: Stores) -> None:
    await record(stores, exchange(outgoing=(queued(),)))
    item = await _claim_one(stores)
    await stores.outbox.finish(item, state=UNKNOWN, reason="cut off", event=None)
    again = await stores.outbox.replay(ACCOUNT, item.id, at=NOW)

    assert again.id > item.id
    assert (again.message_id, again.state, again.attempts) == (item.message_id, PENDING, 0)
    assert (await load(stores)).allowances[0].spent == 2
    assert (await _last_message(stores)).state is PENDING
    (claimed,) = await stores.outbox.claim_due(ACCOUNT, now=NOW)
    await stores.outbox.finish(claimed, state=SENT, reason="", event=None)
    assert (await _last_message(stores)).state is SENT


async def test_replay_raced_by_four_makes_one_attempt(stores: Stores) -> None:
    await record(stores, exchange(outgoing=(queued(),)))
    item = await _claim_one(stores)
    await stores.outbox.finish(item, state=FAILED, reason="unreachable", event=None)
    outcomes = await asyncio.gather(
        *(stores.outbox.replay(ACCOUNT, item.id, at=NOW) for _ in range(4)),
        return_exceptions=True,
    )

    assert sum(isinstance(outcome, OutboxItem) for outcome in outcomes) == 1
    assert sum(isinstance(outcome, Refused) for outcome in outcomes) == 3


async def test_replay_of_what_waits_or_is_not_there_is_refused(stores: Stores) -> None:
    await record(stores, exchange(outgoing=(queued(),)))
    (item,) = await stores.outbox.list_outbox(ACCOUNT)

    with pytest.raises(Refused):
        await stores.outbox.replay(ACCOUNT, item.id, at=NOW)
    with pytest.raises(NotFound):
        await stores.outbox.replay(ACCOUNT, OutboxId(item.id + 1), at=NOW)
    with pytest.raises(NotFound):
        await stores.outbox.replay("wx-other", item.id, at=NOW)


async def test_replay_outside_the_window_is_refused(stores: Stores) -> None:
    await record(stores, exchange(outgoing=(queued(),)))
    item = await _claim_one(stores)
    await stores.outbox.finish(item, state=FAILED, reason="busy", event=None)

    with pytest.raises(Refused) as refusal:
        await stores.outbox.replay(ACCOUNT, item.id, at=after(hours=48))
    assert refusal.value.data["reason"] == "window"


@pytest.mark.parametrize("state", [SENT, UNKNOWN])
async def test_passive_reply_is_marked_by_what_happened(
    stores: Stores, state: DeliveryState
) -> None:
    recorded = await record(stores, exchange(outgoing=(passive(),)))
    await stores.inbound.mark_passive(recorded.outgoing_ids, state)
    await stores.inbound.mark_passive([], state)

    assert (await _last_message(stores)).state is state


async def test_late_passive_reply_goes_through_the_outbox_once(stores: Stores) -> None:
    recorded = await record(stores, exchange(outgoing=(passive(),)))
    ids = recorded.outgoing_ids
    outcomes = [await stores.inbound.requeue_passive(ids, NOW) for _ in range(2)]
    (item,) = await stores.outbox.claim_due(ACCOUNT, now=NOW)

    assert outcomes == [True, False]
    assert item.late
    assert item.message_id == recorded.outgoing_ids[0]
    assert (await load(stores)).allowances[0].spent == 1
    assert len(await stores.outbox.list_outbox(ACCOUNT)) == 1


async def test_repeat_of_a_push_answered_late_gets_success(stores: Stores) -> None:
    """Else the fan would read the same answer twice."""
    given = exchange(outgoing=(passive(),))
    recorded = await record(stores, given)
    await stores.inbound.requeue_passive(recorded.outgoing_ids, NOW)
    reply = await stores.inbound.find_reply(ACCOUNT, given.inbound.key)

    assert reply is not None
    assert reply.body == ""


async def test_late_passive_reply_without_allowance_fails(stores: Stores) -> None:
    sent = event("sent", type="message_sent", direction="out", actor="bot", latency_ms=4_000)
    drafts = (replace(passive(), event=sent),)
    recorded = await record(stores, exchange(granted=None, outgoing=drafts))
    for _ in range(2):
        assert not await stores.inbound.requeue_passive(recorded.outgoing_ids, after(seconds=4))
    message = await _last_message(stores)
    events = [stored.event for stored in await stores.events.read_events(ACCOUNT)]

    assert (message.state, message.reason) == (FAILED, "window")
    assert [e.type for e in events] == ["message_received", "message_sent", "message_failed"]
    assert (events[-1].outcome, events[-1].error_code) == ("failed", "window")
    assert (events[-1].occurred_at, events[-1].latency_ms) == (after(seconds=4), None)
    assert events[-1].props["late"] is True


async def test_late_passive_reply_is_dropped_once_an_agent_has_taken_over(
    stores: Stores,
) -> None:
    agent = await hire(stores)
    recorded = await record(stores, exchange(handoff_opened="asked", outgoing=(passive(),)))
    handoff = (await load(stores)).handoff
    assert handoff is not None
    await stores.handoffs.claim_handoff(handoff, agent=agent, at=NOW, events=())
    await stores.inbound.requeue_passive(recorded.outgoing_ids, NOW)

    (item,) = await stores.outbox.claim_due(ACCOUNT, now=NOW)
    assert (item.state, item.reason) == (FAILED, "epoch")
    assert (await _last_message(stores)).reason == "epoch"
