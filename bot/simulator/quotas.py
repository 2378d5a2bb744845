"""How often each call may be made a day, and the tools to look at it and to clear it.

*Source:* developers.weixin.qq.com, "API call limits" and "openApi management", read in 2026.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.simulator.answers import ApiRefused, done, text_of
from bot.simulator.calls import Call, post
from bot.simulator.credentials import check_secret
from bot.simulator.platform import Platform
from bot.simulator.state import Json, Refusal

CLEARINGS = 10
PATH_CLEARINGS = 50
RID_LIFE = timedelta(days=7)
_RIDS_KEPT = 1000
_TOKENS_SPENT = (
    "reach max api daily quota limit, could get access_token by getStableAccessToken, "
    "more details at https://developers.weixin.qq.com/doc/service/api/base/"
)
_CHINA = ZoneInfo("Asia/Shanghai")


class Quotas:
    """Counts calls by day and answers the quota tools."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform
        self._usage = platform.state.usage
        self._limits: dict[str, int] = {}

    def watch(self, calls: Sequence[Call]) -> None:
        """The calls whose numbers count."""
        self._limits = {call.path: call.per_day for call in calls if call.token or call.per_day}

    def calls(self) -> list[Call]:
        """The rows of the table."""
        return [
            post("/cgi-bin/clear_quota", self._clear, basic=True),
            Call(method="POST", path="/cgi-bin/clear_quota/v2", answer=self._clear_v2, token=False),
            post("/cgi-bin/openapi/quota/clear", self._clear_path, basic=True),
            post("/cgi-bin/openapi/quota/get", self._get, basic=True),
            post("/cgi-bin/openapi/rid/get", self._rid, basic=True),
        ]

    def spend(self, call: Call) -> None:
        """Counts one call, or refuses it with 45009."""
        limit, used = self._limit(call.path), self._used()
        count = used.get(call.path, 0)
        if limit and count >= limit:
            raise ApiRefused(45009, _TOKENS_SPENT if call.path == "/cgi-bin/token" else "")
        used[call.path] = count + 1

    def remember(self, rid: str, refusal: Refusal) -> None:
        """Keeps what a lookup id stands for."""
        refusals = self._platform.state.refusals
        refusals[rid] = refusal
        while len(refusals) > _RIDS_KEPT:
            del refusals[next(iter(refusals))]

    def _limit(self, path: str) -> int:
        return self._platform.state.account.limits.get(path, self._limits.get(path, 0))

    def _used(self) -> dict[str, int]:
        today = self._today().date().isoformat()
        if self._usage.day != today:
            self._usage.day = today
            self._usage.used.clear()
        return self._usage.used

    def _today(self) -> datetime:
        return self._platform.now().astimezone(_CHINA)

    def _clear(self, body: Json) -> Json:
        if text_of(body, "appid") != self._platform.settings.app_id:
            raise ApiRefused(40013)
        self._count_clearing()
        self._used().clear()
        return done()

    def _clear_v2(self, body: Json) -> Json:
        check_secret(self._platform, text_of(body, "appid"), text_of(body, "appsecret"))
        self._count_clearing()
        self._used().clear()
        return done()

    def _clear_path(self, body: Json) -> Json:
        path = self._path(body)
        self._count_clearing(one_path=True)
        self._used().pop(path, None)
        return done()

    def _count_clearing(self, *, one_path: bool = False) -> None:
        month = self._today().strftime("%Y-%m")
        if self._usage.month != month:
            self._usage.month, self._usage.cleared, self._usage.cleared_paths = month, 0, 0
        if one_path:
            if self._usage.cleared_paths >= PATH_CLEARINGS:
                raise ApiRefused(48006)
            self._usage.cleared_paths += 1
        elif self._usage.cleared >= CLEARINGS:
            raise ApiRefused(48006)
        else:
            self._usage.cleared += 1

    def _path(self, body: Json) -> str:
        path = text_of(body, "cgi_path")
        if not path.startswith("/"):
            raise ApiRefused(76003)
        if path.startswith("/sns/"):
            raise ApiRefused(76022)
        if path not in self._limits:
            raise ApiRefused(76021)
        return path

    def _get(self, body: Json) -> Json:
        path = self._path(body)
        limit, used = self._limit(path), self._used().get(path, 0)
        quota: Json = {
            "daily_limit": limit,
            "used": used,
            "remain": max(0, limit - used),
        }
        return {
            **done(),
            "quota": quota,
            "rate_limit": {"call_count": 5000, "refresh_second": 60},
        }

    def _rid(self, body: Json) -> Json:
        rid = text_of(body, "rid")
        if not rid:
            raise ApiRefused(76002)
        refusal = self._platform.state.refusals.get(rid)
        if refusal is None:
            raise ApiRefused(76001)
        if self._platform.now() - refusal.at > RID_LIFE:
            raise ApiRefused(76004)
        return {
            **done(),
            "request": {
                "invoke_time": int(refusal.at.timestamp()),
                "cost_in_ms": refusal.ms,
                "request_url": refusal.path,
                "request_body": "",
                "response_body": refusal.body,
                "client_ip": refusal.client_ip,
            },
        }
