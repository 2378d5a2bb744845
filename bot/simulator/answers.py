"""The platform's answers to API calls: number and text in JSON, HTTP status 200 always."""

from __future__ import annotations

import json
import re
import secrets

from aiohttp import web
from pydantic import JsonValue, TypeAdapter, ValidationError

from bot.simulator.platform import Json

_TEXTS = {
    40001: "invalid credential, access_token is invalid or not latest",
    40002: "invalid grant_type",
    40003: "invalid openid",
    40004: "invalid media type",
    40005: "invalid file type",
    40006: "invalid media size",
    40007: "invalid media_id",
    40008: "invalid message type",
    40013: "invalid appid",
    40015: "invalid menu type",
    40016: "invalid button size",
    40017: "invalid button type",
    40018: "invalid button name size",
    40019: "invalid button key size",
    40020: "invalid button url size",
    40023: "invalid sub button size",
    40033: "invalid charset. please check your request, if include \\uxxxx will create fail!",
    40035: "invalid parameter",
    40066: "invalid url",
    40125: "invalid appsecret",
    41001: "access_token missing",
    41002: "appid missing",
    41004: "appsecret missing",
    41005: "media data missing",
    42001: "access_token expired",
    43001: "require GET method",
    43002: "require POST method",
    43004: "require subscribe",
    44002: "empty post data",
    44004: "empty content",
    45002: "content size out of limit",
    45008: "article size out of limit",
    45009: "reach max api daily quota limit",
    45011: "api minute-quota reach limit, must slower, retry next minute",
    45015: "response out of time limit or subscription is canceled",
    45047: "out of response count limit",
    45072: "invalid command",
    45080: (
        "need sending message to user, or recving message from user in the last 30 seconds "
        "before typing"
    ),
    45081: "you are already typing",
    46003: "menu no exist",
    47001: "data format error",
    47002: "do NOT use json unicode encode (\\uxxxx), use utf8 encode",
    48001: "api unauthorized",
    48002: "user block receive message",
    48008: "no permission for this msgtype",
    -1: "system error",
}
_ESCAPE = re.compile(rb"(?<!\\)(?:\\\\)*\\u[0-9a-fA-F]{4}")
_OBJECT: TypeAdapter[dict[str, JsonValue]] = TypeAdapter(dict[str, JsonValue])


class ApiRefused(Exception):
    """The platform refuses the call with this number."""

    def __init__(self, errcode: int) -> None:
        super().__init__(errcode)
        self.errcode = errcode


def refusal(errcode: int) -> Json:
    """The body of a refusal, its text ending in a lookup id as since 2020."""
    rid = "-".join(secrets.token_hex(4) for _ in range(3))
    return {"errcode": errcode, "errmsg": f"{_TEXTS.get(errcode, 'refused')} rid: {rid}"}


def done() -> Json:
    """The body of a call that worked and has nothing else to tell."""
    return {"errcode": 0, "errmsg": "ok"}


def json_response(body: Json) -> web.Response:
    """The body as the platform sends it: raw UTF-8."""
    return web.Response(text=json.dumps(body, ensure_ascii=False), content_type="application/json")


async def json_request(request: web.Request, *, escapes_refused_with: int = 47002) -> Json:
    """The call's JSON object; refuses an empty body, \\u escapes and whatever is no object."""
    body = await request.read()
    if not body:
        raise ApiRefused(44002)
    if _ESCAPE.search(body):
        raise ApiRefused(escapes_refused_with)
    try:
        return _OBJECT.validate_json(body)
    except ValidationError:
        raise ApiRefused(47001) from None


def text_of(fields: Json, name: str) -> str:
    """A string field of a call, empty if it is missing or no string."""
    value = fields.get(name)
    return value if isinstance(value, str) else ""


def object_of(fields: Json, name: str) -> Json:
    """An object field of a call, empty if it is missing or no object."""
    value = fields.get(name)
    return value if isinstance(value, dict) else {}
