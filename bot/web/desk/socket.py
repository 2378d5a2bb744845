"""The desk's live line: what changed, as event ids. Pages fetch the changed parts themselves.

A socket says only that something happened; nothing personal passes over it.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator

import orjson
from aiohttp import WSCloseCode, WSMsgType, web

from bot.ports import Session, StoredEvent
from bot.web.auth import is_live, is_same_origin
from bot.web.context import FEED, SETTINGS, STORES
from bot.web.written import read_id

HEARTBEAT_S = 30.0
"""Seconds between pings, and between looks at whether the session still lives."""
MAX_FRAME = 4_096
"""Bytes a client may send in one frame."""
LOGGED_OUT = 4_401
"""Close code: log in again."""
TOO_SLOW = 4_408
"""Close code: reconnect and read what was missed."""

_BATCH = 500


def frame(stored: StoredEvent) -> dict[str, object]:
    """What a page learns of an event: its place, its type, whose conversation."""
    return {
        "id": stored.seq,
        "type": stored.event.type,
        "conversation_id": stored.event.conversation_id,
    }


def _after(request: web.Request) -> int | None:
    """The last event the page has seen; nothing if it names none."""
    text = request.query.get("after", "")
    if not text:
        return None
    number = read_id(text)
    if number is None:
        raise web.HTTPBadRequest(text="400: after must be an event's number\n")
    return number


async def events(request: web.Request, session: Session) -> web.StreamResponse:
    """GET /desk/events?after=: what was missed, oldest first, 500 at most."""
    account = request.app[SETTINGS].account
    missed = await request.app[STORES].events.read_events(
        account, after_seq=_after(request) or 0, limit=_BATCH
    )
    items = [frame(stored) for stored in missed]
    body = {"items": items, "next": items[-1]["id"] if len(items) == _BATCH else None}
    return web.Response(body=orjson.dumps(body), content_type="application/json")


async def live(request: web.Request, session: Session) -> web.StreamResponse:
    """GET /desk/ws?after=: missed events first, then each as it is committed, none twice."""
    if not is_same_origin(request):
        raise web.HTTPForbidden(text="403: foreign origin\n")
    after = _after(request)
    socket = web.WebSocketResponse(heartbeat=HEARTBEAT_S, max_msg_size=MAX_FRAME, compress=False)
    await socket.prepare(request)
    pump = asyncio.create_task(_pump(socket, request, session, after))
    try:
        if await _is_ours_to_end(socket):
            # The pump is closing the socket: cancelled now, it would never say why.
            await pump
    finally:
        pump.cancel()
        with contextlib.suppress(asyncio.CancelledError, ConnectionError):
            await pump
    return socket


async def _is_ours_to_end(socket: web.WebSocketResponse) -> bool:
    """Wait until somebody ends the socket; whether it was our side."""
    message = await socket.receive()
    if message.type in {WSMsgType.TEXT, WSMsgType.BINARY}:
        # Pages have nothing to say here, so whatever comes in is a mistake or an attack.
        await socket.close(code=WSCloseCode.POLICY_VIOLATION)
    return message.type is WSMsgType.CLOSING


async def _pump(
    socket: web.WebSocketResponse, request: web.Request, session: Session, after: int | None
) -> None:
    """Feed the socket until it ends; whatever breaks here closes it, so that the page returns."""
    try:
        code = await _feed(socket, request.app, session, after)
    except ConnectionError:
        return
    except Exception:
        await socket.close(code=WSCloseCode.TRY_AGAIN_LATER)
        raise
    await socket.close(code=code)


async def _feed(
    socket: web.WebSocketResponse, app: web.Application, session: Session, after: int | None
) -> int:
    """Send events until the session or the queue ends; the close code says which."""
    async with app[FEED].subscribe() as queue:
        last = await app[STORES].events.last_seq(app[SETTINGS].account)
        # A number from the future is of another database: start from what is here.
        seen = last if after is None else min(after, last)
        async for stored in _missed(app, seen):
            seen = stored.seq
            await socket.send_str(orjson.dumps(frame(stored)).decode())
        while True:
            batch = await _next(queue)
            if await is_live(app, session.id) is None:
                return LOGGED_OUT
            if not batch:
                beat = {"id": seen, "type": "heartbeat", "conversation_id": None}
                await socket.send_str(orjson.dumps(beat).decode())
            for news in batch:
                if news is None:
                    return TOO_SLOW
                if news.seq > seen:
                    seen = news.seq
                    await socket.send_str(orjson.dumps(frame(news)).decode())


async def _missed(app: web.Application, seen: int) -> AsyncIterator[StoredEvent]:
    while batch := await app[STORES].events.read_events(
        app[SETTINGS].account, after_seq=seen, limit=_BATCH
    ):
        for stored in batch:
            yield stored
        seen = batch[-1].seq


async def _next(queue: asyncio.Queue[StoredEvent | None]) -> list[StoredEvent | None]:
    """What is there now, at least one, or nothing after a heartbeat's time."""
    try:
        batch = [await asyncio.wait_for(queue.get(), HEARTBEAT_S)]
    except TimeoutError:
        return []
    while not queue.empty():
        batch.append(queue.get_nowait())
    return batch
