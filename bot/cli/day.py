"""``demo --day``: plays the scripted day on the running demo and tells it line by line."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp
import typer

from bot import telemetry
from bot.app import Gateway
from bot.errors import Refused
from bot.ports import Clock
from bot.simulator import day
from bot.web.api.keys import hash_key, new_key

_AGENT = "chen"
_ARRIVES_WITHIN_S = 30.0
_LOOK_EVERY_S = 0.1
_log = telemetry.logger(__name__)


@dataclass(slots=True, kw_only=True)
class DeskColleague:
    """The agent of the script, at the REST interface with a key of an own."""

    api: str
    key: str
    http: aiohttp.ClientSession
    handoff: int = 0
    conversation: int = 0
    message: int = 0

    async def act(self, deed: day.Deed, text: str) -> str:
        """Does it; a few words on what came of it."""
        match deed:
            case "serve":
                return await self._serve(text)
            case "write":
                return await self._write(text)
            case "arrived":
                return await self._arrived()
            case "close":
                await self._call("POST", f"handoffs/{self.handoff}/close", {"label": "solved"})
                return "closed"

    async def waiting(self) -> int:
        """How many fans wait for a human; a page of fifty is enough to tell."""
        return len((await self._call("GET", "handoffs?state=queued"))["items"])

    async def _serve(self, text: str) -> str:
        queued = (await self._call("GET", "handoffs?state=queued"))["items"]
        if not queued:
            return "nobody waits any more: somebody was faster"
        newest = max(queued, key=lambda one: str(one["queued_at"]))
        self.handoff, self.conversation = newest["id"], newest["conversation_id"]
        await self._call("POST", f"handoffs/{self.handoff}/claim", {})
        return await self._write(text)

    async def _write(self, text: str) -> str:
        if not self.conversation:
            return "nobody to write to"
        path = f"conversations/{self.conversation}/messages"
        self.message = (await self._call("POST", path, {"text": text}))["id"]
        return text

    async def _arrived(self) -> str:
        if not self.message:
            return "nothing was written"
        state = ""
        try:
            async with asyncio.timeout(_ARRIVES_WITHIN_S):
                while state != "sent":
                    state = await self._state()
                    await asyncio.sleep(_LOOK_EVERY_S)
        except TimeoutError:
            return f"still {state}"
        return "sent"

    async def _state(self) -> str:
        path = f"conversations/{self.conversation}/messages?after={self.message - 1}"
        items = (await self._call("GET", path))["items"]
        return next((str(one["state"]) for one in items if one["id"] == self.message), "")

    async def _call(self, method: str, path: str, body: object = None) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {self.key}"}
        async with self.http.request(
            method, f"{self.api}/{path}", json=body, headers=headers
        ) as response:
            told: dict[str, Any] = await response.json()
        if response.status >= 400:
            raise Refused(str(told.get("detail", response.status)), remedy="")
        return told


async def play(gateway: Gateway, clock: Clock, *, address: str, speed: float) -> None:
    """The whole day; ends with its last scene. What fails is told, the demo goes on."""
    try:
        async with aiohttp.ClientSession() as http, _colleague(gateway, clock, address, http) as he:
            scenes = day.Day(
                root=f"{address}/simulator",
                http=http,
                colleague=he,
                sleep=asyncio.sleep,
                speed=speed,
            )
            async for line in scenes.play(day.script()):
                typer.echo(f"  {line}")
        typer.echo("\n  The day is over. The demo goes on until Ctrl-C.\n")
    except (aiohttp.ClientError, OSError, Refused) as error:
        _log.warning("day_ended_early", error=str(error))


@asynccontextmanager
async def _colleague(
    gateway: Gateway, clock: Clock, address: str, http: aiohttp.ClientSession
) -> AsyncIterator[DeskColleague]:
    """A key for this day only."""
    key, now = new_key(), clock.now()
    name = f"demo-day-{now:%Y%m%dT%H%M%S%f}"
    record = await gateway.stores.agents.find_agent(_AGENT)
    agent = record.agent if record else None
    keys = gateway.stores.keys
    await keys.add_key(name, scope="desk", agent=agent, secret_hash=hash_key(key), at=now)
    try:
        yield DeskColleague(api=f"{address}/api/v1", key=key, http=http)
    finally:
        await keys.revoke_key(name, at=clock.now())
