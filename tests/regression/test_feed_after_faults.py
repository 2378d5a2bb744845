"""Desks see every event once, also those written while the log could not be read."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

import pytest

from bot.errors import StoreBusy
from bot.flow.feed import EventFeed
from bot.model import Event
from bot.ports import StoredEvent
from bot.store.database import Database
from bot.store.events import SqlEventStore
from bot.store.schema import metadata
from tests.contract.samples import ACCOUNT, event


class UnreliableLog:
    """The real log, unreadable as often as a test asks for."""

    def __init__(self, real: SqlEventStore) -> None:
        self._real = real
        self._faults: list[Exception] = []
        self._broken = asyncio.Event()

    def break_once(self, fault: Exception) -> asyncio.Event:
        """The next reading fails; the event is set when it has."""
        self._faults.append(fault)
        self._broken.clear()
        return self._broken

    def _read(self) -> None:
        if self._faults:
            self._broken.set()
            raise self._faults.pop()

    async def append_events(self, events: Sequence[Event]) -> None:
        await self._real.append_events(events)

    async def read_events(
        self, account: str, *, after_seq: int = 0, since: datetime | None = None, limit: int = 500
    ) -> list[StoredEvent]:
        self._read()
        return await self._real.read_events(account, after_seq=after_seq, since=since, limit=limit)

    async def seq_of(self, account: str, event_id: str) -> int | None:
        return await self._real.seq_of(account, event_id)

    async def last_seq(self, account: str) -> int:
        self._read()
        return await self._real.last_seq(account)


@pytest.fixture
async def log(tmp_path: Path) -> AsyncIterator[UnreliableLog]:
    database = await Database.open(f"sqlite:///{tmp_path / 'bot.db'}")
    async with database.write() as connection:
        await connection.run_sync(metadata.create_all)
    yield UnreliableLog(SqlEventStore(database))
    await database.close()


@asynccontextmanager
async def following(feed: EventFeed) -> AsyncIterator[None]:
    task = asyncio.create_task(feed.run())
    yield
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError, RuntimeError):
        await task


async def next_id(queue: asyncio.Queue[StoredEvent | None]) -> str | None:
    async with asyncio.timeout(5):
        found = await queue.get()
    return found.event.event_id if found else None


async def test_log_that_cannot_be_read_for_a_moment_cuts_nobody_off(log: UnreliableLog) -> None:
    feed = EventFeed(log, account=ACCOUNT)
    async with feed.subscribe() as queue:
        broken = log.break_once(StoreBusy("locked"))
        async with following(feed):
            await broken.wait()
            await log.append_events([event("one")])
            feed.events_written()

            assert await next_id(queue) == "one"


async def test_event_written_between_subscribing_and_the_first_reading_is_seen(
    log: UnreliableLog,
) -> None:
    await log.append_events([event("old")])
    feed = EventFeed(log, account=ACCOUNT)
    async with feed.subscribe() as queue:
        await log.append_events([event("new")])
        async with following(feed):
            assert await next_id(queue) == "new"


async def test_subscriber_comes_while_the_log_cannot_be_read(log: UnreliableLog) -> None:
    feed = EventFeed(log, account=ACCOUNT)
    log.break_once(StoreBusy("locked"))
    async with feed.subscribe() as queue, following(feed):
        async with feed.subscribe():  # the place is known from here on
            await log.append_events([event("one")])
        feed.events_written()

        assert await next_id(queue) == "one"


async def test_events_of_the_time_between_failure_and_restart_are_seen(
    log: UnreliableLog,
) -> None:
    feed = EventFeed(log, account=ACCOUNT)
    async with feed.subscribe() as queue:
        broken = log.break_once(RuntimeError("a bug"))
        async with following(feed):
            await broken.wait()

            assert await next_id(queue) is None
    await log.append_events([event("meanwhile")])
    async with feed.subscribe() as queue, following(feed):
        assert await next_id(queue) == "meanwhile"
