"""Who calls the REST interface: bearer keys, their scopes, and errors as problem+json (RFC 9457).

Keys are long random strings, so a plain SHA-256 is enough to store and find them.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import orjson
from aiohttp import web

from bot import telemetry
from bot.errors import (
    ConflictError,
    Declined,
    FanUnreachable,
    GatewayError,
    NotFound,
    PlatformBusy,
    PlatformError,
    QuotaSpent,
    RateLimited,
    Refused,
    StoreError,
    WindowClosed,
)
from bot.model import AuditAction, AuditEntry
from bot.ports import ApiKey
from bot.web.auth import client_address
from bot.web.context import CLOCK, STORES
from bot.web.written import read_id

_log = telemetry.logger(__name__)

KEY_PREFIX = "wsg_"
MAX_BODY_BYTES = 65_536
MAX_KEY_LENGTH = 200
_STATUSES: Mapping[type[PlatformError], int] = {
    **dict.fromkeys((FanUnreachable, Declined, WindowClosed, QuotaSpent), 422),
    RateLimited: 429,
    PlatformBusy: 503,
}
"""What an integrator may mend, or wait for; all else is the account's or our own fault: 502."""

ApiHandler = Callable[[web.Request, ApiKey], Awaitable[web.Response]]


def new_key() -> str:
    """A fresh key: the prefix tells secret scanners what it is."""
    return KEY_PREFIX + secrets.token_urlsafe(32)


def hash_key(key: str) -> str:
    """What the database keeps of a key."""
    return hashlib.sha256(key.encode()).hexdigest()


def reply(body: object, status: int = 200) -> web.Response:
    """A JSON response."""
    return web.Response(
        body=orjson.dumps(body),
        status=status,
        content_type="application/json",
        headers={"Cache-Control": "no-store"},
    )


def problem(status: int, title: str, detail: str = "", **more: object) -> web.Response:
    """An error as problem+json."""
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail, **more}
    headers = {"WWW-Authenticate": "Bearer"} if status == 401 else {}
    return web.Response(
        body=orjson.dumps(body),
        status=status,
        content_type="application/problem+json",
        headers=headers,
    )


def with_key(
    scope: str, handler: ApiHandler
) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    """Let only keys of this scope (or admin) in, and turn errors into problems."""

    async def guarded(request: web.Request) -> web.StreamResponse:
        method, _, secret = request.headers.get("Authorization", "").partition(" ")
        if method.lower() != "bearer" or not secret.strip() or not secret.isascii():
            return problem(401, "A bearer key is needed", "send Authorization: Bearer <key>")
        try:
            key = await request.app[STORES].keys.find_key(hash_key(secret.strip()))
            if key is None:
                return problem(401, "This key is unknown or revoked", "make one: tokens add")
            if key.scope not in {scope, "admin"}:
                return problem(403, f"This key may not do that, it needs the scope {scope}")
            return await handler(request, key)
        except GatewayError as error:
            return _problem_of(error)

    return guarded


@web.middleware
async def as_problem(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """Under ``/api`` every refusal is a problem, also those of the HTTP library, and a crash."""
    if not request.path.startswith("/api/"):
        return await handler(request)
    try:
        return await handler(request)
    except web.HTTPRequestEntityTooLarge:
        detail = f"at most {MAX_BODY_BYTES} bytes"
        return problem(413, "The body is too large", detail)
    except web.HTTPException as refusal:
        return problem(refusal.status, refusal.reason)
    except Exception:
        # The last place before the HTTP library's own page.
        _log.exception("api_failed", route=request.path)
        return problem(500, "Something went wrong", "it is in the log; try again later")


def no_such_method(allowed: Sequence[str]) -> Callable[[web.Request], Awaitable[web.Response]]:
    """The answer to a method that this address does not know."""
    names = ", ".join(allowed)

    async def refuse(request: web.Request) -> web.Response:
        response = problem(405, "This address does not take that", f"use {names}")
        response.headers["Allow"] = names
        return response

    return refuse


async def no_such_route(request: web.Request) -> web.Response:
    """The answer where nothing is."""
    return problem(404, "Not found", "see /api/openapi.json")


async def read_json(request: web.Request) -> Mapping[str, Any]:
    """The body as an object; nothing sent is an empty one. Raises ``Refused`` for anything else."""
    if (request.content_length or 0) > MAX_BODY_BYTES:
        raise web.HTTPRequestEntityTooLarge(MAX_BODY_BYTES, request.content_length or 0)
    raw = bytearray()
    async for chunk in request.content.iter_any():
        raw += chunk
        if len(raw) > MAX_BODY_BYTES:
            raise web.HTTPRequestEntityTooLarge(MAX_BODY_BYTES, len(raw))
    try:
        body = orjson.loads(raw) if raw.strip() else {}
    except orjson.JSONDecodeError as error:
        raise Refused(
            f"the body is not JSON: {error.msg}", remedy="send a JSON object", reason="json"
        ) from None
    if not isinstance(body, dict):
        raise Refused("the body is not a JSON object", remedy="send an object", reason="json")
    return body


async def note_reading(request: web.Request, key: ApiKey, people: int) -> None:
    """Keep in the audit log that personal data went out by this key: a row an hour, no more."""
    detail = request.path.removeprefix("/api/v1/").partition("/")[0]
    await _note_people(request, _entry(request, key, AuditAction.REST_READ, detail=detail), people)


async def note_reveal(request: web.Request, key: ApiKey, thing: str, *, people: int) -> None:
    """Likewise that numbers of people went out unmasked, before they do."""
    await _note_people(request, _entry(request, key, AuditAction.REVEALED, detail=thing), people)


async def _note_people(request: web.Request, entry: AuditEntry, people: int) -> None:
    if people:
        entry = replace(entry, destination=entry.address, people=people)
        await request.app[STORES].audit.record(entry, merge=timedelta(hours=1))


async def note_act(
    request: web.Request,
    key: ApiKey,
    action: AuditAction,
    *,
    detail: str = "",
    people: int | None = None,
) -> None:
    """Keep in the audit log what was done at the platform by this key, never to whom."""
    entry = replace(_entry(request, key, action, detail=detail), people=people)
    await request.app[STORES].audit.record(entry)


def _entry(request: web.Request, key: ApiKey, action: AuditAction, *, detail: str) -> AuditEntry:
    return AuditEntry(
        action=action,
        at=request.app[CLOCK].now(),
        who=key.name,
        agent_id=key.agent.id if key.agent else None,
        address=client_address(request),
        detail=detail,
    )


def idempotency_key(request: web.Request) -> str | None:
    """The key under which a repeat gives the same message again. Raises ``Refused``."""
    key = request.headers.get("Idempotency-Key")
    if key is not None and not (1 <= len(key) <= MAX_KEY_LENGTH and key.isprintable()):
        raise unreadable(
            "Idempotency-Key is empty, too long or unprintable",
            remedy=f"use 1 to {MAX_KEY_LENGTH} characters",
        )
    return key


def unreadable(what: str, *, remedy: str) -> Refused:
    """A part of the request that cannot be what it should be: 400."""
    return Refused(what, remedy=remedy, reason="syntax")


def cursor(request: web.Request) -> int | None:
    """Where ``?after=`` says to go on; nothing for the first page. Raises ``Refused``."""
    text = request.query.get("after")
    if not text:
        return None
    number = read_id(text)
    if number is None:
        raise unreadable(f"after is not a number: {text[:40]!r}", remedy="use one that we gave you")
    return number


def _problem_of_platform(error: PlatformError) -> web.Response:
    """The platform refused: whose turn it is tells the status."""
    status = next((code for kind, code in _STATUSES.items() if isinstance(error, kind)), 502)
    return problem(
        status,
        "WeChat refused",
        error.message,
        code=error.code,
        reason=error.code,
        remedy=error.remedy,
        errcode=error.errcode,
        rid=error.data.get("rid", ""),
    )


def _problem_of(error: GatewayError) -> web.Response:
    extra = {"code": error.code, "remedy": error.remedy}
    if isinstance(error, NotFound):
        return problem(404, "Not found", error.message, **extra)
    if isinstance(error, ConflictError):
        return problem(409, "Conflict", error.message, winner=error.data.get("winner"), **extra)
    if isinstance(error, Refused):
        reason = error.data.get("reason")
        status = 400 if reason in {"json", "syntax", "key"} else 422
        faults = {"fields": error.data["fields"]} if "fields" in error.data else {}
        return problem(status, "Refused", error.message, reason=reason, **extra, **faults)
    if isinstance(error, PlatformError):
        return _problem_of_platform(error)
    if isinstance(error, StoreError):
        return problem(503, "The database cannot be used now", "try again", code=error.code)
    return problem(500, "Something went wrong", "", code=error.code)
