"""A small real server that answers as the platform does, for calls of every kind."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import orjson
from aiohttp import web

from bot.model import OpenId

APP_ID, SECRET = "wx0000000000000001", "the-secret-of-the-account"
PREFIX = "/simulator/api"
FAN = OpenId("oV3land-Fan_000000000000001A")

Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass
class FakePlatform:
    """Hands out numbered tokens; answers every other call with the next of ``answers``."""

    answers: list[object] = field(default_factory=list)
    token_answers: list[object] = field(default_factory=list)
    asked: list[dict[str, object]] = field(default_factory=list)
    calls: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)
    gate: asyncio.Event = field(default_factory=asyncio.Event)
    was_asked: asyncio.Event = field(default_factory=asyncio.Event)
    life_s: int = 7200

    @property
    def bodies(self) -> list[object]:
        """What the calls carried, without the token's own call."""
        return [orjson.loads(body) if body else None for _, _, body in self.calls]

    @property
    def paths(self) -> list[str]:
        return [path.removeprefix(PREFIX) for path, _, _ in self.calls]

    def __post_init__(self) -> None:
        self.gate.set()

    async def give_token(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(orjson.loads(await request.read()))
        self.was_asked.set()
        number = len(self.asked)
        await self.gate.wait()
        if self.token_answers:
            return await self._respond(request, self.token_answers.pop(0))
        token = {"access_token": f"secret-token-{number}", "expires_in": self.life_s}
        return web.json_response(token)

    async def take_call(self, request: web.Request) -> web.StreamResponse:
        self.calls.append((request.path, dict(request.query), await request.read()))
        answer = self.answers.pop(0) if self.answers else {"errcode": 0, "errmsg": "ok"}
        return await self._respond(request, answer)

    async def _respond(self, request: web.Request, answer: object) -> web.StreamResponse:
        if callable(answer):
            return await answer(request)
        if isinstance(answer, bytes):
            return web.Response(body=answer, content_type="text/plain")
        if isinstance(answer, int):
            return web.Response(status=answer, text="<html>Bad Gateway</html>")
        return web.json_response(answer)
