"""Web log-in (OAuth 2.0) and the ticket of the JS-SDK.

*Source:* developers.weixin.qq.com, "web page authorization" and "JS-SDK", read in 2026; that a
code lives five minutes is unconfirmed.
"""

from __future__ import annotations

import html
import re
import secrets
from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlencode, urlsplit, urlunsplit

from aiohttp import web

from bot.simulator.answers import ApiRefused, done, text_of
from bot.simulator.calls import Call, get
from bot.simulator.credentials import check_secret
from bot.simulator.platform import Platform
from bot.simulator.state import Fan, Grant, Json
from bot.simulator.users import union_id

CODE_LIFE = timedelta(minutes=5)
TOKEN_LIFE = timedelta(seconds=7200)
REFRESH_LIFE = timedelta(days=30)
SCOPES = {"snsapi_base", "snsapi_userinfo"}
_STATE = re.compile(r"[A-Za-z0-9]{0,128}")


class WebLogin:
    """The page that asks a fan, and the calls that follow it."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform
        self._grants = platform.state.grants

    def calls(self) -> list[Call]:
        """The rows of the table; the page stands on another host, no call has a daily number."""
        return [
            Call(method="GET", path="/connect/oauth2/authorize", serve=self._page, token=False),
            Call(method="GET", path="/sns/oauth2/access_token", answer=self._exchange, token=False),
            Call(method="GET", path="/sns/oauth2/refresh_token", answer=self._refresh, token=False),
            Call(method="GET", path="/sns/userinfo", answer=self._user, token=False),
            Call(method="GET", path="/sns/auth", answer=self._auth, token=False),
            get("/cgi-bin/ticket/getticket", self._ticket, basic=True),
        ]

    async def _page(self, request: web.Request) -> web.StreamResponse:
        """Who am I? With ``fan`` the phone has answered already and goes on at once."""
        query = request.query
        target, scope = query.get("redirect_uri", ""), query.get("scope", "")
        if query.get("appid") != self._platform.settings.app_id:
            return _refused_page("AppID 参数错误", 40013)
        if urlsplit(target).scheme not in {"http", "https"}:
            return _refused_page("redirect_uri 参数错误", 10003)
        allowed = self._platform.state.account.verified and scope in SCOPES
        if not allowed or query.get("response_type") != "code":
            return _refused_page("Scope 参数错误", 10005)
        if not _STATE.fullmatch(query.get("state", "")):
            return _refused_page("state 参数错误", 10016)
        fan = self._platform.state.fans.get(query.get("fan", ""))
        if fan is None:
            return self._choice(request)
        code = self._new_code(fan, scope, snapshot=query.get("snapshot") == "1")
        raise web.HTTPFound(_with_query(target, code=code, state=query.get("state", "")))

    def _choice(self, request: web.Request) -> web.Response:
        rows = "".join(
            f'<li><a href="{html.escape(str(request.rel_url.update_query(fan=fan.open_id)))}">'
            f"{html.escape(fan.name)}</a></li>"
            for fan in self._platform.state.fans.values()
        )
        title = html.escape(self._platform.settings.account_title)
        return web.Response(
            text=f"<!doctype html><meta charset=utf-8><meta name=viewport "
            f'content="width=device-width"><title>{title}</title>'
            f"<h1>{title} 申请获得你的身份</h1><ul>{rows}</ul>",
            content_type="text/html",
            headers={"Content-Security-Policy": "default-src 'none'", "Cache-Control": "no-store"},
        )

    def _new_code(self, fan: Fan, scope: str, *, snapshot: bool) -> str:
        code = secrets.token_urlsafe(24)
        self._forget_old()
        self._grants.codes[code] = Grant(
            open_id=fan.open_id,
            scope=scope,
            expires_at=self._platform.now() + CODE_LIFE,
            snapshot=snapshot,
        )
        return code

    def _forget_old(self) -> None:
        now = self._platform.now()
        for grants in (self._grants.codes, self._grants.access, self._grants.refresh):
            for key in [key for key, grant in grants.items() if grant.expires_at < now]:
                del grants[key]

    def _exchange(self, query: Json) -> Json:
        check_secret(self._platform, text_of(query, "appid"), text_of(query, "secret"))
        if text_of(query, "grant_type") != "authorization_code":
            raise ApiRefused(40002)
        if not text_of(query, "code"):
            raise ApiRefused(41008)
        grant = self._grants.codes.get(text_of(query, "code"))
        if grant is None or grant.expires_at < self._platform.now():
            raise ApiRefused(40029)
        if grant.used:
            raise ApiRefused(40163)
        grant.used = True
        return self._tokens(grant, refresh=secrets.token_urlsafe(64))

    def _refresh(self, query: Json) -> Json:
        if text_of(query, "appid") != self._platform.settings.app_id:
            raise ApiRefused(40013)
        refresh = text_of(query, "refresh_token")
        if not refresh:
            raise ApiRefused(41003)
        grant = self._grants.refresh.get(refresh)
        if grant is None:
            raise ApiRefused(40030)
        if grant.expires_at < self._platform.now():
            raise ApiRefused(42002)
        return self._tokens(grant, refresh=refresh)

    def _tokens(self, grant: Grant, *, refresh: str) -> Json:
        now, access = self._platform.now(), f"88_{secrets.token_urlsafe(64)}"
        self._grants.access[access] = replace(grant, expires_at=now + TOKEN_LIFE)
        self._grants.refresh.setdefault(refresh, replace(grant, expires_at=now + REFRESH_LIFE))
        told: Json = {
            "access_token": access,
            "expires_in": 7200,
            "refresh_token": refresh,
            "openid": grant.open_id,
            "scope": grant.scope,
        }
        if grant.snapshot:
            told["is_snapshotuser"] = 1
        if grant.scope == "snsapi_userinfo" and self._platform.state.account.open_platform:
            told["unionid"] = union_id(grant.open_id)
        return told

    def _granted(self, query: Json) -> Grant:
        value = text_of(query, "access_token")
        if not value:
            raise ApiRefused(41001)
        grant = self._grants.access.get(value)
        if grant is None or grant.open_id != text_of(query, "openid"):
            raise ApiRefused(40001 if grant is None else 40003)
        if grant.expires_at < self._platform.now():
            raise ApiRefused(42001)
        return grant

    def _auth(self, query: Json) -> Json:
        self._granted(query)
        return done()

    def _user(self, query: Json) -> Json:
        grant = self._granted(query)
        if grant.scope != "snsapi_userinfo":
            raise ApiRefused(48001)
        fan = self._platform.state.fans[grant.open_id]
        told: Json = {
            "openid": fan.open_id,
            "nickname": "微信用户" if grant.snapshot else fan.name,
            "sex": 0,
            "province": "",
            "city": "",
            "country": "",
            "headimgurl": "",
            "privilege": [],
        }
        if self._platform.state.account.open_platform:
            told["unionid"] = union_id(fan.open_id)
        return told

    def _ticket(self, query: Json) -> Json:
        kind, now = text_of(query, "type"), self._platform.now()
        if kind not in {"jsapi", "wx_card"}:
            raise ApiRefused(40097)
        ticket, ends = self._grants.tickets.get(kind, ("", now))
        if ends <= now:
            ticket, ends = secrets.token_urlsafe(64), now + TOKEN_LIFE
            self._grants.tickets[kind] = (ticket, ends)
        return {**done(), "ticket": ticket, "expires_in": int((ends - now).total_seconds())}


def _with_query(target: str, **more: str) -> str:
    parts = urlsplit(target)
    query = "&".join(part for part in (parts.query, urlencode(more)) if part)
    return urlunsplit((parts.scheme, parts.netloc, parts.path, query, parts.fragment))


def _refused_page(text: str, number: int) -> web.Response:
    return web.Response(
        text=f"<!doctype html><meta charset=utf-8><h1>{text}</h1><p>错误码 {number}</p>",
        content_type="text/html",
    )
