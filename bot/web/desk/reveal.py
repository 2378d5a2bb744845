"""The record of who looked at what is personal: once for each log-in and thing."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import replace

from aiohttp import web

from bot.model import AuditAction
from bot.ports import Session
from bot.web.auth import by_agent
from bot.web.context import STORES

_REMEMBERED = 10_000
REVEALED: web.AppKey[OrderedDict[tuple[str, str], None]] = web.AppKey("revealed", OrderedDict)
"""What this process has written down already; forgetting one costs a second row, no more."""


def is_revealed(request: web.Request, session: Session, what: str) -> bool:
    """Whether this log-in asked for it before: it need not ask again after each refresh."""
    return (session.id, what) in request.app[REVEALED]


async def record_reveal(request: web.Request, session: Session, what: str) -> None:
    """Write down that this agent saw it, before it is shown; the same log-in counts once."""
    seen, key = request.app[REVEALED], (session.id, what)
    if key in seen:
        seen.move_to_end(key)
        return
    entry = by_agent(request, session.agent, AuditAction.REVEALED)
    await request.app[STORES].audit.record(replace(entry, people=1, detail=what))
    seen[key] = None
    while len(seen) > _REMEMBERED:
        seen.popitem(last=False)
