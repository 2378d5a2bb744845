"""The live tail of the event log: every desk and socket sees each event once, in commit order.

The table is the truth. A notification only says "look"; whoever missed one reads on by ``seq``.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot import telemetry
from bot.errors import StoreError
from bot.ports import EventStore, StoredEvent

_log = telemetry.logger(__name__)

_QUEUE_LIMIT = 1_000
_BATCH = 500
IDLE_LOOK_S = 2.0
"""How often the log is looked at without a notification: other processes write to it too."""


class EventFeed:
    """Reads new events once and hands them to every subscriber."""

    def __init__(self, events: EventStore, *, account: str) -> None:
        self._events = events
        self._account = account
        self._wake = asyncio.Event()
        self._queues: set[asyncio.Queue[StoredEvent | None]] = set()
        self._seq: int | None = None
        self._placing = asyncio.Lock()

    def events_written(self) -> None:
        """Something was committed: look soon."""
        self._wake.set()

    @property
    def subscribers(self) -> int:
        """How many are listening."""
        return len(self._queues)

    @asynccontextmanager
    async def subscribe(self) -> AsyncIterator[asyncio.Queue[StoredEvent | None]]:
        """A queue of events from now on.

        ``None`` in it means that this subscriber was too slow (or the gateway is closing): it
        must reconnect and read what it missed from the log.
        """
        queue: asyncio.Queue[StoredEvent | None] = asyncio.Queue(_QUEUE_LIMIT + 1)
        self._queues.add(queue)
        try:
            with contextlib.suppress(StoreError):  # then ``run`` finds the place
                await self._place()
            yield queue
        finally:
            self._queues.discard(queue)

    async def run(self) -> None:
        """Follow the log until cancelled.

        A store that cannot be read for a while is tried again from where reading stopped, so no
        subscriber misses anything.
        """
        try:
            while True:
                self._wake.clear()
                try:
                    await self._drain()
                except StoreError as error:
                    _log.warning("feed_store_unreachable", error=str(error))
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._wake.wait(), IDLE_LOOK_S)
        finally:
            self.close()

    def close(self) -> None:
        """Send every subscriber away: the gateway is closing."""
        for queue in list(self._queues):
            self._cut_off(queue)

    async def _place(self) -> int:
        """Where reading has arrived. Before the first reading that is the end of the log."""
        async with self._placing:
            if self._seq is None:
                self._seq = await self._events.last_seq(self._account)
            return self._seq

    async def _drain(self) -> None:
        seq = await self._place()
        while batch := await self._events.read_events(self._account, after_seq=seq, limit=_BATCH):
            self._seq = seq = batch[-1].seq
            for stored in batch:
                self._publish(stored)

    def _publish(self, stored: StoredEvent) -> None:
        for queue in list(self._queues):
            if queue.qsize() >= _QUEUE_LIMIT:
                self._cut_off(queue)
            else:
                queue.put_nowait(stored)

    def _cut_off(self, queue: asyncio.Queue[StoredEvent | None]) -> None:
        self._queues.discard(queue)
        queue.put_nowait(None)
