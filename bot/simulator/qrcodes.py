"""Parametric QR codes: made, shown as a picture, scanned.

*Source:* developers.weixin.qq.com, "QR code with parameters", read in 2026.
"""

from __future__ import annotations

import io
import secrets
from datetime import timedelta

import segno
from aiohttp import web

from bot.errors import NotFound, Refused
from bot.simulator.answers import ApiRefused, number_of, object_of, text_of
from bot.simulator.calls import Call, post
from bot.simulator.platform import Platform
from bot.simulator.state import Code, Json

LONGEST_S = 2_592_000
SHORTEST_S = 60
PERMANENT = 100_000
SCENE_CHARACTERS = 64
_TEMPORARY = {"QR_SCENE": True, "QR_STR_SCENE": False}
_FOR_EVER = {"QR_LIMIT_SCENE": True, "QR_LIMIT_STR_SCENE": False}


class QrCodes:
    """The calls about QR codes, and the one that a scanned ticket is."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform
        self._codes = platform.state.codes

    def calls(self) -> list[Call]:
        """The rows of the table; the picture needs no token and stands on another host."""
        return [
            post("/cgi-bin/qrcode/create", self._create, per_day=100_000),
            Call(method="GET", path="/cgi-bin/showqrcode", serve=self._show, token=False),
        ]

    def _create(self, body: Json) -> Json:
        action = text_of(body, "action_name")
        if action not in _TEMPORARY | _FOR_EVER:
            raise ApiRefused(40052)
        permanent = action in _FOR_EVER
        scene = _scene(
            object_of(object_of(body, "action_info"), "scene"),
            numeric=(_TEMPORARY | _FOR_EVER)[action],
            most=PERMANENT if permanent else 2**32 - 1,
        )
        lasts_s = None if permanent else self._lasts_s(body)
        code = Code(
            scene=scene,
            numeric=(_TEMPORARY | _FOR_EVER)[action],
            url=f"http://weixin.qq.com/q/{secrets.token_urlsafe(16)}",
            expires_at=None
            if lasts_s is None
            else self._platform.now() + timedelta(seconds=lasts_s),
        )
        ticket = self._kept(code)
        told: Json = {"ticket": ticket, "url": code.url}
        return told if lasts_s is None else {**told, "expire_seconds": lasts_s}

    def _lasts_s(self, body: Json) -> int:
        if "expire_seconds" not in body:
            return SHORTEST_S
        wanted = number_of(body, "expire_seconds")
        if wanted is None or wanted < 1:
            raise ApiRefused(40053)
        return min(wanted, LONGEST_S)

    def _kept(self, code: Code) -> str:
        if code.expires_at is None:
            for ticket, other in self._codes.items():
                if (other.scene, other.expires_at) == (code.scene, None):
                    code.url = other.url
                    return ticket
            if sum(other.expires_at is None for other in self._codes.values()) >= PERMANENT:
                raise ApiRefused(45029)
        ticket = f"gQ{secrets.token_urlsafe(66)}=="
        self._codes[ticket] = code
        return ticket

    async def _show(self, request: web.Request) -> web.StreamResponse:
        code = self._codes.get(request.query.get("ticket", ""))
        if code is None or _over(code, self._platform):
            return web.Response(status=404, text="404")
        picture = io.BytesIO()
        segno.make(code.url, error="m").save(picture, kind="png", scale=10, border=2)
        return web.Response(body=picture.getvalue(), content_type="image/png")


def scanned(platform: Platform, ticket: str) -> Code:
    """The code of this ticket as a phone reads it; NotFound if there is none, Refused if over."""
    code = platform.state.codes.get(ticket)
    if code is None:
        raise NotFound("there is no QR code with this ticket")
    if _over(code, platform):
        raise Refused("the QR code has expired", remedy="create a new one")
    return code


def living(platform: Platform) -> list[Json]:
    """The codes that a phone can scan now, the newest first: scene and ticket."""
    return [
        {"scene": code.scene, "ticket": ticket}
        for ticket, code in reversed(platform.state.codes.items())
        if not _over(code, platform)
    ]


def ticket_of(platform: Platform, scene: str) -> str:
    """A living ticket for this scene, else one that was printed long ago."""
    for ticket, code in platform.state.codes.items():
        if code.scene == scene and not _over(code, platform):
            return ticket
    return f"gQ_simulated_{scene.encode().hex()}"


def _over(code: Code, platform: Platform) -> bool:
    return code.expires_at is not None and platform.now() >= code.expires_at


def _scene(scene: Json, *, numeric: bool, most: int) -> str:
    if numeric:
        number = number_of(scene, "scene_id")
        if number is None or not 1 <= number <= most:
            raise ApiRefused(40053)
        return str(number)
    text = text_of(scene, "scene_str")
    if not 1 <= len(text) <= SCENE_CHARACTERS:
        raise ApiRefused(40053)
    return text
