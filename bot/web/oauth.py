"""Web log-in for the brand's own pages: a fan who opens one in WeChat is known by their pid.

``/wechat/oauth/start`` sends the browser to WeChat, ``/wechat/oauth/back`` sends it on to the page
with a short-lived token, which the page's server verifies by ``POST /api/v1/oauth/verify``. The
openid stays with us. See docs/how-to/know-the-fan-on-a-page.md.

A log-in is bound to its browser: the state is the signature of a value in a cookie, so neither
is worth anything without the other. Only the gateway's own address and the hosts of
``domains.yaml`` can be targets.

*Source:* developers.weixin.qq.com, "web page authorization", read in 2026: the state must be
checked by the site; without the fan's consent the browser comes back without a code.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode, urlsplit, urlunsplit

from aiohttp import web

from bot import telemetry
from bot.channels.wechat import oauth
from bot.errors import PlatformError
from bot.model import OpenId, Pid
from bot.web.auth import secure_headers
from bot.web.context import ACCOUNT, CLOCK, CONTENT, SETTINGS
from bot.web.signed import is_signed, packed, read_token, signature_of, token_of, unpacked

_log = telemetry.logger(__name__)

START, BACK = "/wechat/oauth/start", "/wechat/oauth/back"
SCOPE: oauth.Scope = "snsapi_base"
"""Asks the fan nothing and tells the openid; profiles are not kept, so not asked for."""
STATE_LIFE, TOKEN_LIFE = timedelta(minutes=10), timedelta(minutes=5)
MOST_TARGET_CHARACTERS = 1_024
TOKEN_FIELD, OUTCOME_FIELD = "fan_token", "fan_login"
"""What the target gets: a token, or why there is none: ``denied`` or ``failed``."""
_STATE, _TOKEN = "web log-in state", "web log-in token"  # purposes of signatures
_STATE_FORM = re.compile(r"[0-9a-f]{64}")
_WRONG_LINK = "链接有误，请返回公众号重新打开。"
_EXPIRED = "页面已过期，请返回公众号重新打开。"


@dataclass(frozen=True, slots=True, kw_only=True)
class WebLogin:
    """The two addresses that a fan's browser passes through."""

    pid_of: Callable[[OpenId], Pid]
    open_base: str = oauth.OPEN_BASE

    def setup(self, app: web.Application) -> None:
        """Add the routes."""
        app.router.add_get(START, self.start)
        app.router.add_get(BACK, self.back)

    async def start(self, request: web.Request) -> web.StreamResponse:
        """Send the browser to WeChat, if where it wants to go in the end is allowed."""
        settings = request.app[SETTINGS]
        hosts = request.app[CONTENT].current.library.domains.hosts or frozenset()
        target = target_of(request.query.get("to", ""), public_url=settings.public_url, hosts=hosts)
        if target is None or request.query.get("scope", SCOPE) != SCOPE:
            _log.info("web_login_refused", reason="target" if target is None else "scope")
            return _page(_WRONG_LINK)
        now = request.app[CLOCK].now()
        wanted = packed({"to": target, "nonce": secrets.token_hex(16)}, until=now + STATE_LIFE)
        state = signature_of(settings.secret, _STATE, wanted)
        leaving = _redirect(
            oauth.authorize_url(
                settings.account,
                settings.public_url + BACK,
                state=state,
                scope=SCOPE,
                open_base=self.open_base,
            )
        )
        leaving.set_cookie(
            _cookie_of(state),
            wanted,
            max_age=int(STATE_LIFE.total_seconds()),
            path=BACK,
            secure=settings.https,
            httponly=True,
            samesite="Lax",  # WeChat's page leads back here, from another site
        )
        return leaving

    async def back(self, request: web.Request) -> web.StreamResponse:
        """Send the browser on with a token, or with the reason why there is none."""
        state = request.query.get("state", "")
        target = _target_of_state(request, state)
        if target is None:
            return _page(_EXPIRED)
        onward = _redirect(with_query(target, await self._outcome(request, target)))
        onward.del_cookie(_cookie_of(state), path=BACK)
        return onward

    async def _outcome(self, request: web.Request, target: str) -> Mapping[str, str]:
        code = request.query.get("code", "")
        if not code:
            return {OUTCOME_FIELD: "denied"}
        try:
            grant = await oauth.exchange_code(request.app[ACCOUNT].api, code)
        except PlatformError as error:
            _log.warning("web_login_failed", code=error.code, errcode=error.errcode)
            return {OUTCOME_FIELD: "failed"}
        told = {
            # The openid of a snapshot page stands for nobody.
            "pid": None if grant.is_snapshot else self.pid_of(grant.open_id),
            "snapshot": grant.is_snapshot,
            "host": urlsplit(target).hostname,
        }
        secret, now = request.app[SETTINGS].secret, request.app[CLOCK].now()
        return {TOKEN_FIELD: token_of(secret, _TOKEN, told, now=now, life=TOKEN_LIFE)}


def read_login(secret: bytes, token: str, *, now: datetime) -> Mapping[str, Any] | None:
    """``pid`` (null for a visitor of a snapshot page), ``snapshot`` and the target's ``host``."""
    found = read_token(secret, _TOKEN, token, now=now)
    return {name: found.get(name) for name in ("pid", "snapshot", "host")} if found else None


def target_of(written: str, *, public_url: str, hosts: frozenset[str]) -> str | None:
    """The whole address of an allowed target, or nothing.

    Allowed are a path of our own address and https addresses of the listed hosts, written so
    that every browser reads them alike.
    """
    if not public_url or not 0 < len(written) <= MOST_TARGET_CHARACTERS:
        return None
    if not written.isascii() or not written.isprintable() or any(char in written for char in " \\"):
        return None
    if written.startswith("/"):
        leads_away = written.startswith("//") or written.startswith("/wechat")
        return None if leads_away else public_url + written
    try:
        parts = urlsplit(written)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return None
    is_plain = parts.scheme == "https" and port is None and "@" not in parts.netloc
    return written if is_plain and host in hosts else None


def with_query(target: str, more: Mapping[str, str]) -> str:
    """The target with further fields, before its fragment."""
    parts = urlsplit(target)
    query = "&".join(part for part in (parts.query, urlencode(more)) if part)
    return urlunsplit((parts.scheme, parts.netloc, parts.path, query, parts.fragment))


def _target_of_state(request: web.Request, state: str) -> str | None:
    """Where the log-in of this browser was going; nothing if it is another's or too old."""
    wanted = request.cookies.get(_cookie_of(state), "") if _STATE_FORM.fullmatch(state) else ""
    if not wanted or not is_signed(request.app[SETTINGS].secret, _STATE, wanted, state):
        return None
    found: Mapping[str, Any] | None = unpacked(wanted, now=request.app[CLOCK].now())
    return str(found["to"]) if found else None


def _cookie_of(state: str) -> str:
    """One cookie for each log-in under way: two pages opened at once do not disturb each other."""
    return f"wechat_login_{state[:16]}"


def _redirect(address: str) -> web.Response:
    response = web.Response(status=302, headers={"Location": address})
    # Neither code nor token may travel on in a Referer.
    response.headers["Referrer-Policy"] = "no-referrer"
    secure_headers(response)
    return response


def _page(text: str) -> web.Response:
    response = web.Response(
        text=f'<!doctype html><html lang="zh-CN"><meta charset="utf-8"><meta name="viewport" '
        f'content="width=device-width"><title>提示</title><p>{text}</p></html>',
        content_type="text/html",
        status=400,
    )
    secure_headers(response)
    return response
