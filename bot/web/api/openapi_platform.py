"""The part of the document about the account at the platform."""

from __future__ import annotations

from typing import Any

_TEXT, _INTEGER, _BOOLEAN = {"type": "string"}, {"type": "integer"}, {"type": "boolean"}
_TIME = {"type": "string", "format": "date-time"}
_NAMES = {"type": "array", "items": _TEXT}
_PROBLEM = {"$ref": "#/components/responses/Problem"}
_PID = {"name": "pid", "in": "path", "required": True, "schema": _TEXT}
_KEY = {"name": "Idempotency-Key", "in": "header", "schema": _TEXT}


def _object(*, needed: tuple[str, ...] = (), **properties: object) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(needed or properties)}


SCHEMAS: dict[str, Any] = {
    "PlatformFan": _object(
        pid=_TEXT,
        following=_BOOLEAN,
        followed_at={**_TIME, "type": ["string", "null"]},
        remark=_TEXT,
        source=_TEXT,
        scene=_TEXT,
        tags=_NAMES,
    ),
    "SentOutreach": _object(
        id=_INTEGER,
        pid=_TEXT,
        kind={"enum": ["template", "notice"]},
        template_id=_TEXT,
        state={"enum": ["sent", "unknown"]},
        reason=_TEXT,
        platform_id=_TEXT,
        at=_TIME,
    ),
    "PageSignature": _object(
        app_id=_TEXT, timestamp=_INTEGER, nonce=_TEXT, signature=_TEXT, url=_TEXT
    ),
    "Quota": _object(path=_TEXT, limit=_INTEGER, used=_INTEGER, left=_INTEGER),
}

_OUTREACH = _object(
    needed=("pid", "template_id", "data"),
    pid=_TEXT,
    template_id=_TEXT,
    data={"type": "object"},
    url=_TEXT,
    miniprogram=_object(appid=_TEXT, pagepath=_TEXT),
)


def _call(
    summary: str,
    answer: object,
    *,
    status: str = "200",
    body: object = None,
    parameters: tuple[object, ...] = (),
) -> dict[str, Any]:
    described: dict[str, Any] = {
        "summary": f"{summary} (scope admin)",
        "parameters": list(parameters),
        "responses": {
            status: {"description": "done", "content": {"application/json": {"schema": answer}}},
            **dict.fromkeys(("400", "401", "403", "404", "422", "429", "502", "503"), _PROBLEM),
        },
    }
    if body is not None:
        described["requestBody"] = {
            "required": True,
            "content": {"application/json": {"schema": body}},
        }
    return described


def _named(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def _asked(name: str) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": True, "schema": _TEXT}


_BLOCKED = _object(pid=_TEXT, blocked=_BOOLEAN)
_TAGS = {"type": "object", "properties": {"add": _NAMES, "remove": _NAMES}}
_CLEAR = {"type": "object", "properties": {"path": _TEXT, "all": {"const": True}}}

PATHS: dict[str, Any] = {
    "/api/v1/fans/{pid}": {
        "parameters": [_PID],
        "get": _call("What the platform tells of a fan", _named("PlatformFan")),
    },
    "/api/v1/fans/{pid}/remark": {
        "parameters": [_PID],
        "put": _call(
            "Name a fan for the admin page",
            _object(pid=_TEXT, remark=_TEXT),
            body=_object(remark=_TEXT),
        ),
    },
    "/api/v1/fans/{pid}/tags": {
        "parameters": [_PID],
        "post": _call(
            "Give and take the platform's tags",
            _object(pid=_TEXT, added=_NAMES, removed=_NAMES),
            body=_TAGS,
        ),
    },
    "/api/v1/fans/{pid}/block": {
        "parameters": [_PID],
        "post": _call("Put a fan on the blacklist", _BLOCKED),
        "delete": _call("Take a fan off the blacklist", _BLOCKED),
    },
    "/api/v1/templates/send": {
        "post": _call(
            "Send a service message by template",
            _named("SentOutreach"),
            status="202",
            body=_OUTREACH,
            parameters=(_KEY,),
        )
    },
    "/api/v1/notices/send": {
        "post": _call(
            "Send a notice that the fan subscribed to",
            _named("SentOutreach"),
            status="202",
            body=_OUTREACH,
            parameters=(_KEY,),
        )
    },
    "/api/v1/oauth/verify": {
        "post": _call(
            "Who a token of the web log-in stands for",
            _object(pid={"type": ["string", "null"]}, snapshot=_BOOLEAN, host=_TEXT),
            body=_object(token=_TEXT),
        )
    },
    "/api/v1/jssdk": {
        "get": _call("Sign a page", _named("PageSignature"), parameters=(_asked("url"),))
    },
    "/api/v1/platform/quota": {
        "get": _call("Calls left today", _named("Quota"), parameters=(_asked("path"),))
    },
    "/api/v1/platform/quota/clear": {
        "post": _call("Clear one counter, or all", _object(cleared=_TEXT), body=_CLEAR)
    },
}
