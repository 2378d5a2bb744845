"""One noun's calls without HTTP: what the platform answers, or the number it refuses with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from bot.simulator.answers import ApiRefused
from bot.simulator.calls import Call
from bot.simulator.platform import Platform
from bot.simulator.settings import SimulatorSettings
from bot.simulator.state import Fan, State
from tests.simulated import MovableClock

SETTINGS = SimulatorSettings(
    app_id="wx1", app_secret="secret", token="t", callback_url="https://veland.example/wechat"
)


class Noun(Protocol):
    """A module of the API."""

    def calls(self) -> Sequence[Call]: ...


class Room:
    """A platform with three fans, the first of whom follows."""

    def __init__(self) -> None:
        self.clock = MovableClock()
        self.platform = Platform(SETTINGS, State(), now=self.clock)
        self.fans: list[Fan] = list(self.platform.state.fans.values())
        self.fan = self.fans[0]
        self.follow(self.fan)

    def follow(self, fan: Fan) -> None:
        fan.following = fan.followed_once = True

    def call(self, noun: Noun, path: str, **fields: Any) -> dict[str, Any]:
        """The call whose path ends so; a refusal becomes ``{"errcode": number}``."""
        (call,) = [call for call in noun.calls() if call.path.endswith(path)]
        assert call.answer is not None
        try:
            return call.answer(fields)
        except ApiRefused as refused:
            return {"errcode": refused.errcode, **refused.more}

    def code(self, noun: Noun, path: str, **fields: Any) -> int:
        """Only the number."""
        return int(self.call(noun, path, **fields).get("errcode", 0))
