"""Loops that run beside the requests, kept alive: what breaks is logged and started again."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from bot import telemetry

_log = telemetry.logger(__name__)

RESTART_S = 1.0


async def keep_running(name: str, work: Callable[[], Awaitable[None]]) -> None:
    """Run until it returns; an exception is logged and the work starts again after a second."""
    while True:
        try:
            await work()
        except Exception:
            _log.exception("worker_failed", worker=name)
            await asyncio.sleep(RESTART_S)
        else:
            return
