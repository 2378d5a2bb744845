"""The account at the platform: token, permissions, quotas, addresses, clock.

*Source:* developers.weixin.qq.com, "get stable access token", "global return codes" and "API
call limits", read in 2026.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime

import aiohttp

from bot.channels.wechat.api import WeChatApi
from bot.channels.wechat.calls import Call
from bot.channels.wechat.network import callback_addresses
from bot.channels.wechat.quota import Quota, quota_of
from bot.errors import Misconfigured, PlatformBusy, PlatformError, RateLimited
from bot.flow.doctor.findings import Check, Finding, Level
from bot.ports import Clock

PAGE = "设置与开发 → 基本配置"
_SECRET = f"{PAGE} → 开发者密码(AppSecret)"
_TOKEN_REMEDIES: Mapping[int, str] = {
    40013: f"correct BOT_WECHAT_APP_ID: {PAGE} → 开发者ID(AppID)",
    40001: f"correct BOT_WECHAT_APP_SECRET, or make a new one: {_SECRET} → 重置",
    40125: f"correct BOT_WECHAT_APP_SECRET, or make a new one: {_SECRET} → 重置",
    40164: f"add {{address}} at {PAGE} → IP白名单",
    40243: f"unfreeze it: {_SECRET} → 解冻",
    89503: "an administrator of the account must confirm {address} in the message from WeChat",
    89506: "an administrator refused {address}: ask again after 24 hours, and let them agree",
    89507: "an administrator refused {address}: ask again after one hour, and let them agree",
}
_ADDRESS = re.compile(r"ip ([0-9a-fA-F.:]+)")
_DENIED = frozenset({48001, 48004, 48008, 50004, 61004})
NOBODY = "doctor"
"""No openid, media id or template has this name: the calls are refused, but not for permission."""


@dataclass(frozen=True, slots=True)
class Permission:
    """A call that the gateway makes, and what is lost without it."""

    what: str
    call: Call
    level: Level
    lost: str


def _call(path: str, body: Mapping[str, object] | None = None, **query: str) -> Call:
    return Call(
        method="GET" if body is None else "POST",
        path=path,
        repeatable=True,
        query=query,
        body=body,
    )


PERMISSIONS = (
    Permission(
        "customer-service messages",
        _call(
            "/cgi-bin/message/custom/send",
            {"touser": NOBODY, "msgtype": "text", "text": {"content": NOBODY}},
        ),
        "bad",
        "agents cannot answer",
    ),
    Permission("menu", _call("/cgi-bin/menu/get"), "bad", "no menu can be published"),
    Permission(
        "media", _call("/cgi-bin/media/get", media_id=NOBODY), "bad", "pictures cannot be fetched"
    ),
    Permission(
        "user info",
        _call("/cgi-bin/user/info", openid=NOBODY, lang="zh_CN"),
        "bad",
        "nobody knows where a fan came from",
    ),
    Permission(
        "QR codes",
        _call("/cgi-bin/qrcode/create", {"action_name": NOBODY}),
        "warning",
        "no QR codes can be made",
    ),
    Permission("tags", _call("/cgi-bin/tags/get"), "warning", "no menus for some fans"),
    Permission(
        "template messages",
        _call(
            "/cgi-bin/message/template/send", {"touser": NOBODY, "template_id": NOBODY, "data": {}}
        ),
        "warning",
        "no service notices can be sent",
    ),
)
_COUNTED = (
    ("customer-service messages", "/cgi-bin/message/custom/send"),
    ("menu publications", "/cgi-bin/menu/create"),
    ("user info", "/cgi-bin/user/info"),
    ("media downloads", "/cgi-bin/media/get"),
    ("QR codes", "/cgi-bin/qrcode/create"),
)
_OF_VERIFIED = ("customer-service messages", "QR codes", "user info")
"""Calls that only a verified account may make."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountDoctor:
    """Looks at one account through its API."""

    api: WeChatApi
    session: aiohttp.ClientSession
    base_url: str
    clock: Clock
    max_age_s: int

    def checks(self) -> list[Check]:
        """Everything about the account; what needs a token is not asked without one."""
        return [
            Check("account", "credentials", self.token),
            Check("account", "clock", self.clock_skew),
            Check("account", "permissions", self.permissions),
            Check("account", "quotas", self.quotas),
            Check("callback", "addresses of pushes", self.addresses),
        ]

    async def has_token(self) -> bool:
        """Whether the platform hands out a token; fetched once for all checks."""
        if not self._is_set_up:
            return False
        try:
            await self.api.tokens.get()
        except PlatformError:
            return False
        return True

    async def token(self) -> Sequence[Finding]:
        """App id, secret and IP list in one: each refusal by its number."""
        if not self._is_set_up:
            remedy = "set BOT_WECHAT_APP_ID and BOT_WECHAT_APP_SECRET"
            return [Finding("bad", "account", "credentials", "not set", remedy)]
        try:
            await self.api.tokens.get()
        except PlatformError as error:
            return [_refused_token(error)]
        return [Finding("good", "account", "credentials", "WeChat hands out a token")]

    async def clock_skew(self) -> Sequence[Finding]:
        """How far this machine's clock is from the platform's."""
        try:
            async with self.session.get(self.base_url, allow_redirects=False) as response:
                told = response.headers.get("Date", "")
            theirs = parsedate_to_datetime(told)
        except (aiohttp.ClientError, TimeoutError, OSError):
            return [_unreachable("clock", self.base_url)]
        except ValueError:
            return [Finding("warning", "account", "clock", "the platform tells no time")]
        return [_skew(self.clock.now(), theirs, self.max_age_s)]

    async def permissions(self) -> Sequence[Finding]:
        """Whether the account may make the calls we need, and so whether it is verified."""
        if not await self.has_token():
            return [_no_token("permissions")]
        found = await asyncio.gather(*map(self._permission, PERMISSIONS))
        denied = {finding.what for finding in found if "no permission" in finding.found}
        if denied.issuperset(_OF_VERIFIED):
            return [
                Finding(
                    "bad",
                    "account",
                    "verification",
                    "the account seems not to be verified: it may not even answer fans",
                    "verify it: 设置与开发 → 公众号设置 → 账号详情 → 认证",
                ),
                *found,
            ]
        return [
            Finding("good", "account", "verification", "calls of verified accounts are permitted"),
            *found,
        ]

    async def quotas(self) -> Sequence[Finding]:
        """How many calls of today are left."""
        if not await self.has_token():
            return [_no_token("quotas")]
        found = await asyncio.gather(*(quota_of(self.api, path) for _, path in _COUNTED))
        return [_left(what, quota) for (what, _), quota in zip(_COUNTED, found, strict=True)]

    async def addresses(self) -> Sequence[Finding]:
        """From where the platform calls us."""
        if not await self.has_token():
            return [_no_token("addresses of pushes", "callback")]
        found = await callback_addresses(self.api)
        shown = ", ".join(found[:3]) + (" ..." if len(found) > 3 else "")
        told = f"{len(found)} addresses or ranges; a firewall must let them in: {shown}"
        return [Finding("good", "callback", "addresses of pushes", told)]

    @property
    def _is_set_up(self) -> bool:
        return bool(self.api.credentials.app_id and self.api.credentials.secret)

    async def _permission(self, wanted: Permission) -> Finding:
        try:
            await self.api.answer(wanted.call)
        except PlatformError as error:
            if error.errcode in _DENIED:
                return Finding(
                    wanted.level,
                    "account",
                    wanted.what,
                    f"no permission ({error.errcode}): {wanted.lost}",
                    "apply for it: 设置与开发 → 接口权限",
                )
            if isinstance(error, PlatformBusy | RateLimited | Misconfigured):
                return Finding("warning", "account", wanted.what, error.message, error.remedy)
        return Finding("good", "account", wanted.what, "permitted")


def _refused_token(error: PlatformError) -> Finding:
    if isinstance(error, PlatformBusy):
        return Finding("bad", "account", "credentials", error.message, error.remedy)
    seen = _ADDRESS.search(str(error.data.get("errmsg", "")))
    address = seen[1] if seen else "this machine's outgoing address"
    remedy = _TOKEN_REMEDIES.get(error.errcode, error.remedy).format(address=address)
    told = f"{error.message} ({error.errcode})"
    if error.errcode == 40164 and seen:
        told = f"WeChat saw us at {address}, which is not in the IP list ({error.errcode})"
    return Finding("bad", "account", "credentials", told, remedy)


def _left(call: str, quota: Quota) -> Finding:
    what, told = f"quota of {call}", f"{quota.left} of {quota.limit} calls left today"
    if not quota.limit:
        return Finding("good", "account", what, "no daily limit")
    if not quota.left:
        remedy = "wait until midnight in China, or clear it: 设置与开发 → 接口权限"
        return Finding("bad", "account", what, told, remedy)
    if quota.left < quota.limit / 10:
        remedy = "find out what uses it up; it is counted anew at midnight in China"
        return Finding("warning", "account", what, told, remedy)
    return Finding("good", "account", what, told)


def _skew(ours: datetime, theirs: datetime, max_age_s: int) -> Finding:
    # The header has whole seconds, and the way here takes time.
    skew_s = round((ours - theirs).total_seconds())
    told = f"{abs(skew_s)} s {'ahead of' if skew_s > 0 else 'behind'} WeChat's"
    remedy = "let the machine set its clock by NTP"
    if max_age_s and abs(skew_s) > max_age_s:
        told += f": every push would be refused (BOT_WECHAT_MAX_AGE_S is {max_age_s})"
        return Finding("bad", "account", "clock", told, remedy)
    if abs(skew_s) > 5:
        return Finding("warning", "account", "clock", told, remedy)
    return Finding("good", "account", "clock", "like WeChat's within 5 s")


def _unreachable(what: str, url: str) -> Finding:
    remedy = "let this machine reach it, or correct BOT_WECHAT_API_BASE"
    return Finding("bad", "account", what, f"{url} was not reached", remedy)


def _no_token(what: str, group: str = "account") -> Finding:
    told = "not looked at: there is no token"
    remedy = "mend the credentials first"
    return Finding("warning", "callback" if group == "callback" else "account", what, told, remedy)
