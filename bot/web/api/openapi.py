"""The REST interface described for machines (OpenAPI 3.1)."""

from __future__ import annotations

from dataclasses import MISSING, fields
from typing import Any

from aiohttp import web

from bot.model import DeliveryState, HandoffState
from bot.rules.contents import LISTS, SENT
from bot.web.api import openapi_platform
from bot.web.api.keys import reply


async def document(request: web.Request) -> web.Response:
    """Needs no key: it tells nothing about a fan."""
    return reply(build())


def build() -> dict[str, Any]:
    """The whole document."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "WeChat customer-service gateway",
            "version": "1",
            "description": "Keys: `run.py tokens add NAME --scope desk --agent AGENT`.",
        },
        "security": [{"bearer": []}],
        "paths": {
            "/api/v1/events": {"get": _list("The event log in commit order", "Event", "events")},
            "/api/v1/conversations": {
                "get": _list("Conversations by id", "Conversation", "desk", _REVEAL)
            },
            "/api/v1/conversations/{id}/messages": {
                "parameters": [_ID],
                "get": _list("Messages, oldest first", "Message", "desk", _REVEAL),
                "post": _send(),
            },
            "/api/v1/handoffs": {
                "get": _list("Requests for a human, oldest first", "Handoff", "desk", _STATE)
            },
            "/api/v1/handoffs/{id}/claim": {"parameters": [_ID], "post": _verb("Take a fan")},
            "/api/v1/handoffs/{id}/close": {
                "parameters": [_ID],
                "post": _verb("Give the fan back to the bot", {"label": {"type": "string"}}),
            },
            **openapi_platform.PATHS,
        },
        "components": {
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}},
            "schemas": {**_SCHEMAS, **openapi_platform.SCHEMAS},
            "responses": {
                "Problem": {
                    "description": "What went wrong (RFC 9457)",
                    "content": {
                        "application/problem+json": {
                            "schema": {"$ref": "#/components/schemas/Problem"}
                        }
                    },
                }
            },
        },
    }


_ID = {"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}
_AFTER = {
    "name": "after",
    "in": "query",
    "description": "the `next` of the page before",
    "schema": {"type": "string"},
}
_STATE = {
    "name": "state",
    "in": "query",
    "description": "one or more states, comma separated",
    "schema": {"type": "string"},
}
_REVEAL = {
    "name": "reveal",
    "in": "query",
    "description": "1: numbers of people unmasked, which is recorded; a key of the scope admin "
    "always gets them so",
    "schema": {"enum": ["0", "1"]},
}
_PROBLEM = {"$ref": "#/components/responses/Problem"}


def _object(**properties: object) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties)}


_TEXT, _INTEGER = {"type": "string"}, {"type": "integer"}
_TAGS = {"type": "object", "additionalProperties": {"type": "array", "items": {"type": "string"}}}
_TIME = {"type": "string", "format": "date-time"}
_MAYBE_TEXT, _MAYBE_TIME = {"type": ["string", "null"]}, {**_TIME, "type": ["string", "null"]}


def _content_form(name: str, kind: type[Any]) -> dict[str, Any]:
    """One type of content, from its fields."""
    form = {
        item.name: {"type": "array", "items": _plain(LISTS[item.name])}
        if item.name in LISTS
        else _TEXT
        for item in fields(kind)
    }
    needed = [item.name for item in fields(kind) if item.default is MISSING]
    return {
        "type": "object",
        "properties": {"type": {"const": name}, **form},
        "required": ["type", *needed],
        "additionalProperties": False,
    }


def _plain(kind: type[Any]) -> dict[str, Any]:
    form = _content_form("", kind)
    del form["properties"]["type"]
    return {**form, "required": form["required"][1:]}


_SCHEMAS = {
    "Handoff": _object(
        id=_INTEGER,
        conversation_id=_INTEGER,
        state={"enum": list(HandoffState)},
        agent=_MAYBE_TEXT,
        queued_at=_TIME,
        window_ends_at=_MAYBE_TIME,
        quota_left=_INTEGER,
    ),
    "Message": _object(
        id=_INTEGER,
        direction={"enum": ["in", "out"]},
        actor={"enum": ["fan", "bot", "agent", "journey", "system"]},
        text=_TEXT,
        at=_TIME,
        state={"enum": list(DeliveryState)},
        reason=_TEXT,
    ),
    "Conversation": _object(id=_INTEGER, pid=_TEXT, display_name=_TEXT, last_at=_TIME, tags=_TAGS),
    "Event": _object(
        event_id=_TEXT,
        type=_TEXT,
        occurred_at=_TIME,
        channel=_TEXT,
        account=_TEXT,
        pid=_MAYBE_TEXT,
        direction={"enum": ["in", "out", "internal"]},
        actor={"enum": ["fan", "bot", "agent", "journey", "system"]},
        intent=_MAYBE_TEXT,
        confidence={"type": ["number", "null"]},
        tags=_TAGS,
    ),
    "Problem": _object(title=_TEXT, status=_INTEGER),
    "Content": {"oneOf": [_content_form(name, kind) for name, kind in SENT.items()]},
}
_BYLINE = {
    "kf_account": {**_TEXT, "description": "an agent of WeChat's own desk, name@account"},
    "by_ai": {"type": "boolean", "description": "WeChat's grey line: made by third-party AI"},
}
_SAID_TEXT = {
    "type": "object",
    "properties": {"text": _TEXT, **_BYLINE},
    "required": ["text"],
}
_SAID_CONTENT = {
    "type": "object",
    "properties": {"content": {"$ref": "#/components/schemas/Content"}, **_BYLINE},
    "required": ["content"],
    "additionalProperties": False,
}


def _content(schema: object) -> dict[str, Any]:
    return {"content": {"application/json": {"schema": schema}}}


def _list(summary: str, item: str, scope: str, *parameters: object) -> dict[str, Any]:
    page = _object(
        items={"type": "array", "items": {"$ref": f"#/components/schemas/{item}"}},
        next=_MAYBE_TEXT,
    )
    return {
        "summary": f"{summary} (scope {scope})",
        "parameters": [_AFTER, *parameters],
        "responses": {
            "200": {"description": "a page", **_content(page)},
            "400": _PROBLEM,
            "401": _PROBLEM,
            "403": _PROBLEM,
            "404": _PROBLEM,
        },
    }


def _verb(summary: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
    schema = {"type": "object", "properties": body or {}}
    return {
        "summary": f"{summary} (scope desk; acts as the key's agent)",
        "requestBody": _content(schema),
        "responses": {
            "200": {
                "description": "the handoff",
                **_content({"$ref": "#/components/schemas/Handoff"}),
            },
            "401": _PROBLEM,
            "403": _PROBLEM,
            "404": _PROBLEM,
            "409": _PROBLEM,
            "422": _PROBLEM,
        },
    }


def _send() -> dict[str, Any]:
    verb = _verb("Send a message to the fan")
    verb["parameters"] = [
        {"name": "Idempotency-Key", "in": "header", "schema": {"type": "string"}},
    ]
    verb["requestBody"] = {"required": True, **_content({"oneOf": [_SAID_TEXT, _SAID_CONTENT]})}
    del verb["responses"]["200"]
    verb["responses"]["202"] = {
        "description": "on disk, its allowance spent, on its way",
        **_content({"$ref": "#/components/schemas/Message"}),
    }
    return verb
