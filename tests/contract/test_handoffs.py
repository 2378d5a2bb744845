"""Requests for a human: claimed once, closed once, fenced by the epoch."""

from __future__ import annotations

import asyncio

import pytest

from bot.errors import ConflictError, NotFound
from bot.model import Handoff, HandoffId, HandoffState
from bot.ports import Stores
from tests.contract.samples import (
    ACCOUNT,
    NOW,
    after,
    event,
    exchange,
    fan,
    following,
    hand_over,
    hire,
    load,
    record,
)


async def _queued(stores: Stores) -> Handoff:
    await record(stores, exchange(handoff_opened="asked"))
    (handoff,) = await stores.handoffs.list_handoffs(ACCOUNT, states=[HandoffState.QUEUED])
    return handoff


async def test_claim_makes_it_active_and_raises_the_epoch(stores: Stores) -> None:
    agent = await hire(stores)
    accepted = event("accepted", type="handoff_accepted", agent_id=agent.id)
    claimed = await stores.handoffs.claim_handoff(
        await _queued(stores), agent=agent, at=after(seconds=9), events=[accepted]
    )
    found = await load(stores)

    assert (claimed.state, claimed.agent, claimed.agent_id) == (
        HandoffState.ACTIVE,
        "lin",
        agent.id,
    )
    assert claimed.claimed_at == after(seconds=9)
    assert found.handoff == claimed
    assert (found.epoch, found.version) == (2, 2)
    assert await stores.handoffs.find_handoff(ACCOUNT, claimed.id) == claimed
    last = (await stores.events.read_events(ACCOUNT))[-1].event
    assert (last.event_id, last.conversation_id) == ("accepted", found.id)


async def test_thirty_claims_at_once_have_one_winner(stores: Stores) -> None:
    handoff = await _queued(stores)
    agents = [await hire(stores, f"agent{n:02}") for n in range(30)]
    outcomes = await asyncio.gather(
        *(
            stores.handoffs.claim_handoff(handoff, agent=agent, at=NOW, events=())
            for agent in agents
        ),
        return_exceptions=True,
    )
    (winner,) = [outcome for outcome in outcomes if isinstance(outcome, Handoff)]
    losers = [outcome for outcome in outcomes if isinstance(outcome, ConflictError)]

    assert len(losers) == 29
    assert {loser.data["winner"] for loser in losers} == {winner.agent}
    assert {loser.data["winner_display"] for loser in losers} == {f"顾问 {winner.agent}"}
    assert (await load(stores)).epoch == 2


async def test_claim_of_a_closed_request_names_no_winner(stores: Stores) -> None:
    agent = await hire(stores)
    handoff = await _queued(stores)
    await stores.handoffs.close_handoff(handoff, label="done", at=NOW, events=())

    with pytest.raises(ConflictError) as conflict:
        await stores.handoffs.claim_handoff(handoff, agent=agent, at=NOW, events=())
    assert conflict.value.data["winner"] is None


async def test_claim_of_another_accounts_request_finds_nothing(stores: Stores) -> None:
    agent = await hire(stores)
    handoff = await _queued(stores)

    assert await stores.handoffs.find_handoff("wx-other", handoff.id) is None
    assert await stores.handoffs.list_handoffs("wx-other") == []
    missing = Handoff(
        id=HandoffId(handoff.id + 1),
        conversation_id=handoff.conversation_id,
        state=HandoffState.QUEUED,
        reason="asked",
        queued_at=NOW,
    )
    with pytest.raises(NotFound):
        await stores.handoffs.claim_handoff(missing, agent=agent, at=NOW, events=())


async def test_close_gives_the_fan_back_to_the_bot(stores: Stores) -> None:
    agent = await hire(stores)
    handoff = await hand_over(stores, agent)
    closed = await stores.handoffs.close_handoff(
        handoff, label="solved", at=after(minutes=5), events=[event("closed")]
    )
    found = await load(stores)

    assert (closed.state, closed.label) == (HandoffState.CLOSED, "solved")
    assert closed.closed_at == after(minutes=5)
    assert (found.handoff, found.epoch) == (None, 3)


async def test_close_of_a_changed_request_conflicts(stores: Stores) -> None:
    agent = await hire(stores)
    queued = await _queued(stores)
    await stores.handoffs.claim_handoff(queued, agent=agent, at=NOW, events=())

    with pytest.raises(ConflictError):
        await stores.handoffs.close_handoff(queued, label="", at=NOW, events=[event("closed")])
    assert (await load(stores)).epoch == 2
    assert await stores.events.seq_of(ACCOUNT, "closed") is None


async def test_list_goes_by_state_and_cursor(stores: Stores) -> None:
    agent = await hire(stores)
    active = await hand_over(stores, agent, fan("a"))
    for name in ("b", "c"):
        await record(stores, exchange(f"m-{name}", of=fan(name), handoff_opened="asked"))
    everything = await stores.handoffs.list_handoffs(ACCOUNT)
    queued = await stores.handoffs.list_handoffs(ACCOUNT, states=[HandoffState.QUEUED])

    assert everything == [active, *queued]
    assert await stores.handoffs.list_handoffs(ACCOUNT, after=active.id, limit=1) == queued[:1]


async def test_recent_handoffs_of_a_conversation_hold_the_closed_ones(stores: Stores) -> None:
    agent = await hire(stores)
    first = await hand_over(stores, agent)
    closed = await stores.handoffs.close_handoff(first, label="solved", at=NOW, events=())
    await record(stores, following(await load(stores), "again", handoff_opened="asked"))
    await record(stores, exchange("m-b", of=fan("b"), handoff_opened="asked"))
    newest = (await load(stores)).handoff

    assert newest is not None
    conversation = closed.conversation_id
    assert await stores.handoffs.recent_handoffs(conversation) == [closed, newest]
    assert await stores.handoffs.recent_handoffs(conversation, limit=1) == [newest]
