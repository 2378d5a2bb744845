"""The socket that keeps an open chat page up to date; after a break it sends what was missed."""

from __future__ import annotations

import asyncio
import contextlib
import weakref

from aiohttp import WSCloseCode, web

from bot.simulator.menus import enter
from bot.simulator.platform import Platform, bubble_json
from bot.simulator.state import Json

_HEARTBEAT_S = 20.0


class LiveFeed:
    """One socket per open page: the fan's bubbles, everybody's last line, the wire."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform
        self._sockets: weakref.WeakSet[web.WebSocketResponse] = weakref.WeakSet()

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """``/ws?fan=&after=&wire=&boot=``; refuses other sites' pages."""
        origin = request.headers.get("Origin")
        if origin is not None and origin != str(request.url.origin()):
            raise web.HTTPForbidden(text="only the simulator's own page may listen")
        socket = web.WebSocketResponse(heartbeat=_HEARTBEAT_S)
        await socket.prepare(request)
        self._sockets.add(socket)
        queue = self._platform.listen()
        try:
            await self._talk(socket, queue, request)
        finally:
            self._platform.ignore(queue)
        return socket

    async def close(self, _: web.Application) -> None:
        """Ends every open socket, so that the server can stop at once."""
        for socket in tuple(self._sockets):
            await socket.close(code=WSCloseCode.GOING_AWAY, message=b"the simulator stops")

    async def _talk(
        self,
        socket: web.WebSocketResponse,
        queue: asyncio.Queue[Json | None],
        request: web.Request,
    ) -> None:
        open_id = request.query.get("fan", "")
        await socket.send_json(self._hello(request, open_id))
        sender = asyncio.create_task(_forward(socket, queue, open_id))
        try:
            async for _ in socket:  # the page only listens; this ends when it goes away
                continue
        finally:
            sender.cancel()
            with contextlib.suppress(asyncio.CancelledError, ConnectionError):
                await sender

    def _hello(self, request: web.Request, open_id: str) -> Json:
        same_boot = request.query.get("boot") == self._platform.boot
        after = _number(request, "after") if same_boot else 0
        wire = _number(request, "wire") if same_boot else 0
        fan = self._platform.state.fans.get(open_id)
        chat = fan.chat if fan is not None else []
        if fan is not None and fan.following:
            enter(self._platform, fan)
        return {
            "type": "hello",
            "boot": self._platform.boot,
            "fresh": not same_boot,
            "fans": self._platform.fans_json(),
            "menu": fan.menu if fan is not None else None,
            "bubbles": [bubble_json(bubble) for bubble in chat if bubble.seq > after],
            "wire": [entry for entry in self._platform.wire if _seq(entry) > wire],
        }


async def _forward(
    socket: web.WebSocketResponse, queue: asyncio.Queue[Json | None], open_id: str
) -> None:
    while (message := await queue.get()) is not None:
        if message["type"] in {"bubble", "typing", "menu"} and message["fan"] != open_id:
            continue
        await socket.send_json(message)
    await socket.close(code=WSCloseCode.TRY_AGAIN_LATER, message=b"too slow")


def _number(request: web.Request, name: str) -> int:
    value = request.query.get(name, "")
    return int(value) if value.isascii() and value.isdigit() else 0


def _seq(entry: Json) -> int:
    seq = entry["seq"]
    return seq if isinstance(seq, int) else 0
