"""What the chat page and tests let a fan do: one JSON call per act, under ``/do``.

A call that changes something must carry ``X-Simulator: 1``, which no foreign page can send.
"""

from __future__ import annotations

from collections.abc import Callable

from aiohttp import web

from bot.errors import NotFound
from bot.simulator.acts import Acts
from bot.simulator.backstage import Backstage, account_json
from bot.simulator.door import Door, answering, problem
from bot.simulator.phone import Phone
from bot.simulator.platform import Platform, bubble_json
from bot.simulator.qrcodes import living
from bot.simulator.taps import Taps

_CODES = 50


class DoApi:
    """The acts as HTTP calls."""

    def __init__(self, platform: Platform, acts: Callable[[], Acts]) -> None:
        self._door = Door(platform, acts)

    def routes(self) -> list[web.RouteDef]:
        """Where the calls are found."""
        nouns = (Phone(self._door), Taps(self._door), Backstage(self._door))
        acts = {name: act for noun in nouns for name, act in noun.acts().items()}
        return [
            *(web.post(f"/do/{name}", answering(act)) for name, act in acts.items()),
            web.get("/do/fans", self._fans),
            web.get("/do/account", self._account),
            web.get("/do/codes", self._codes),
            web.get("/do/fans/{id}/messages", self._messages),
        ]

    async def _fans(self, _: web.Request) -> web.Response:
        return web.json_response({"items": self._door.platform.fans_json()})

    async def _codes(self, _: web.Request) -> web.Response:
        return web.json_response({"items": living(self._door.platform)[:_CODES]})

    async def _account(self, _: web.Request) -> web.Response:
        return web.json_response(account_json(self._door.platform.state.account))

    async def _messages(self, request: web.Request) -> web.Response:
        try:
            fan = self._door.fan(request.match_info["id"])
        except NotFound as error:
            return problem(error, 404)
        return web.json_response({"items": [bubble_json(bubble) for bubble in fan.chat]})
