"""The event log by machine."""

from __future__ import annotations

from aiohttp import web

from bot.errors import NotFound
from bot.flow.export import native
from bot.ports import ApiKey
from bot.web.api.keys import note_reading, reply
from bot.web.context import SETTINGS, STORES

PAGE = 500


async def list_events(request: web.Request, key: ApiKey) -> web.Response:
    """In commit order, after an event id; ``next`` is the cursor for the following page."""
    account, store = request.app[SETTINGS].account, request.app[STORES].events
    after = request.query.get("after")
    seq = 0
    if after:
        # PostgreSQL refuses a NUL even in a question.
        found = await store.seq_of(account, after) if after.isprintable() else None
        if found is None:
            raise NotFound(f"there is no event {after[:40]!r}", remedy="use an event_id of ours")
        seq = found
    batch = await store.read_events(account, after_seq=seq, limit=PAGE)
    await note_reading(request, key, len({stored.event.pid for stored in batch} - {None}))
    following = batch[-1].event.event_id if len(batch) == PAGE else None
    return reply({"items": [native(stored.event) for stored in batch], "next": following})
