"""How many calls are left, and the tools to clear their counters.

*Source:* developers.weixin.qq.com, "openApi management", read in 2026: all counters together may
be cleared 10 times a month, with or without a token (48006 beyond); one counter 50 times. Errors:
76003 another account's, 76021 no such path, 76022 not for this path, 76001-76004 for a rid.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from bot.channels.wechat.answers import moment, number, part, text
from bot.channels.wechat.api import WeChatApi
from bot.channels.wechat.calls import Call
from bot.errors import RateLimited, Refused

_PATH = re.compile(r"/[A-Za-z0-9_/-]{1,127}")
_RID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{8}){2}")


@dataclass(frozen=True, slots=True)
class Quota:
    """One call's numbers of today."""

    limit: int
    used: int
    left: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedCall:
    """What the platform remembers of a call that it refused, for seven days."""

    at: datetime | None
    took_ms: int
    request_url: str
    request_body: str
    response_body: str
    address: str


async def quota_of(api: WeChatApi, path: str) -> Quota:
    """Today's numbers of one call, by its path such as ``/cgi-bin/user/get``."""
    _check_path(path)
    found = part(await api.post("/cgi-bin/openapi/quota/get", {"cgi_path": path}), "quota")
    return Quota(number(found, "daily_limit"), number(found, "used"), number(found, "remain"))


async def clear_quota(api: WeChatApi, path: str) -> None:
    """Set one call's counter to zero; 50 times a month."""
    _check_path(path)
    await api.post("/cgi-bin/openapi/quota/clear", {"cgi_path": path})


async def clear_all(api: WeChatApi) -> None:
    """Set all counters to zero; 10 times a month.

    If not even a token can be had because its own quota is used up, the way without a token is
    taken: it proves itself by the secret and counts as the same clearing.
    """
    try:
        await api.post("/cgi-bin/clear_quota", {"appid": api.credentials.app_id})
    except RateLimited as error:
        if error.data.get("call") == "/cgi-bin/clear_quota":
            raise
        await clear_all_without_token(api)


async def clear_all_without_token(api: WeChatApi) -> None:
    """The way out when no token can be had."""
    credentials = api.credentials
    await api.answer_without_token(
        Call(
            method="POST",
            path="/cgi-bin/clear_quota/v2",
            repeatable=True,
            body={"appid": credentials.app_id, "appsecret": credentials.secret},
            hidden=(credentials.secret,),
        )
    )


async def refused_call(api: WeChatApi, rid: str) -> RefusedCall:
    """What a refused call was, by the rid of its error. Holds the token: never log it."""
    if not _RID.fullmatch(rid):
        raise Refused(
            f"{rid[:40]!r} is no rid", remedy="copy all three groups of the error", reason="rid"
        )
    found = part(await api.post("/cgi-bin/openapi/rid/get", {"rid": rid}), "request")
    return RefusedCall(
        at=moment(found, "invoke_time"),
        took_ms=number(found, "cost_in_ms"),
        request_url=text(found, "request_url"),
        request_body=text(found, "request_body"),
        response_body=text(found, "response_body"),
        address=text(found, "client_ip"),
    )


def _check_path(path: str) -> None:
    if not _PATH.fullmatch(path):
        raise Refused(
            f"{path[:40]!r} is no path of the API",
            remedy="write it as it is called, such as /cgi-bin/user/get",
            reason="path",
        )
