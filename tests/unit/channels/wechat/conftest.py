"""A clock that stands still, a platform that answers, and the published vectors."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web

from bot.channels.wechat.api import WeChatApi
from tests.unit.channels.wechat.fake_platform import APP_ID, PREFIX, SECRET, FakePlatform

PAYLOADS = Path(__file__).parents[3] / "payloads"


class StandingClock:
    """Moves only when a test says so."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def now(self) -> datetime:
        return datetime(2025, 11, 24, 16, 0, tzinfo=UTC) + timedelta(seconds=self.seconds)

    def monotonic(self) -> float:
        return self.seconds

    def advance(self, seconds: float) -> None:
        self.seconds += seconds


@pytest.fixture
def clock() -> StandingClock:
    return StandingClock()


@pytest.fixture
def platform() -> FakePlatform:
    return FakePlatform()


@pytest.fixture
async def base_url(platform, aiohttp_server):
    app = web.Application()
    app.router.add_post(f"{PREFIX}/cgi-bin/stable_token", platform.give_token)
    app.router.add_route("*", PREFIX + "/{rest:.*}", platform.take_call)
    server = await aiohttp_server(app)
    return str(server.make_url(PREFIX))


@pytest.fixture
async def session():
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
def api(session, base_url, clock) -> WeChatApi:
    return WeChatApi(session, base_url=base_url, app_id=APP_ID, secret=SECRET, clock=clock)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """``vector`` runs over every published or computed ciphertext, ``signed_url`` likewise."""
    vectors = json.loads((PAYLOADS / "vectors.json").read_text("utf-8"))
    if "vector" in metafunc.fixturenames:
        crypt = vectors["crypt"]
        metafunc.parametrize("vector", crypt, ids=[vector["id"] for vector in crypt])
    if "signed_url" in metafunc.fixturenames:
        metafunc.parametrize("signed_url", vectors["signature3"])
