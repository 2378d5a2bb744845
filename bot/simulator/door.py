"""How a call under ``/do`` comes in and what it is told: shared by all acts."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from aiohttp import web
from pydantic import JsonValue

from bot.errors import GatewayError, Malformed, NotFound, Refused
from bot.simulator.acts import Acts
from bot.simulator.media import Medium
from bot.simulator.platform import Platform
from bot.simulator.push import Outcome
from bot.simulator.requests import Filed
from bot.simulator.state import Fan, Json

Act = Callable[[web.Request], Awaitable[Json]]
ActTable = Mapping[str, Act]

_MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Door:
    """What every act may use: the platform, its fans' hands, and the shelf of files."""

    platform: Platform
    open_acts: Callable[[], Acts]

    @property
    def acts(self) -> Acts:
        """The hands of the fans, there once the application runs."""
        return self.open_acts()

    def fan(self, open_id: str) -> Fan:
        """The fan of this id; NotFound for any other."""
        fan = self.platform.state.fans.get(open_id)
        if fan is None:
            raise NotFound("there is no such fan", remedy="ask /do/fans who there is")
        return fan

    def keep(self, content: bytes, medium: tuple[str, str], filed: Filed | None = None) -> str:
        """Puts a fan's file (kind and content type) on the shelf, faulty as ordered."""
        kind, content_type = medium
        more = bytes(_MEGABYTE * filed.megabytes) if filed else b""
        media_id = self.platform.media.put(
            content + more,
            Medium(kind=kind, content_type=content_type, created_at=self.platform.now()),
        )
        if filed and filed.expired:
            self.platform.media.age(media_id)
        return media_id

    def address(self, request: web.Request, route: str, media_id: str) -> str:
        """The absolute address under which the page or the gateway finds a file."""
        path = request.app.router[route].url_for(media_id=media_id)
        return str(request.url.origin().join(path))


def answering(act: Act) -> Callable[[web.Request], Awaitable[web.Response]]:
    """The act as a handler: refuses other sites' calls, turns errors into status codes."""

    async def answer(request: web.Request) -> web.Response:
        if request.headers.get("X-Simulator") != "1":
            return web.json_response({"error": "the header X-Simulator: 1 is missing"}, status=403)
        try:
            return web.json_response(await act(request))
        except NotFound as error:
            return problem(error, 404)
        except Refused as error:
            return problem(error, 409)
        except GatewayError as error:
            return problem(error, 422)

    return answer


def problem(error: GatewayError, status: int) -> web.Response:
    """An error as the page shows it."""
    return web.json_response({"error": str(error)}, status=status)


def told(outcome: Outcome) -> Json:
    """What became of a push: delivered or not, how often tried, what the gateway answered."""
    reply = outcome.reply
    shown: JsonValue = {"kind": reply.kind, **reply.data} if reply and reply.shows else None
    last = outcome.tries[-1] if outcome.tries else None
    return {
        "delivered": not outcome.failed,
        "outcome": reply.kind if reply else "no_answer",
        "reason": reply.reason if reply else (last.end if last else ""),
        "tries": len(outcome.tries),
        "status": last.status if last else 0,
        "reply": shown,
        "ms": outcome.ms,
    }


def decoded(content: str) -> bytes:
    """Base64 as bytes; Malformed for anything else."""
    try:
        return base64.b64decode(content, validate=True)
    except binascii.Error:
        raise Malformed("content is not base64") from None
