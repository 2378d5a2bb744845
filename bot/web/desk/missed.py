"""What nobody answered: groups of fans' questions, most wanted first, with YAML to paste."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import timedelta

from aiohttp import web

from bot.flow.unanswered import Unanswered, unanswered
from bot.ports import Session
from bot.web.context import CLOCK, CONTENT, STORES
from bot.web.desk.render import render

PERIODS = (7, 30, 90)
"""Days that the page offers to look back."""
DEFAULT_DAYS = 30
TOP = 50
KEPT = 20
"""A look is shown again for this many times as long as it took: grouping many costs seconds."""


@dataclass(frozen=True, slots=True)
class _Look:
    found: Unanswered
    until: float


class Looks:
    """The last look at each period. One is taken at a time, in a thread."""

    def __init__(self) -> None:
        self._turn = asyncio.Lock()
        self._kept: dict[int, _Look] = {}

    async def at(self, app: web.Application, days: int) -> Unanswered:
        """What had no answer in these days, by the book in force."""
        clock = app[CLOCK]
        async with self._turn:
            content, began = app[CONTENT].current, clock.monotonic()
            kept = self._kept.get(days)
            if kept and kept.found.book == content.library.version and began < kept.until:
                return kept.found
            now = clock.now()
            since = now - timedelta(days=days)
            found = await unanswered(app[STORES].missed, content, since=since, now=now, top=TOP)
            ended = clock.monotonic()
            self._kept[days] = _Look(found, ended + KEPT * (ended - began))
            return found


LOOKS: web.AppKey[Looks] = web.AppKey("unanswered_looks", Looks)


async def unanswered_page(request: web.Request, session: Session) -> web.StreamResponse:
    """GET /desk/unanswered?days=7|30|90: for supervisors and administrators."""
    wanted = request.query.get("days", "")
    days = next((days for days in PERIODS if str(days) == wanted), DEFAULT_DAYS)
    found = await request.app[LOOKS].at(request.app, days)
    facts = {"found": found, "days": days, "periods": PERIODS}
    return render(request, "unanswered.html", facts, session=session)
