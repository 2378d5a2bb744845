"""Web log-in: who is the fan that opened a page of the brand inside WeChat?

These calls (``/sns/...``) prove themselves by app id and secret or by the fan's own token, and
never carry the account's access token. How a log-in is bound to its browser is not decided here.

*Source:* developers.weixin.qq.com, "web page authorization", read in 2026: verified service
accounts only; no daily limit, 50 000 a minute. A code works once and for five minutes
(unconfirmed): 40029 wrong, 40163 used.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal
from urllib.parse import urlencode

from bot.channels.wechat.answers import Answer, number, text
from bot.channels.wechat.api import WeChatApi
from bot.channels.wechat.calls import Call
from bot.errors import Declined, PlatformBusy, Refused, TokenExpired
from bot.model import OpenId

OPEN_BASE = "https://open.weixin.qq.com"
"""The host of the page on which a fan agrees; another one than that of the API."""

Scope = Literal["snsapi_base", "snsapi_userinfo"]
_STATE = re.compile(r"[A-Za-z0-9]{0,128}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """Who logged in. A snapshot user is a visitor whose openid stands for nobody.

    The tokens are the fan's, good for this fan only; ``refresh_token`` lives 30 days.
    """

    open_id: OpenId
    scope: str
    union_id: str = ""
    is_snapshot: bool = False
    access_token: str = field(default="", repr=False)
    refresh_token: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What a fan agreed to show; everything but the openid may be empty."""

    open_id: OpenId
    nickname: str = ""
    portrait_url: str = ""
    union_id: str = ""


def authorize_url(
    app_id: str, back_url: str, *, state: str, scope: Scope, open_base: str = OPEN_BASE
) -> str:
    """Where to send the fan's browser; it comes back to ``back_url`` with code and state.

    The platform wants the parameters in this order. ``state`` takes 128 letters and digits.
    """
    if not _STATE.fullmatch(state):
        raise Refused("the state is not 1 to 128 letters and digits", reason="state")
    query = urlencode(
        {
            "appid": app_id,
            "redirect_uri": back_url,
            "response_type": "code",
            "scope": scope,
            "state": state,
        }
    )
    return f"{open_base}/connect/oauth2/authorize?{query}#wechat_redirect"


async def exchange_code(api: WeChatApi, code: str) -> Grant:
    """Who came back with this code. ``Declined`` when it is wrong, used or too old."""
    credentials = api.credentials
    query = {
        "appid": credentials.app_id,
        "secret": credentials.secret,
        "code": code,
        "grant_type": "authorization_code",
    }
    return _grant(await _answer(api, _call("/sns/oauth2/access_token", query)))


async def refresh_grant(api: WeChatApi, grant: Grant) -> Grant:
    """The same log-in with a fresh token of the fan's. ``Declined`` after 30 days (42002)."""
    query = {
        "appid": api.credentials.app_id,
        "grant_type": "refresh_token",
        "refresh_token": grant.refresh_token,
    }
    renewed = _grant(await _answer(api, _call("/sns/oauth2/refresh_token", query)))
    return replace(renewed, is_snapshot=grant.is_snapshot, union_id=grant.union_id)


async def profile_of(api: WeChatApi, grant: Grant) -> Profile:
    """What a fan showed who agreed to ``snsapi_userinfo``."""
    query = {"access_token": grant.access_token, "openid": grant.open_id, "lang": "zh_CN"}
    answer = await _answer(api, _call("/sns/userinfo", query))
    return Profile(
        open_id=OpenId(text(answer, "openid")),
        nickname=text(answer, "nickname"),
        portrait_url=text(answer, "headimgurl"),
        union_id=text(answer, "unionid"),
    )


async def _answer(api: WeChatApi, call: Call) -> Answer:
    try:
        return await api.answer_without_token(call)
    except TokenExpired as error:
        # Here it is the fan's token: the account's own must not be fetched anew for it.
        raise Declined(
            "the fan's log-in has expired",
            errcode=error.errcode,
            remedy="send the fan through the log-in once more",
            **error.data,
        ) from None


def _call(path: str, query: Mapping[str, str]) -> Call:
    return Call(method="GET", path=path, repeatable=True, query=query)


def _grant(answer: Answer) -> Grant:
    open_id = text(answer, "openid")
    if not open_id:
        raise PlatformBusy("the platform named no fan", remedy="log in again", call="/sns/oauth2")
    return Grant(
        open_id=OpenId(open_id),
        scope=text(answer, "scope"),
        union_id=text(answer, "unionid"),
        is_snapshot=number(answer, "is_snapshotuser") == 1,
        access_token=text(answer, "access_token"),
        refresh_token=text(answer, "refresh_token"),
    )
