"""Where a follower comes from: what the push tells, else what the platform tells in time.

The follow is answered at once. The platform is asked under a short budget, so that the first
words can fit the source; what comes later is written down afterwards.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot import telemetry
from bot.content.library import Library
from bot.errors import GatewayError
from bot.flow.record import learned_event
from bot.model import Arrival, Inbound, InboundKind, OpenId
from bot.ports import Clock, Exchange, FanStore, Learned, Notifier
from bot.rules.arrival import by_code, by_platform

_log = telemetry.logger(__name__)

CameBy = Callable[[OpenId], Awaitable[tuple[str, str]]]
"""Asks the platform how a fan came: its ``subscribe_scene`` and the scene of the QR code."""

BUDGET_S = 0.8
"""How long a follow waits for the platform's word."""
KEPT_S = 2.0
"""What must stay until the deadline for deciding and recording."""


@dataclass(frozen=True, slots=True)
class Known:
    """Where a fan comes from as far as it is known in time; ``late`` will tell the rest."""

    arrival: Arrival | None
    late: asyncio.Task[Arrival] | None = None


class Arrivals:
    """Finds out where followers come from."""

    def __init__(self, came_by: CameBy, store: FanStore, notifier: Notifier, clock: Clock) -> None:
        self._came_by = came_by
        self._store = store
        self._notifier = notifier
        self._clock = clock
        self._writing: set[asyncio.Task[None]] = set()

    async def of(self, inbound: Inbound, library: Library, deadline: float) -> Known:
        """Where the fan of a follow or scan comes from; nothing for any other act."""
        if inbound.kind is InboundKind.SCAN or (
            inbound.kind is InboundKind.FOLLOW and (inbound.event_key or inbound.ticket)
        ):
            return Known(by_code(inbound.event_key, library.codes))
        if inbound.kind is not InboundKind.FOLLOW:
            return Known(None)
        asked = asyncio.create_task(self._ask(inbound.open_id, library))
        budget = min(BUDGET_S, deadline - KEPT_S - self._clock.monotonic())
        await asyncio.wait([asked], timeout=max(0.0, budget))
        return Known(asked.result()) if asked.done() else Known(Arrival(), asked)

    def write_later(self, known: Known, exchange: Exchange, library: Library) -> None:
        """Once the platform tells what it had not told in time, write it down."""
        if known.late is None:
            return
        task = asyncio.create_task(self._write(known.late, exchange, library))
        self._writing.add(task)
        task.add_done_callback(self._writing.discard)

    async def close(self) -> None:
        """Give up what the platform has not told yet: the source stays unknown."""
        for task in self._writing:
            task.cancel()
        await asyncio.gather(*self._writing, return_exceptions=True)

    async def _ask(self, open_id: OpenId, library: Library) -> Arrival:
        try:
            return by_platform(*await self._came_by(open_id), library.codes)
        except GatewayError as error:
            # The follow is answered whatever the platform says.
            _log.warning("source_not_told", error=str(error))
            return Arrival()

    async def _write(
        self, late: asyncio.Task[Arrival], exchange: Exchange, library: Library
    ) -> None:
        arrival = await late
        if arrival.source == "unknown":
            return
        event = learned_event(exchange.fan, arrival, at=self._clock.now())
        tags = library.tags.of_fan(arrival.tags, event_id=event.event_id, at=event.occurred_at)
        learned = Learned(
            pid=exchange.fan.pid,
            followed_at=exchange.inbound.sent_at,
            arrival=arrival,
            tags=tags,
            event=event,
        )
        try:
            if await self._store.learn_arrival(learned):
                self._notifier.events_written()
        except GatewayError as error:
            _log.warning("source_not_written", error=str(error))
