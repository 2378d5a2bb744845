"""Who follows the account, what it may know of them, and its notes and blacklist.

*Source:* developers.weixin.qq.com, "get user info", "get user list", "set user remark" and
"blacklist", read in 2026. No name, picture, sex or region since 2021-12-27.
"""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import JsonValue

from bot.simulator.answers import ApiRefused, done, list_of, text_of
from bot.simulator.calls import Call, get, post
from bot.simulator.platform import Platform
from bot.simulator.state import Fan, Json

BATCH = 100
PAGE = 10_000
BLACKLIST_PAGE = 1000
BLACKLIST_BATCH = 20
REMARK_BYTES = 30


class Users:
    """The calls about fans."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform
        self._fans = platform.state.fans

    def calls(self) -> list[Call]:
        """The rows of the table."""
        return [
            get("/cgi-bin/user/info", self._info, per_day=5_000_000),
            post("/cgi-bin/user/info/batchget", self._batch),
            get("/cgi-bin/user/get", self._list, per_day=500),
            post("/cgi-bin/user/info/updateremark", self._remark, per_day=10_000),
            post("/cgi-bin/tags/members/getblacklist", self._blacklist),
            post("/cgi-bin/tags/members/batchblacklist", self._block),
            post("/cgi-bin/tags/members/batchunblacklist", self._unblock),
        ]

    def _info(self, query: Json) -> Json:
        return self._told(fan_of(self._platform, text_of(query, "openid")))

    def _batch(self, body: Json) -> Json:
        wanted = list_of(body, "user_list")
        if not wanted or len(wanted) > BATCH:
            raise ApiRefused(40032)
        open_ids = [text_of(one, "openid") if isinstance(one, dict) else "" for one in wanted]
        return {
            "user_info_list": [self._told(fan_of(self._platform, open_id)) for open_id in open_ids]
        }

    def _list(self, query: Json) -> Json:
        following = [fan.open_id for fan in self._fans.values() if fan.following]
        return {"total": len(following), **page(following, text_of(query, "next_openid"), PAGE)}

    def _remark(self, body: Json) -> Json:
        fan = fan_of(self._platform, text_of(body, "openid"))
        remark = text_of(body, "remark")
        if len(remark.encode()) >= REMARK_BYTES:
            raise ApiRefused(40092)
        if not fan.following:
            raise ApiRefused(43004)
        fan.remark = remark
        return done()

    def _blacklist(self, body: Json) -> Json:
        blocked = [fan.open_id for fan in self._fans.values() if fan.blacklisted]
        told = page(blocked, text_of(body, "begin_openid"), BLACKLIST_PAGE)
        return {"total": len(blocked), **told}

    def _block(self, body: Json) -> Json:
        return self._set_blacklisted(body, on=True)

    def _unblock(self, body: Json) -> Json:
        return self._set_blacklisted(body, on=False)

    def _set_blacklisted(self, body: Json, *, on: bool) -> Json:
        for fan in fans_of(self._platform, list_of(body, "openid_list"), most=BLACKLIST_BATCH):
            fan.blacklisted = on
        return done()

    def _told(self, fan: Fan) -> Json:
        union: Json = (
            {"unionid": union_id(fan.open_id)} if self._platform.state.account.open_platform else {}
        )
        if not fan.following:
            return {"subscribe": 0, "openid": fan.open_id, **union}
        number = int(fan.scene) if fan.scene.isascii() and fan.scene.isdigit() else 0
        return {
            "subscribe": 1,
            "openid": fan.open_id,
            "language": "",
            "subscribe_time": fan.subscribe_time,
            **union,
            "remark": fan.remark,
            "groupid": fan.tags[-1] if fan.tags else 0,
            "tagid_list": [*fan.tags],
            "subscribe_scene": fan.subscribe_scene,
            "qr_scene": number,
            "qr_scene_str": "" if number else fan.scene,
        }


def union_id(open_id: str) -> str:
    """The id of the same person at all accounts of one Open Platform account."""
    return f"oU{open_id[2:]}"


def fan_of(platform: Platform, open_id: str) -> Fan:
    """The fan of this openid; 40003 for one of another account."""
    fan = platform.state.fans.get(open_id)
    if fan is None:
        raise ApiRefused(40003)
    return fan


def fans_of(platform: Platform, open_ids: Sequence[JsonValue], *, most: int) -> list[Fan]:
    """The fans of a list; 40032 for an empty or too long one, 49003 for a stranger in it."""
    if not 1 <= len(open_ids) <= most:
        raise ApiRefused(40032)
    found = [platform.state.fans.get(one) if isinstance(one, str) else None for one in open_ids]
    if None in found:
        raise ApiRefused(49003)
    return [fan for fan in found if fan is not None]


def page(open_ids: list[str], after: str, size: int) -> Json:
    """One page of a list, from the openid behind ``after``; an unknown one is 40003."""
    if after and after not in open_ids:
        raise ApiRefused(40003)
    start = open_ids.index(after) + 1 if after else 0
    part = open_ids[start : start + size]
    if not part:
        return {"count": 0, "next_openid": ""}
    return {"count": len(part), "data": {"openid": [*part]}, "next_openid": part[-1]}
