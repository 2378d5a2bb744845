"""The platform's answers to API calls: number and text in JSON, HTTP status 200 always."""

from __future__ import annotations

import json
import re
import secrets

from aiohttp import web
from pydantic import JsonValue, TypeAdapter, ValidationError

from bot.simulator.state import Json
from bot.simulator.texts import TEXTS

_ESCAPE = re.compile(rb"(?<!\\)(?:\\\\)*\\u[0-9a-fA-F]{4}")
_OBJECT: TypeAdapter[dict[str, JsonValue]] = TypeAdapter(dict[str, JsonValue])


class ApiRefused(Exception):
    """The platform refuses the call with this number, and perhaps an own text or more fields."""

    def __init__(self, errcode: int, text: str = "", **more: JsonValue) -> None:
        super().__init__(errcode)
        self.errcode = errcode
        self.text = text or TEXTS.get(errcode, "refused")
        self.more: Json = more


def refusal(refused: ApiRefused, rid: str) -> Json:
    """The body of a refusal, its text ending in a lookup id as since 2020."""
    return {"errcode": refused.errcode, "errmsg": f"{refused.text} rid: {rid}", **refused.more}


def new_rid() -> str:
    """A lookup id: three groups of eight hexadecimal digits."""
    return "-".join(secrets.token_hex(4) for _ in range(3))


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


def number_of(fields: Json, name: str) -> int | None:
    """A whole number of a call, also written as digits in a string; nothing for all else."""
    value = fields.get(name)
    if isinstance(value, str) and value.isascii() and value.isdigit():
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def list_of(fields: Json, name: str) -> list[JsonValue]:
    """A list of a call, empty if it is missing or no list."""
    value = fields.get(name)
    return value if isinstance(value, list) else []


def object_of(fields: Json, name: str) -> Json:
    """An object field of a call, empty if it is missing or no object."""
    value = fields.get(name)
    return value if isinstance(value, dict) else {}
