"""A whole house: the real gateway and the simulated platform, each on a free port.

Fans act through the simulator, so what reaches the gateway are signed bytes over HTTP, and what
the tests look at is what the fan's phone shows, what the record holds and what the platform got.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic
from typing import Any
from unittest.mock import patch

from aiohttp import ClientSession
from aiohttp.test_utils import TestServer

from bot.app import Gateway, open_gateway
from bot.config import Settings
from bot.content.library import Library, load_library
from bot.flow import reload
from bot.flow.export import native
from bot.model import Agent
from bot.simulator.platform import Platform
from bot.simulator.server import PLATFORM, alone
from bot.simulator.settings import SimulatorSettings
from bot.web.api.keys import hash_key, new_key
from intents.types import Problem
from intents.understanding import Understanding
from tests.tables import place_tables
from tests.understood import FAQ, house_book, understand

AES_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
APP_ID = "wxhouse0000000001"
SECRET = "the-secret-of-the-tested-account"
TOKEN = "tokenofthetests"


@dataclass
class HouseClock:
    """Wall time that a test moves; deadlines run on the machine's own monotonic clock."""

    offset: timedelta = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self.offset

    def monotonic(self) -> float:
        return monotonic()

    def forward(self, **span: float) -> None:
        self.offset += timedelta(**span)


@dataclass
class House:
    """Everything of one test."""

    gateway: Gateway
    platform: Platform
    clock: HouseClock
    root: str
    simulator: str
    http: ClientSession
    keys: dict[str, str] = field(default_factory=dict)

    def fan(self, number: int = 0) -> str:
        return list(self.platform.state.fans)[number]

    async def do(self, act: str, fan: str = "", **body: Any) -> dict[str, Any]:
        """The fan does something; returns what the simulator saw of it."""
        async with self.http.post(
            f"{self.simulator}/do/{act}",
            json={"fan": fan or self.fan(), **body},
            headers={"X-Simulator": "1"},
        ) as response:
            told: dict[str, Any] = await response.json()
            assert response.status == 200, told

            return told

    async def say(self, text: str, fan: str = "") -> str:
        """The fan writes; returns the text of the passive reply, "" for none."""
        return words_of(await self.do("text", fan, text=text))

    async def chat(self, fan: str = "") -> list[dict[str, Any]]:
        """What the fan's phone shows."""
        async with self.http.get(
            f"{self.simulator}/do/fans/{fan or self.fan()}/messages"
        ) as response:
            return list((await response.json())["items"])

    async def agent(self, name: str) -> Agent:
        """An agent with a key of the REST interface."""
        now = self.clock.now()
        agent = await self.gateway.stores.agents.add_agent(
            name, role="agent", password_hash="!", at=now, display_name=name.title()
        )
        key = new_key()
        await self.gateway.stores.keys.add_key(
            name, scope="desk", agent=agent, secret_hash=hash_key(key), at=now
        )
        self.keys[name] = key
        return agent

    async def api(
        self, method: str, path: str, body: object = None, *, as_: str = "", **headers: str
    ) -> tuple[int, dict[str, Any]]:
        """A call of the REST interface by an agent's key."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if as_:
            sent["Authorization"] = f"Bearer {self.keys.get(as_, as_)}"
        async with self.http.request(
            method, f"{self.root}/api{path}", json=body, headers=sent
        ) as response:
            return response.status, await response.json()

    async def events(self) -> list[dict[str, Any]]:
        """The whole log as exported."""
        batch = await self.gateway.stores.events.read_events(APP_ID, limit=1_000)
        return [native(stored.event) for stored in batch]

    async def until_chat(self, count: int, fan: str = "") -> list[dict[str, Any]]:
        """The phone once it shows that many bubbles; fails after five seconds."""
        async with asyncio.timeout(5):
            while True:
                chat = await self.chat(fan)
                if len(chat) >= count:
                    return chat
                await asyncio.sleep(0.01)


def words_of(told: dict[str, Any]) -> str:
    """The text of a passive reply, "" for none."""
    reply = told.get("reply") or {}
    return str(reply.get("text", ""))


def _understand(library: Library) -> Understanding:
    book = library.book
    return understand(house_book() if book.version == house_book().version else book)


_READ: dict[frozenset[tuple[str, int, int, int]], tuple[Library | None, tuple[Problem, ...]]] = {}


def _read_once(folder: Path) -> tuple[Library | None, tuple[Problem, ...]]:
    # A folder that nobody has touched since is not read again: it costs half a second.
    seen = reload.fingerprint(folder)
    if seen not in _READ:
        _READ[seen] = load_library(folder)
    return _READ[seen]


@asynccontextmanager
async def open_house(
    folder: Path,
    *,
    faq: Path = FAQ,
    database: str = "",
    mode: str = "plain",
    set_: Mapping[str, Any] | None = None,
    fans: Sequence[str] = ("林小姐", "Alex", "陳先生"),
    settings: Mapping[str, Any] | None = None,
    **simulator: Any,
) -> AsyncIterator[House]:
    """A gateway and a platform that know each other."""
    clock = HouseClock()
    address: list[str] = []
    if not database:
        database = place_tables(folder / "bot.db")
    account = {"app_id": APP_ID, "app_secret": SECRET, "token": TOKEN}
    aes_key = "" if mode == "plain" else AES_KEY
    platform = alone(
        SimulatorSettings(
            **account,
            **{
                "callback_url": lambda: f"{address[0]}/wechat",
                "aes_key": aes_key,
                "mode": mode,
                "fans": tuple(fans),
                "retry_pause_s": 0.0,
                **simulator,
            },
        ),
        now=clock.now,
    )
    async with TestServer(platform) as server, ClientSession() as http:
        simulated = str(server.make_url("/simulator"))
        made = Settings(
            **(settings or {}),
            data_dir=folder,
            database_url=database,
            faq_dir=faq,
            secret_key="0123456789abcdef0123456789abcdef",
            wechat_app_id=APP_ID,
            wechat_app_secret=SECRET,
            wechat_token=TOKEN,
            wechat_aes_key=aes_key,
            wechat_mode=mode,
            wechat_api_base=f"{simulated}/api",
            **(set_ or {}),
        )
        async with AsyncExitStack() as stack:
            with patch.object(reload, "load_library", _read_once):
                opening = open_gateway(made, clock=clock, understand=_understand)
                gateway = await stack.enter_async_context(opening)
            web_server = await stack.enter_async_context(TestServer(gateway.app))
            address.append(str(web_server.make_url("")).rstrip("/"))
            yield House(gateway, platform[PLATFORM], clock, address[0], simulated, http)
