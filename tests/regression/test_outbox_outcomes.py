"""How a send ended reaches the store, whatever the store does meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot import telemetry
from bot.errors import PlatformError, StoreBusy
from bot.flow.outbox import Outbox
from bot.model import UNSIGNED, Byline, Content, DeliveryState, Event, OpenId, OutboxItem
from bot.ports import Stores
from bot.store.database import Database
from bot.store.schema import metadata
from bot.store.stores import stores as make_stores
from tests.contract.samples import (
    ACCOUNT,
    NOW,
    event,
    exchange,
    fan,
    following,
    load,
    passive,
    queued,
    record,
)

SENT, FAILED = DeliveryState.SENT, DeliveryState.FAILED


@pytest.fixture
async def stores(tmp_path: Path) -> AsyncIterator[Stores]:
    database = await Database.open(f"sqlite:///{tmp_path / 'bot.db'}")
    async with database.write() as connection:
        await connection.run_sync(metadata.create_all)
    yield make_stores(database, ACCOUNT)
    await database.close()


@dataclass
class MovingClock:
    """Two minutes pass between any two looks, longer than any pause between tries."""

    at: datetime = NOW

    def now(self) -> datetime:
        self.at += timedelta(minutes=2)
        return self.at

    def monotonic(self) -> float:
        return (self.at - NOW).total_seconds()


class Nobody:
    def outbox_filled(self) -> None:
        return

    def events_written(self) -> None:
        return


@dataclass
class Platform:
    """Takes what is sent, or refuses it."""

    clock: MovingClock
    error: Exception | None = None
    held: dict[str, asyncio.Event] = field(default_factory=dict)
    calls: list[tuple[str, str]] = field(default_factory=list)
    called: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def send(self, open_id: OpenId, content: Content, *, byline: Byline = UNSIGNED) -> None:
        async with self.called:
            self.calls.append((open_id, getattr(content, "text", "")))
            self.called.notify_all()
        if open_id in self.held:
            await self.held[open_id].wait()
        if self.error is not None:
            raise self.error

    async def reach(self, wanted: Callable[[Platform], bool]) -> None:
        async with asyncio.timeout(5), self.called:
            await self.called.wait_for(lambda: wanted(self))


@dataclass
class BusyOutbox:
    """The real store that cannot write the first outcomes."""

    real: Any
    refusals: int

    def __getattr__(self, name: str) -> Any:
        return getattr(self.real, name)

    async def finish(self, item: OutboxItem, **how: Any) -> None:
        self._refuse()
        await self.real.finish(item, **how)

    async def postpone(self, item: OutboxItem, **how: Any) -> None:
        self._refuse()
        await self.real.postpone(item, **how)

    def _refuse(self) -> None:
        if self.refusals:
            self.refusals -= 1
            raise StoreBusy("locked", remedy="try again")


@asynccontextmanager
async def sending(stores: Stores, platform: Platform) -> AsyncIterator[Outbox]:
    """A running outbox; what is under way has ended after the block."""
    outbox = Outbox(
        stores,
        platform,
        Nobody(),
        platform.clock,
        account=ACCOUNT,
        metrics=telemetry.Metrics(),
    )
    async with asyncio.timeout(10), asyncio.TaskGroup() as group:
        group.create_task(outbox.run())
        yield outbox
        outbox.stop()


async def states(stores: Stores) -> list[tuple[str, DeliveryState]]:
    found = (await load(stores)).id
    assert found is not None
    history = await stores.conversations.list_messages(found)
    return [(message.text, message.state) for message in history if message.direction == "out"]


async def sent_events(stores: Stores) -> list[Event]:
    stored = await stores.events.read_events(ACCOUNT)
    return [one.event for one in stored if one.event.type.startswith("message_")][1:]


async def test_store_too_busy_to_note_a_send_does_not_block_the_fan(stores: Stores) -> None:
    await record(stores, exchange(outgoing=(queued("一"), queued("二"))))
    platform = Platform(MovingClock())
    busy = BusyOutbox(stores.outbox, refusals=2)
    async with sending(replace(stores, outbox=busy), platform):
        await platform.reach(lambda it: len(it.calls) == 2)

    assert platform.calls == [("open-one", "一"), ("open-one", "二")]
    assert await states(stores) == [("一", SENT), ("二", SENT)]
    assert [one.type for one in await sent_events(stores)] == ["message_sent"] * 2


async def test_outcome_that_can_never_be_noted_is_cut_off_at_shutdown(stores: Stores) -> None:
    await record(stores, exchange(outgoing=(queued("一"),)))
    platform = Platform(MovingClock())
    busy = BusyOutbox(stores.outbox, refusals=1_000_000)
    outbox = Outbox(
        replace(stores, outbox=busy),
        platform,
        Nobody(),
        platform.clock,
        account=ACCOUNT,
        metrics=telemetry.Metrics(),
    )
    running = asyncio.create_task(outbox.run())
    await platform.reach(lambda it: len(it.calls) == 1)
    outbox.stop()
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    await stores.outbox.release_interrupted(ACCOUNT, at=platform.clock.now())

    assert await states(stores) == [("一", DeliveryState.UNKNOWN)]


async def test_unexplained_refusal_is_tried_three_times_and_shown_so(stores: Stores) -> None:
    await record(stores, exchange(outgoing=(queued("一"),)))
    platform = Platform(MovingClock(), error=PlatformError("what?", errcode=99_999))
    busy = BusyOutbox(stores.outbox, refusals=1)
    async with sending(replace(stores, outbox=busy), platform):
        await platform.reach(lambda it: len(it.calls) == 3)
    (item,) = await stores.outbox.list_outbox(ACCOUNT)
    (failed,) = await sent_events(stores)

    assert len(platform.calls) == 3
    assert (item.state, item.attempts) == (FAILED, 3)
    assert (failed.type, failed.outcome, failed.error_code, failed.actor) == (
        "message_failed",
        "failed",
        "platform_error",
        "bot",
    )


async def test_slow_call_for_one_fan_holds_back_nobody_else(stores: Stores) -> None:
    for name in ("a", "b"):
        drafts = (queued(f"{name}1"), queued(f"{name}2"))
        await record(stores, exchange(name, of=fan(name), outgoing=drafts))
    platform = Platform(MovingClock(), held={"open-a": asyncio.Event()})
    async with sending(stores, platform):
        await platform.reach(lambda it: ("open-b", "b2") in it.calls)
        seen = list(platform.calls)
        platform.held["open-a"].set()
        await platform.reach(lambda it: ("open-a", "a2") in it.calls)

    assert ("open-a", "a2") not in seen
    assert await stores.outbox.list_outbox(ACCOUNT) == []


async def test_late_reply_is_told_once_more_and_marked(stores: Stores) -> None:
    told = event(
        "told", type="message_sent", direction="out", actor="bot", props={"via": "passive"}
    )
    recorded = await record(stores, exchange(outgoing=(replace(passive("晚"), event=told),)))
    assert await stores.inbound.requeue_passive(recorded.outgoing_ids, NOW)
    platform = Platform(MovingClock())
    async with sending(stores, platform):
        await platform.reach(lambda it: len(it.calls) == 1)

    assert [(one.type, dict(one.props)) for one in await sent_events(stores)] == [
        ("message_sent", {"via": "passive"}),
        ("message_sent", {"via": "custom", "state": "sent", "by": "bot", "late": True}),
    ]


async def test_message_dropped_for_an_agent_is_told_as_failed(stores: Stores) -> None:
    await record(stores, exchange(outgoing=(queued("一"),)))
    await record(stores, following(await load(stores), "m2", granted=None, handoff_opened="asked"))
    platform = Platform(MovingClock())
    news = asyncio.Event()
    notifier = Nobody()
    notifier.events_written = news.set  # type: ignore[method-assign]
    outbox = Outbox(
        stores, platform, notifier, platform.clock, account=ACCOUNT, metrics=telemetry.Metrics()
    )
    async with asyncio.timeout(5), asyncio.TaskGroup() as group:
        group.create_task(outbox.run())
        await news.wait()
        outbox.stop()
    told = (await stores.events.read_events(ACCOUNT))[-1].event

    assert platform.calls == []
    assert (told.type, told.error_code) == ("message_failed", "epoch")
    assert (await load(stores)).allowances[0].spent == 0
