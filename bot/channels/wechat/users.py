"""Fans as the platform knows them: how they came, the account's remark, the blacklist.

*Source:* developers.weixin.qq.com, "user management", read in 2026. A day allows 500 reads of
the list of followers, 5 000 000 of single fans, 10 000 remarks; 45009 when they are used up.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.channels.wechat.answers import Answer, moment, number, numbers, part, rows, text, texts
from bot.channels.wechat.api import WeChatApi
from bot.channels.wechat.limits import fits_bytes, has_some, in_batches
from bot.errors import Refused
from bot.model import OpenId

INFOS_AT_ONCE = 100
BLOCKED_AT_ONCE = 20
REMARK_BYTES = 29
"""Less than 30 bytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UserInfo:
    """What the platform tells of a fan today: no name, picture, sex or region since 2021-12-27.

    ``source`` is the platform's ``subscribe_scene``, any value; ``scene`` that of the QR code.
    """

    open_id: OpenId
    following: bool
    followed_at: datetime | None = None
    union_id: str = ""
    remark: str = ""
    source: str = ""
    scene: str = ""
    tags: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FanPage:
    """One page of a list of fans; ``next`` is where the following one begins, "" at the end."""

    open_ids: tuple[OpenId, ...]
    next: str
    total: int


async def info(api: WeChatApi, open_id: OpenId) -> UserInfo:
    """How and when this fan came to the account; not following tells nothing more.

    40003 (``FanUnreachable``) for an openid of another account.
    """
    return _info(await api.get("/cgi-bin/user/info", {"openid": open_id, "lang": "zh_CN"}))


async def came_by(api: WeChatApi, open_id: OpenId) -> tuple[str, str]:
    """The platform's word for how a fan came, and the scene of the QR code if there was one."""
    found = await info(api, open_id)
    return found.source, found.scene


async def infos(api: WeChatApi, open_ids: Sequence[OpenId]) -> list[UserInfo]:
    """The same for many, in their order, 100 a call (40032 beyond)."""
    found: list[UserInfo] = []
    for batch in in_batches(open_ids, INFOS_AT_ONCE):
        asked = [{"openid": open_id, "lang": "zh_CN"} for open_id in batch]
        answer = await api.post("/cgi-bin/user/info/batchget", {"user_list": asked})
        found += map(_info, rows(answer, "user_info_list"))
    return found


async def follower_page(api: WeChatApi, *, after: str = "") -> FanPage:
    """At most 10 000 followers, and how many there are in all."""
    query = {"next_openid": after} if after else {}
    return page_of(await api.get("/cgi-bin/user/get", query), after=after)


async def followers(api: WeChatApi) -> AsyncIterator[OpenId]:
    """All who follow, page after page; each page is one of the 500 reads a day."""
    page = await follower_page(api)
    while True:
        for open_id in page.open_ids:
            yield open_id
        if not page.next:
            return
        page = await follower_page(api, after=page.next)


async def set_remark(api: WeChatApi, open_id: OpenId, remark: str) -> None:
    """Name a fan for the operators of the admin page; "" takes the name away.

    At most 29 bytes (40092); verified service accounts only; 43004 if the fan does not follow.
    """
    if remark:
        fits_bytes(remark, REMARK_BYTES, what="the remark")
    body = {"openid": open_id, "remark": remark}
    await api.post("/cgi-bin/user/info/updateremark", body)


async def block(api: WeChatApi, open_ids: Sequence[OpenId]) -> None:
    """Put fans on the blacklist, 20 a call: nothing they send reaches us any more."""
    await _blacklist(api, "batchblacklist", open_ids)


async def unblock(api: WeChatApi, open_ids: Sequence[OpenId]) -> None:
    """Take fans off the blacklist, 20 a call."""
    await _blacklist(api, "batchunblacklist", open_ids)


async def blocked(api: WeChatApi) -> AsyncIterator[OpenId]:
    """All on the blacklist, 1000 a call."""
    after = ""
    while True:
        body = {"begin_openid": after}
        page = page_of(await api.post("/cgi-bin/tags/members/getblacklist", body), after=after)
        for open_id in page.open_ids:
            yield open_id
        if not page.next:
            return
        after = page.next


def page_of(answer: Answer, *, after: str) -> FanPage:
    """A page of one of the platform's lists of fans, which all have the same form.

    The last page may name its own last fan as the next: an empty page or a cursor that does not
    move ends the list.
    """
    open_ids = tuple(OpenId(open_id) for open_id in texts(part(answer, "data"), "openid"))
    following = text(answer, "next_openid")
    ended = not open_ids or following == after
    return FanPage(
        open_ids=open_ids, next="" if ended else following, total=number(answer, "total")
    )


async def _blacklist(api: WeChatApi, verb: str, open_ids: Sequence[OpenId]) -> None:
    has_some(open_ids, what="fan to put on or take off the blacklist")
    if "" in open_ids:
        raise Refused("a fan has no openid", remedy="name known fans", reason="empty")
    for batch in in_batches(open_ids, BLOCKED_AT_ONCE):
        await api.post(f"/cgi-bin/tags/members/{verb}", {"openid_list": batch})


def _info(found: Answer) -> UserInfo:
    return UserInfo(
        open_id=OpenId(text(found, "openid")),
        following=number(found, "subscribe") == 1,
        followed_at=moment(found, "subscribe_time"),
        union_id=text(found, "unionid"),
        remark=text(found, "remark"),
        source=text(found, "subscribe_scene"),
        scene=text(found, "qr_scene_str") or text(found, "qr_scene"),
        tags=numbers(found, "tagid_list"),
    )
