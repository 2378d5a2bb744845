"""Who is at the desk: log-in, revocable sessions, forged requests, headers of every page.

The secret of a session lives in the agent's cookie only; the store keeps its SHA-256. REST keys
do not belong here.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import secrets
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from urllib.parse import urlsplit

from aiohttp import web

from bot.errors import AccessError
from bot.model import Agent, AuditAction, AuditEntry
from bot.ports import AgentRecord, Session
from bot.web.context import CLOCK, SETTINGS, STORES, WebSettings
from bot.web.passwords import verify_password
from bot.web.throttle import LoginThrottle

SESSION_LIFE = timedelta(hours=12)
"""A working day; after it the agent logs in again."""
LOGIN_FORM_LIFE_S = 3_600

CSRF_FIELD = "csrf"
CSRF_HEADER = "X-CSRF-Token"

THROTTLE: web.AppKey[LoginThrottle] = web.AppKey("throttle", LoginThrottle)

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
AgentHandler = Callable[[web.Request, Session], Awaitable[web.StreamResponse]]

_PAGE_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        "media-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; "
        "base-uri 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    # Not "no-referrer": browsers would then send "Origin: null" with our own plain forms.
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}


def secure_headers(response: web.StreamResponse, *, cacheable: bool = False) -> None:
    """Give a page the headers that keep foreign content out and its own content private."""
    for name, value in _PAGE_HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers.setdefault("Cache-Control", "no-cache" if cacheable else "no-store")


def client_address(request: web.Request) -> str:
    """Where the request comes from; forwarded headers count only from trusted proxies."""
    address = request.remote or "unknown"
    trusted = request.app[SETTINGS].trusted_proxies
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",")]
    while hops and hops[-1] and _is_trusted(address, trusted):
        address = hops.pop()
    return address[:64]


def _is_trusted(address: str, trusted: tuple[str, ...]) -> bool:
    try:
        ip = ipaddress.ip_address(address)
        return any(ip in ipaddress.ip_network(network, strict=False) for network in trusted)
    except ValueError:
        return False


def is_same_origin(request: web.Request) -> bool:
    """Whether no other site's page sent this request.

    A request without an Origin header was not sent by a browser's form, fetch or socket.
    """
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}:
        return False
    origin = request.headers.get("Origin")
    if origin is None:
        return True
    scheme, _, host = origin.partition("://")
    ours = {request.host, urlsplit(request.app[SETTINGS].public_url).netloc}
    return scheme in {"http", "https"} and host in ours


def cookie_name(settings: WebSettings, name: str) -> str:
    """``__Host-`` in front under https: no subdomain can set it, no plain request carries it."""
    return f"__Host-{name}" if settings.https else name


def set_cookie(
    request: web.Request, response: web.StreamResponse, name: str, value: str, *, max_age_s: int
) -> None:
    """A cookie for this site only, out of reach of scripts."""
    settings = request.app[SETTINGS]
    response.set_cookie(
        cookie_name(settings, name),
        value,
        max_age=max_age_s,
        path="/",
        secure=settings.https,
        httponly=True,
        samesite="Strict",
    )


def read_cookie(request: web.Request, name: str) -> str:
    """The value of one of our cookies, or nothing; ours are ASCII, another was made up."""
    value = request.cookies.get(cookie_name(request.app[SETTINGS], name), "")
    return value if value.isascii() else ""


async def read_form(request: web.Request) -> Mapping[str, str]:
    """The fields of a posted form, without NUL characters, which no database keeps.

    Whatever is no form of our pages (files, foreign encodings) is a 400.
    """
    try:
        if request.content_type == "multipart/form-data":
            raise ValueError("our pages send no files")
        form = await request.post()
    except (LookupError, ValueError):
        raise web.HTTPBadRequest(text="400: this is not a form of the desk\n") from None
    return {name: str(value).replace("\0", "") for name, value in form.items()}


async def find_session(request: web.Request) -> Session | None:
    """The live session of the request's cookie, or nothing."""
    secret = read_cookie(request, "desk_session")
    if not 0 < len(secret) <= 128:
        return None
    return await is_live(request.app, _hash(secret))


async def is_live(app: web.Application, session_id: str) -> Session | None:
    """The session with this id, if it is neither expired nor revoked by now."""
    return await app[STORES].agents.find_session(session_id, at=app[CLOCK].now())


async def log_in(request: web.Request, *, name: str, password: str) -> str | None:
    """Check the password under the throttle: the secret of a new session, or nothing.

    Nothing says which of the two was wrong. Writes an audit row either way. Raises
    ``AccessError`` when there were too many tries.
    """
    app, address = request.app, client_address(request)
    throttle, account = app[THROTTLE], name.casefold()[:128]
    if not throttle.admit(address=address, account=account, now=app[CLOCK].monotonic()):
        await _audit(request, AuditAction.LOGIN_THROTTLED, None)
        raise AccessError("too many log-ins", remedy="wait a few minutes", reason="throttled")
    record = await app[STORES].agents.find_agent(name)
    usable = record is not None and not record.agent.disabled
    fits = await verify_password(record.password_hash if record and usable else None, password)
    if record is None or not fits:
        await _audit(request, AuditAction.LOGIN_FAILED, record)
        return None
    throttle.take_back(address=address, account=account)
    await _audit(request, AuditAction.LOGIN, record)
    return await _open_session(request, record)


async def _open_session(request: web.Request, record: AgentRecord) -> str:
    # Always a new secret, and the old one dies: a cookie planted before the log-in is worthless.
    old = await find_session(request)
    agents, now = request.app[STORES].agents, request.app[CLOCK].now()
    if old is not None:
        await agents.revoke_session(old.id, at=now)
    secret = secrets.token_urlsafe(32)
    await agents.open_session(
        record.agent,
        secret_hash=_hash(secret),
        csrf=secrets.token_urlsafe(32),
        at=now,
        expires_at=now + SESSION_LIFE,
    )
    return secret


def remember_session(request: web.Request, response: web.StreamResponse, secret: str) -> None:
    """Hand the secret of the session just opened to the browser."""
    max_age_s = int(SESSION_LIFE.total_seconds())
    set_cookie(request, response, "desk_session", secret, max_age_s=max_age_s)


async def log_out(request: web.Request, session: Session) -> None:
    """Revoke the session: its cookie and its sockets are worthless from now on."""
    now = request.app[CLOCK].now()
    await request.app[STORES].agents.revoke_session(session.id, at=now)
    await request.app[STORES].audit.record(by_agent(request, session.agent, AuditAction.LOGOUT))


def by_agent(request: web.Request, agent: Agent, action: AuditAction) -> AuditEntry:
    """What an agent does now at the desk, for the audit log."""
    return AuditEntry(
        action=action,
        at=request.app[CLOCK].now(),
        who=agent.name,
        agent_id=agent.id,
        address=client_address(request),
    )


async def _audit(request: web.Request, action: AuditAction, record: AgentRecord | None) -> None:
    # A name that does not exist is not kept: people type their password into the wrong field.
    await request.app[STORES].audit.record(
        by_agent(request, record.agent, action)
        if record
        else AuditEntry(action=action, at=request.app[CLOCK].now(), address=client_address(request))
    )


def agents_only(handler: AgentHandler) -> Handler:
    """Let only logged-in agents in; what changes something also needs the session's token."""

    async def guarded(request: web.Request) -> web.StreamResponse:
        session = await find_session(request)
        if session is None:
            return _send_to_login(request)
        if request.method not in {"GET", "HEAD"} and not await _is_meant(request, session.csrf):
            raise web.HTTPForbidden(text="403: forged or outdated form; reload the page\n")
        return await handler(request, session)

    return guarded


def leads_house(session: Session) -> bool:
    """Whether this agent answers for the whole house: supervisors and administrators do."""
    return session.agent.role in {"supervisor", "admin"}


def leaders_only(handler: AgentHandler) -> Handler:
    """Let only supervisors and administrators in; other agents get 403."""

    async def guarded(request: web.Request, session: Session) -> web.StreamResponse:
        if not leads_house(session):
            raise web.HTTPForbidden(text="403: this page is for supervisors and administrators\n")
        return await handler(request, session)

    return agents_only(guarded)


def _send_to_login(request: web.Request) -> web.StreamResponse:
    if "text/html" in request.headers.get("Accept", "") and "X-Desk" not in request.headers:
        raise web.HTTPSeeOther("/desk/login")
    return web.Response(status=401, text="401: log in at /desk/login\n")


async def _is_meant(request: web.Request, token: str) -> bool:
    sent = request.headers.get(CSRF_HEADER) or (await read_form(request)).get(CSRF_FIELD, "")
    # A header may hold bytes that are no text; they are compared like any other.
    given = sent.encode(errors="surrogateescape")
    return is_same_origin(request) and hmac.compare_digest(given, token.encode())


def login_token(request: web.Request) -> tuple[str, str]:
    """A cookie value and the form token that belongs to it, for a form before any session."""
    seed = read_cookie(request, "desk_form") or secrets.token_urlsafe(24)
    return seed, _sign(request.app[SETTINGS].secret, seed)


def is_login_meant(request: web.Request, token: str) -> bool:
    """Whether the log-in form was ours: nobody logs an agent in under a foreign name."""
    seed = read_cookie(request, "desk_form")
    expected = _sign(request.app[SETTINGS].secret, seed)
    return (
        bool(seed)
        and is_same_origin(request)
        and hmac.compare_digest(token.encode(), expected.encode())
    )


def _sign(secret: bytes, seed: str) -> str:
    return hmac.new(secret, f"desk-login|{seed}".encode(), hashlib.sha256).hexdigest()


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
