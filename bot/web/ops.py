"""For operators: alive, ready, counted."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

import orjson
from aiohttp import web

from bot import telemetry
from bot.web.context import CONTENT

PROBE_S = 2.0

Probe = Callable[[], Awaitable[str | None]]
"""Looks at one thing; returns what is wrong, or nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Operations:
    """The routes ``/healthz``, ``/readyz`` and ``/metrics``."""

    probes: Mapping[str, Probe]
    metrics: telemetry.Metrics

    def setup(self, app: web.Application) -> None:
        """Add the routes."""
        app.router.add_get("/healthz", self.healthz)
        app.router.add_get("/readyz", self.readyz)
        app.router.add_get("/metrics", self.show_metrics)

    async def healthz(self, request: web.Request) -> web.Response:
        """Whether the process turns."""
        return _json({"status": "ok"}, 200)

    async def readyz(self, request: web.Request) -> web.Response:
        """Whether fans can be answered; 503 with the reason of each part that is not ready."""
        found = await asyncio.gather(*(_look(probe) for probe in self.probes.values()))
        parts = {name: fault or "ok" for name, fault in zip(self.probes, found, strict=True)}
        ready = not any(found)
        state = {
            "status": "ready" if ready else "not ready",
            "parts": {**parts, "book": "ok"},
            "book": _book(request),
        }
        return _json(state, 200 if ready else 503)

    async def show_metrics(self, request: web.Request) -> web.Response:
        """Prometheus text."""
        return web.Response(
            body=self.metrics.render(),
            headers={"Content-Type": "text/plain; version=0.0.4; charset=utf-8"},
        )


def _book(request: web.Request) -> dict[str, object]:
    """The book in force.

    ``learned`` tells whether all that it teaches is in use, ``refused`` counts the errors of a
    newer edit that is not.
    """
    content = request.app[CONTENT]
    book = content.current.library.book
    return {
        "entries": len(book.entries),
        "version": book.version,
        "learned": content.current.understanding.complete,
        "refused": len(content.status),
    }


async def _look(probe: Probe) -> str | None:
    try:
        async with asyncio.timeout(PROBE_S):
            return await probe()
    except TimeoutError:
        return f"no answer within {PROBE_S:.0f} s"
    except Exception as error:
        # Whatever is broken, an operator gets a reason instead of a stack.
        return str(error)


def _json(body: object, status: int) -> web.Response:
    return web.Response(body=orjson.dumps(body), status=status, content_type="application/json")
