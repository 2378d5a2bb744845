"""The append-only log: whole, once, and in commit order."""

from __future__ import annotations

import asyncio

from bot.model import AgentId, ConversationId
from bot.ports import Stores
from bot.store.database import Database
from bot.store.events import insert_events
from tests.contract.samples import ACCOUNT, NOW, after, event


async def test_event_comes_back_as_it_went_in(stores: Stores) -> None:
    whole = event(
        "e1",
        session_id="s1",
        conversation_id=ConversationId(7),
        agent_id=AgentId(3),
        intent="returns.window",
        confidence=0.875,
        runner_up="returns.cost",
        margin=0.25,
        matcher="exact",
        faq_version="abc",
        lang="zh",
        outcome="answered",
        source="qr",
        scene="store-12",
        campaign="ss26",
        store="nanjing",
        window_kind="message",
        window_left_s=172_800,
        quota_left=4,
        latency_ms=12,
        error_code="45015",
        tags={"service.topic": ("returns", "care")},
        props={"kind": "text", "n": 1, "share": 0.5, "first": True},
    )
    await stores.events.append_events([whole, event("e2", pid=None)])
    found = await stores.events.read_events(ACCOUNT)

    assert [stored.event for stored in found] == [whole, event("e2", pid=None)]


async def test_event_already_there_is_left_alone(stores: Stores) -> None:
    await stores.events.append_events([event("e1", outcome="first")])
    await stores.events.append_events([event("e1", outcome="second"), event("e2")])
    await stores.events.append_events([])
    found = await stores.events.read_events(ACCOUNT)

    assert [(s.event.event_id, s.event.outcome) for s in found] == [("e1", "first"), ("e2", None)]


async def test_reading_goes_on_from_a_cursor(stores: Stores) -> None:
    await stores.events.append_events([event(f"e{n}") for n in range(5)])
    first = await stores.events.read_events(ACCOUNT, limit=2)
    rest = await stores.events.read_events(ACCOUNT, after_seq=first[-1].seq)

    assert [s.event.event_id for s in (*first, *rest)] == [f"e{n}" for n in range(5)]
    assert await stores.events.last_seq(ACCOUNT) == rest[-1].seq
    assert await stores.events.seq_of(ACCOUNT, "e4") == rest[-1].seq
    assert await stores.events.seq_of(ACCOUNT, "e9") is None


async def test_reading_since_a_moment_leaves_out_what_was_before(stores: Stores) -> None:
    await stores.events.append_events([event("old"), event("new", occurred_at=after(days=1))])
    found = await stores.events.read_events(ACCOUNT, since=after(hours=1))

    assert [stored.event.event_id for stored in found] == ["new"]


async def test_accounts_do_not_see_each_other(stores: Stores) -> None:
    await stores.events.append_events([event("e1", account="wx-other")])

    assert await stores.events.read_events(ACCOUNT) == []
    assert await stores.events.last_seq(ACCOUNT) == 0
    assert await stores.events.seq_of(ACCOUNT, "e1") is None


async def test_reader_beside_writers_misses_nothing(stores: Stores) -> None:
    """A number drawn early and committed late would be passed over by this reader."""
    total = 120
    seen: list[str] = []

    async def follow() -> None:
        seq = 0
        while len(seen) < total:
            for stored in await stores.events.read_events(ACCOUNT, after_seq=seq, limit=7):
                assert stored.seq > seq
                seq = stored.seq
                seen.append(stored.event.event_id)

    async def write(writer: int) -> None:
        for n in range(total // 12):
            await stores.events.append_events(
                [event(f"{writer}-{n}", occurred_at=NOW, received_at=NOW)]
            )

    async with asyncio.timeout(20):
        await asyncio.gather(follow(), *(write(writer) for writer in range(12)))
    assert len(set(seen)) == total


async def test_later_writer_waits_for_the_one_before_to_commit(
    stores: Stores, database: Database
) -> None:
    async with database.write() as connection:
        await insert_events(connection, [event("first")])
        later = asyncio.create_task(stores.events.append_events([event("second")]))
        committed, _waiting = await asyncio.wait([later], timeout=0.25)

        assert not committed
        assert await stores.events.last_seq(ACCOUNT) == 0
    await later
    found = await stores.events.read_events(ACCOUNT)

    assert [stored.event.event_id for stored in found] == ["first", "second"]
