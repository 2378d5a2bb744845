"""The platform's callback: verify, decode, hand over, answer within five seconds.

``success`` leaves only after the commit. What is not proven to come from the platform learns
nothing: one status, one body.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from aiohttp import web

from bot import telemetry
from bot.channels.wechat.channel import WeChatChannel
from bot.errors import Forbidden, Malformed, StoreError
from bot.flow.inbound import Handled, InboundFlow
from bot.model import DeliveryState, Inbound
from bot.ports import Clock, InboundStore

_log = telemetry.logger(__name__)

MAX_BODY_BYTES = 65_536
READ_S = 4.0
"""Seconds in which a body must have arrived; the platform itself gives up after five."""
GIVE_UP_S = 4.5
"""Seconds after which an uncommitted push is refused with 503, so that it comes again."""
LATE_S = 4.0
"""Seconds after which a committed reply goes through the outbox and the response says success."""
STALE_MEMORY = timedelta(minutes=1)
STALE_NEEDED = 3
"""So many different pushes refused as stale within a minute tell that it is our clock."""


@dataclass(slots=True, kw_only=True)
class CallbackHealth:
    """What recent pushes tell about our clock: well signed ones refused as stale mean a skew.

    One old push sent again by a stranger must not take us out of service, so several different
    ones are needed, and none that was fresh.
    """

    stale: dict[str, tuple[datetime, int]] = field(default_factory=dict)
    fresh_at: datetime | None = None

    def note_stale(self, signature: str, now: datetime, *, age_s: int) -> None:
        """A well signed push whose time is too far from ours."""
        self.stale.setdefault(signature, (now, age_s))
        while len(self.stale) > STALE_NEEDED:
            del self.stale[next(iter(self.stale))]

    def note_fresh(self, now: datetime) -> None:
        """A push whose time is right."""
        self.stale.clear()
        self.fresh_at = now

    def fault(self, now: datetime) -> str | None:
        """One line for ``/readyz``, or nothing."""
        if self.fresh_at is not None and now - self.fresh_at <= STALE_MEMORY:
            return None
        skews = [skew for at, skew in self.stale.values() if now - at <= STALE_MEMORY]
        if len(skews) < STALE_NEEDED:
            return None
        return (
            f"the platform's pushes are refused as stale, they differ by {skews[-1]} s from this"
            " machine's clock; set the clock"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """The routes of ``/wechat``."""

    channel: WeChatChannel
    flow: InboundFlow
    store: InboundStore
    clock: Clock
    metrics: telemetry.Metrics
    account: str
    health: CallbackHealth

    def setup(self, app: web.Application) -> None:
        """Add the routes."""
        app.router.add_get("/wechat", self.verify_url, allow_head=False)
        app.router.add_post("/wechat", self.receive)

    async def verify_url(self, request: web.Request) -> web.Response:
        """The check that the account's page makes when the address is saved."""
        try:
            echo = self.channel.verify_url(request.query, now=self.clock.now())
        except Forbidden as error:
            return self._forbidden(error, request)
        return web.Response(text=echo, content_type="text/plain")

    async def receive(self, request: web.Request) -> web.StreamResponse:
        """One push."""
        started, now = self.clock.monotonic(), self.clock.now()
        try:
            async with asyncio.timeout(READ_S):
                body = await _read(request)
        except (TimeoutError, ConnectionError, web.RequestPayloadError):
            return self._refuse("cut_off", 400)
        if body is None:
            return self._refuse("too_large", 413)
        try:
            clear = self.channel.open(request.query, body, now=now)
        except Forbidden as error:
            return self._forbidden(error, request)
        except Malformed as error:
            return await self._malformed(body, error, now)
        self.health.note_fresh(now)
        try:
            inbound = self.channel.decode(clear, received_at=now)
        except Malformed as error:
            return await self._malformed(clear, error, now)
        return await self._answer(request, inbound, started)

    async def _answer(
        self, request: web.Request, inbound: Inbound, started: float
    ) -> web.StreamResponse:
        try:
            handled = await self.flow.handle(inbound, deadline=started + GIVE_UP_S)
            if handled.passive_ids and self.clock.monotonic() - started > LATE_S:
                await self.flow.answer_late(handled)
                handled = Handled(body="")
        except (TimeoutError, StoreError) as error:
            _log.error("push_not_committed", error=str(error) or "deadline")
            return self._refuse("not_committed", 503)
        except Exception:
            # Nothing of it is acknowledged, so that the platform sends it again.
            _log.exception("push_failed")
            return self._refuse("failed", 503)
        self.metrics.pushes.labels("replayed" if handled.replayed else "answered").inc()
        sealed = self.channel.seal(handled.body, request.query, now=self.clock.now())
        kind = "application/xml" if handled.body else "text/plain"
        response = web.Response(text=sealed, content_type=kind)
        try:
            await response.prepare(request)
            await response.write_eof()
        except (ConnectionError, OSError):
            self.flow.delivered(handled, DeliveryState.UNKNOWN)
        else:
            self.flow.delivered(handled, DeliveryState.SENT)
        return response

    def _forbidden(self, error: Forbidden, request: web.Request) -> web.Response:
        age_s = error.data.get("age_s")
        if isinstance(age_s, int):
            signature = request.query.get("signature", "")
            self.health.note_stale(signature, self.clock.now(), age_s=age_s)
        _log.warning("push_forbidden", reason=error.message)
        return self._refuse("forbidden", 403)

    async def _malformed(self, body: bytes, error: Malformed, now: datetime) -> web.Response:
        _log.warning("push_malformed", reason=error.message)
        try:
            await self.store.record_bad_event(self.account, body, error.message, now)
        except StoreError:
            return self._refuse("not_committed", 503)
        return self._refuse("malformed", 400)

    def _refuse(self, outcome: str, status: int) -> web.Response:
        self.metrics.pushes.labels(outcome).inc()
        return web.Response(status=status, text=_REFUSALS[status], content_type="text/plain")


_REFUSALS = {400: "malformed", 403: "forbidden", 413: "too large", 503: "try again"}


async def _read(request: web.Request) -> bytes | None:
    if (request.content_length or 0) > MAX_BODY_BYTES:
        return None
    body = bytearray()
    async for chunk in request.content.iter_any():
        body += chunk
        if len(body) > MAX_BODY_BYTES:
            return None
    return bytes(body)
