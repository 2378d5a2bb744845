"""Customer-service messages on their way to the platform, in order for each fan.

Each message is claimed (committed as ``sending``) before the call, so that a crash leaves a
doubt that is shown, never a silent second send. How the call ended is noted as often as it takes
the store to accept it. See docs/explain/reliability.md.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar

from bot import telemetry
from bot.errors import (
    BadRequest,
    Declined,
    DeliveryUnknown,
    FanUnreachable,
    GatewayError,
    Misconfigured,
    PlatformBusy,
    PlatformError,
    QuotaSpent,
    RateLimited,
    StoreClosed,
    StoreError,
    TokenExpired,
    WindowClosed,
)
from bot.flow.media import UNKNOWN_ID
from bot.flow.record import desk_event
from bot.model import DeliveryState, Event, OutboxItem, Picture
from bot.ports import Clock, Notifier, Sender, Stores

_log = telemetry.logger(__name__)
_T = TypeVar("_T")

IN_FLIGHT = 20
"""How many fans are written to at the same time; a slow call holds back its own fan only."""
FIRST_WAIT_S, LONGEST_WAIT_S = 1.0, 60.0
FIRST_NOTE_WAIT_S, LONGEST_NOTE_WAIT_S = 0.05, 5.0
"""Pauses between tries to note a known outcome in a store that does not take it."""
_MOST_DOUBLINGS = 6
UNKNOWN_ERROR_TRIES = 3
IDLE_LOOK_S = 30.0
"""How often the table is looked at without a notification: it is the truth, not the wake-up."""


@dataclass(frozen=True, slots=True)
class Ended:
    """How a send ended: a final state, or a wait before the next try."""

    state: DeliveryState
    reason: str = ""
    wait_s: float | None = None


class Outbox:
    """Sends what waits in the outbox of one account."""

    def __init__(
        self,
        stores: Stores,
        sender: Sender,
        notifier: Notifier,
        clock: Clock,
        *,
        account: str,
        metrics: telemetry.Metrics,
    ) -> None:
        self._stores = stores
        self._sender = sender
        self._notifier = notifier
        self._clock = clock
        self._account = account
        self._metrics = metrics
        self._wake = asyncio.Event()
        self._stopping = False
        self._in_flight = 0

    def wake(self) -> None:
        """There may be something to send."""
        self._wake.set()

    def stop(self) -> None:
        """Finish what is being sent and take nothing more; the rest waits in the table."""
        self._stopping = True
        self._wake.set()

    async def run(self) -> None:
        """Send until stopped, then finish what is under way; cancelling cuts that off.

        A store that cannot be reached is tried again, nothing is lost.
        """
        async with asyncio.TaskGroup() as sending:
            while not self._stopping:
                self._wake.clear()
                try:
                    pause = await self._start_due(sending)
                except StoreError as error:
                    _log.warning("outbox_store_unreachable", error=str(error))
                    pause = FIRST_WAIT_S
                except Exception:
                    # An exception that left this block would cut off every send under way.
                    _log.exception("outbox_failed")
                    pause = FIRST_WAIT_S
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._wake.wait(), pause)

    async def _start_due(self, sending: asyncio.TaskGroup) -> float:
        """Claim what is due and start to send it; seconds until the next look."""
        room = IN_FLIGHT - self._in_flight
        if room <= 0:
            return IDLE_LOOK_S
        now = self._clock.now()
        for item in await self._stores.outbox.claim_due(self._account, now=now, limit=room):
            self._in_flight += 1
            sending.create_task(self._handle(item))
        return await self._pause_s()

    async def _handle(self, item: OutboxItem) -> None:
        """One claimed item to its end; what goes wrong with it never touches the others."""
        try:
            if item.state is DeliveryState.FAILED:
                await self._note_dead(item)
            else:
                await self._deliver(item)
        except Exception:
            _log.exception("outbox_item_failed", outbox_id=item.id)
        finally:
            # The next of this fan has become due, and the desks have something to show.
            self._in_flight -= 1
            self._wake.set()
            self._notifier.events_written()

    async def _pause_s(self) -> float:
        if self._in_flight >= IN_FLIGHT:
            return IDLE_LOOK_S
        due = await self._stores.outbox.next_due_at(self._account)
        if due is None:
            return IDLE_LOOK_S
        return min(IDLE_LOOK_S, max(0.05, (due - self._clock.now()).total_seconds()))

    async def _deliver(self, item: OutboxItem) -> None:
        ended = await self._send(item)
        now = self._clock.now()
        outbox, wait_s, reason = self._stores.outbox, ended.wait_s, ended.reason
        if wait_s is not None:
            again_at = now + timedelta(seconds=wait_s)
            await self._noted(lambda: outbox.postpone(item, not_before=again_at, reason=reason))
            return
        self._metrics.outbox.labels(ended.state).inc()
        event = await self._noted(lambda: self._event_of(item, ended))
        await self._noted(
            lambda: outbox.finish(item, state=ended.state, reason=reason, event=event)
        )

    async def _note_dead(self, item: OutboxItem) -> None:
        self._metrics.outbox.labels(item.state).inc()
        ended = Ended(item.state, item.reason)
        event = await self._noted(lambda: self._event_of(item, ended))
        if event is not None:
            await self._noted(lambda: self._stores.events.append_events([event]))

    async def _noted(self, work: Callable[[], Awaitable[_T]]) -> _T:
        """Repeat until the store takes it: an outcome not noted would block its fan for good.

        At shutdown it goes on until it is cut off; then the message is shown as unknown.
        """
        wait_s = FIRST_NOTE_WAIT_S
        while True:
            try:
                return await work()
            except StoreClosed:
                raise
            except StoreError as error:
                _log.warning("outcome_not_noted_yet", error=str(error), again_in_s=wait_s)
            await asyncio.sleep(wait_s)
            wait_s = min(LONGEST_NOTE_WAIT_S, wait_s * 2)

    async def _event_of(self, item: OutboxItem, ended: Ended) -> Event | None:
        conversation = await self._stores.conversations.find_conversation(
            self._account, item.conversation_id
        )
        if conversation is None:
            return None
        late = {"late": True} if item.late else {}
        return desk_event(
            "message_sent" if ended.state is DeliveryState.SENT else "message_failed",
            conversation,
            at=self._clock.now(),
            actor=item.actor,
            outcome=str(ended.state),
            error_code=ended.reason or None,
            props={"via": "custom", "state": str(ended.state), "by": item.actor, **late},
        )

    async def _send(self, item: OutboxItem) -> Ended:
        if item.open_id is None:
            return Ended(DeliveryState.FAILED, "unreachable")
        try:
            await self._sender.send(item.open_id, item.content, byline=item.byline)
        except GatewayError as error:
            self._tell_lost(item, error)
            _log.warning("send_refused", code=error.code, error=str(error), attempt=item.attempts)
            return outcome_of(error, attempts=item.attempts)
        except Exception:
            _log.exception("send_failed")
            return Ended(DeliveryState.UNKNOWN, "interrupted")
        return Ended(DeliveryState.SENT)

    def _tell_lost(self, item: OutboxItem, error: GatewayError) -> None:
        lost = isinstance(error, BadRequest) and error.errcode == UNKNOWN_ID
        if lost and isinstance(item.content, Picture):
            self._notifier.media_lost(item.content.media_id)


def outcome_of(error: GatewayError, *, attempts: int) -> Ended:
    """What a refused send means: final, in doubt, or worth another try.

    ``attempts`` counts the tries made, this one included. The table stands in
    docs/explain/reliability.md.
    """
    match error:
        case WindowClosed():
            return Ended(DeliveryState.FAILED, "window")
        case QuotaSpent():
            return Ended(DeliveryState.FAILED, "quota")
        case FanUnreachable():
            return Ended(DeliveryState.FAILED, "unreachable")
        case DeliveryUnknown():
            return Ended(DeliveryState.UNKNOWN, "interrupted")
        case BadRequest() | Declined():
            return Ended(DeliveryState.FAILED, "content")
        case RateLimited():
            return Ended(DeliveryState.PENDING, error.code, wait_s=LONGEST_WAIT_S)
        case PlatformBusy():
            return Ended(DeliveryState.PENDING, error.code, wait_s=_backoff_s(attempts))
        case TokenExpired() | Misconfigured() | PlatformError() if attempts < UNKNOWN_ERROR_TRIES:
            return Ended(DeliveryState.PENDING, error.code, wait_s=_backoff_s(attempts))
        case _:
            return Ended(DeliveryState.FAILED, error.code)


def _backoff_s(attempts: int) -> float:
    # Two days of tries are thousands: the power is bounded before the product is.
    doublings = min(attempts - 1, _MOST_DOUBLINGS)
    base: float = min(LONGEST_WAIT_S, FIRST_WAIT_S * 2.0**doublings)
    # Jitter spreads retries, it protects nothing: an ordinary generator will do.
    return base * random.uniform(0.8, 1.2)  # noqa: S311
