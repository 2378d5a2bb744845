"""A scripted day for training and screenshots: fans act on the running simulator, scene by scene.

It works over HTTP as every other visitor does. What an agent does in the script, a ``Colleague``
does, who is given from outside.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from importlib import resources
from typing import Literal, Protocol

import aiohttp
from pydantic import BaseModel, ConfigDict

from bot.errors import Refused
from bot.simulator.state import Json

SCENE_S = 10.0
STEP_S = 1.5
_SHOWN = 34

Deed = Literal["serve", "write", "arrived", "close"]


class Colleague(Protocol):
    """Who answers at the desk in the script, and sees the queue."""

    async def act(self, deed: Deed, text: str) -> str:
        """Does it; returns a few words on what came of it."""
        ...

    async def waiting(self) -> int:
        """How many fans wait for a human."""
        ...


class Scene(BaseModel):
    """One moment of the day: the story's time, a line of commentary, what happens."""

    model_config = ConfigDict(extra="forbid")

    at: str
    tells: str
    steps: list[Json]


class Script(BaseModel):
    """The people by their short names, and the scenes in order."""

    model_config = ConfigDict(extra="forbid")

    people: dict[str, str]
    scenes: list[Scene]


@dataclass(slots=True, kw_only=True)
class Day:
    """Plays a script on the simulator under ``root``; ``sleep`` may be a clock that never waits."""

    root: str
    http: aiohttp.ClientSession
    colleague: Colleague
    sleep: Callable[[float], Awaitable[None]]
    speed: float = 1.0
    _ids: dict[str, str] = field(default_factory=dict)

    async def play(self, script: Script) -> AsyncIterator[str]:
        """One line of commentary for each scene, as soon as it is over."""
        await self._gather(script)
        for number, scene in enumerate(script.scenes):
            if number:
                await self.sleep(SCENE_S / self.speed)
            came = [await self._step(step, first=not at) for at, step in enumerate(scene.steps)]
            said = next((words for words in reversed(came) if words), "")
            queue = await self.colleague.waiting()
            yield f"{scene.at}  {scene.tells}{f'  [{said}]' if said else ''}  queue: {queue}"

    async def _gather(self, script: Script) -> None:
        """Everybody has a phone; who is there from the last time is the same person."""
        async with self.http.get(f"{self.root}/do/fans") as response:
            present = {fan["name"]: fan["id"] for fan in (await response.json())["items"]}
        for short, name in script.people.items():
            if name not in present:
                present[name] = str((await self._do("fans", {"name": name}))["id"])
            self._ids[short] = present[name]

    async def _step(self, step: Json, *, first: bool) -> str:
        if not first:
            await self.sleep(STEP_S / self.speed)
        body = dict(step)
        act, who = str(body.pop("act")), str(body.pop("who", ""))
        if act == "colleague":
            deed: Deed = body["does"]  # type: ignore[assignment]
            return await self.colleague.act(deed, str(body.get("text", "")))
        if who:
            body["fan"] = self._ids[who]
        try:
            return _words(await self._do(act, body))
        except Refused as refused:
            return refused.message

    async def _do(self, act: str, body: Json) -> Json:
        async with self.http.post(
            f"{self.root}/do/{act}", json=body, headers={"X-Simulator": "1"}
        ) as response:
            told: Json = await response.json()
            if response.status != 200:
                raise Refused(str(told.get("error", response.status)), remedy="")
            return told


def script() -> Script:
    """The day as it is told in ``day.json``."""
    text = (resources.files(__package__) / "day.json").read_text(encoding="utf-8")
    return Script.model_validate(json.loads(text))


def _words(told: Json) -> str:
    """The beginning of what the fan was answered."""
    items = told.get("items")
    last = items[-1] if isinstance(items, list) and items else told
    reply = last.get("reply") if isinstance(last, dict) else None
    if isinstance(reply, dict) and isinstance(reply.get("text"), str):
        line = str(reply["text"]).strip().splitlines()[0]
        return line if len(line) <= _SHOWN else f"{line[:_SHOWN]}…"
    return "not delivered" if told.get("delivered") is False else ""
