"""Customer-service messages on their way to the platform, in order for each fan.

Each message is claimed (committed as ``sending``) before the call, so that a crash leaves a
doubt that is shown, never a silent second send. See docs/explain/reliability.md.
"""

from __future__ import annotations

import asyncio
import random
from dataclasses import dataclass
from datetime import timedelta

from bot import telemetry
from bot.errors import (
    BadRequest,
    DeliveryUnknown,
    FanUnreachable,
    GatewayError,
    Misconfigured,
    PlatformBusy,
    PlatformError,
    QuotaSpent,
    RateLimited,
    StoreError,
    TokenExpired,
    WindowClosed,
)
from bot.flow.record import desk_event
from bot.model import DeliveryState, Event, OutboxItem
from bot.ports import Clock, Notifier, Sender, Stores

_log = telemetry.logger(__name__)

IN_FLIGHT = 20
FIRST_WAIT_S, LONGEST_WAIT_S = 1.0, 60.0
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

    def wake(self) -> None:
        """There may be something to send."""
        self._wake.set()

    def stop(self) -> None:
        """Finish what is being sent and take nothing more; the rest waits in the table."""
        self._stopping = True
        self._wake.set()

    async def run(self) -> None:
        """Send until stopped. A store that cannot be reached is tried again, nothing is lost."""
        while not self._stopping:
            self._wake.clear()
            try:
                await self._drain()
                pause = await self._pause_s()
            except StoreError as error:
                _log.warning("outbox_store_unreachable", error=str(error))
                pause = FIRST_WAIT_S
            try:
                await asyncio.wait_for(self._wake.wait(), pause)
            except TimeoutError:
                continue

    async def _drain(self) -> None:
        while await self.drain_once() and not self._stopping:
            continue

    async def drain_once(self) -> int:
        """Claim and send one batch; returns how many were claimed."""
        items = await self._stores.outbox.claim_due(
            self._account, now=self._clock.now(), limit=IN_FLIGHT
        )
        dead = [item for item in items if item.state is DeliveryState.FAILED]
        alive = [item for item in items if item.state is not DeliveryState.FAILED]
        for item in dead:
            await self._note_dead(item)
        await asyncio.gather(*(self._deliver(item) for item in alive))
        if items:
            self._notifier.events_written()
        return len(items)

    async def _pause_s(self) -> float:
        due = await self._stores.outbox.next_due_at(self._account)
        if due is None:
            return IDLE_LOOK_S
        return min(IDLE_LOOK_S, max(0.05, (due - self._clock.now()).total_seconds()))

    async def _deliver(self, item: OutboxItem) -> None:
        ended = await self._send(item)
        now = self._clock.now()
        if ended.wait_s is not None:
            await self._stores.outbox.postpone(
                item, not_before=now + timedelta(seconds=ended.wait_s), reason=ended.reason
            )
            return
        event = await self._event_of(item, ended)
        await self._stores.outbox.finish(item, state=ended.state, reason=ended.reason, event=event)

    async def _note_dead(self, item: OutboxItem) -> None:
        event = await self._event_of(item, Ended(item.state, item.reason))
        if event is not None:
            await self._stores.events.append_events([event])

    async def _event_of(self, item: OutboxItem, ended: Ended) -> Event | None:
        self._metrics.outbox.labels(ended.state).inc()
        conversation = await self._stores.conversations.find_conversation(
            self._account, item.conversation_id
        )
        if conversation is None:
            return None
        return desk_event(
            "message_sent" if ended.state is DeliveryState.SENT else "message_failed",
            conversation,
            at=self._clock.now(),
            outcome=ended.reason or str(ended.state),
            props={"via": "custom", "state": str(ended.state), "by": item.actor},
        )

    async def _send(self, item: OutboxItem) -> Ended:
        if item.open_id is None:
            return Ended(DeliveryState.FAILED, "unreachable")
        try:
            await self._sender.send(item.open_id, item.content)
        except GatewayError as error:
            _log.warning("send_refused", code=error.code, error=str(error), attempt=item.attempts)
            return outcome_of(error, attempts=item.attempts)
        except Exception:
            _log.exception("send_failed")
            return Ended(DeliveryState.UNKNOWN, "interrupted")
        return Ended(DeliveryState.SENT)


def outcome_of(error: GatewayError, *, attempts: int) -> Ended:
    """What a refused send means: final, in doubt, or worth another try.

    The table stands in docs/explain/reliability.md.
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
        case BadRequest():
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
    base: float = min(LONGEST_WAIT_S, FIRST_WAIT_S * 2.0 ** max(0, attempts - 1))
    # Jitter spreads retries, it protects nothing: an ordinary generator will do.
    return base * random.uniform(0.8, 1.2)  # noqa: S311
