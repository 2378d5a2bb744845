"""The simulator on a free port, and small real gateways for it to push to."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer

from bot.simulator.platform import Platform
from bot.simulator.server import PLATFORM, alone
from bot.simulator.settings import SimulatorSettings

AES_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
APP_ID = "wxb11529c136998cb6"
SECRET = "a-secret-of-the-simulated-account"
TOKEN = "tokenofthetests"


class MovableClock:
    """A clock that stands still until it is told to move on."""

    def __init__(self) -> None:
        self.at = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at

    def move(self, **by: float) -> None:
        self.at += timedelta(**by)


@dataclass
class Gateway:
    """A callback address that keeps what it got and answers what it is told to."""

    answer: Callable[[web.Request, str], Awaitable[web.StreamResponse]]
    got: list[tuple[dict[str, str], str]] = field(default_factory=list)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        body = await request.text()
        self.got.append((dict(request.query), body))
        return await self.answer(request, body)


def always(body: str, status: int = 200) -> Gateway:
    async def answer(_: web.Request, __: str) -> web.StreamResponse:
        return web.Response(text=body, status=status)

    return Gateway(answer)


@dataclass
class Simulated:
    """A running simulator, its clock and a client that acts and calls the platform API."""

    platform: Platform
    clock: MovableClock
    root: str
    http: ClientSession

    @property
    def fan(self) -> str:
        return next(iter(self.platform.state.fans))

    async def do(self, act: str, **body: Any) -> dict[str, Any]:
        async with self.http.post(
            f"{self.root}/do/{act}",
            json={
                name: value
                for name, value in {"fan": self.fan, **body}.items()
                if value is not None
            },
            headers={"X-Simulator": "1"},
        ) as response:
            told: dict[str, Any] = {**await response.json(), "http": response.status}
            return told

    async def call(
        self, path: str, body: object = None, *, root: str = "cgi-bin/", **query: str
    ) -> dict[str, Any]:
        method = "GET" if body is None else "POST"
        data = None if body is None else json.dumps(body, ensure_ascii=False).encode()
        url = f"{self.root}/api/{root}{path}"
        async with self.http.request(method, url, data=data, params=query) as response:
            assert response.status == 200

            told: dict[str, Any] = await response.json()
            return told

    async def token(self, **more: object) -> str:
        body = {"grant_type": "client_credential", "appid": APP_ID, "secret": SECRET, **more}
        return str((await self.call("stable_token", body))["access_token"])

    async def chat(self, fan: str = "") -> list[dict[str, Any]]:
        async with self.http.get(f"{self.root}/do/fans/{fan or self.fan}/messages") as response:
            items: list[dict[str, Any]] = (await response.json())["items"]
            return items


@asynccontextmanager
async def simulated(gateway: Gateway, **settings: Any) -> AsyncIterator[Simulated]:
    """A simulator that pushes to this gateway, both on free ports."""
    clock = MovableClock()
    callback = web.Application()
    callback.router.add_route("*", "/wechat", gateway.handle)
    async with TestServer(callback) as behind, ClientSession() as http:
        app = alone(
            SimulatorSettings(
                **{
                    "app_id": APP_ID,
                    "app_secret": SECRET,
                    "token": TOKEN,
                    "aes_key": AES_KEY,
                    "callback_url": str(behind.make_url("/wechat")),
                    "cutoff_s": 0.2,
                    "retry_pause_s": 0.0,
                    **settings,
                }
            ),
            now=clock,
        )
        async with TestServer(app) as server:
            root = str(server.make_url("/simulator"))
            yield Simulated(platform=app[PLATFORM], clock=clock, root=root, http=http)
