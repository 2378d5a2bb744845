"""The calls to the platform that the gateway needs, as plain methods.

When to call and what to do after a failure is decided in ``flow``, not here.

*Source:* developers.weixin.qq.com, "send customer message" and "get user info", read in 2026.
Requests must be raw UTF-8: escaped JSON is refused with 40033 or 47002.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import assert_never

import aiohttp

from bot.channels.wechat.calls import Call, PlatformCalls
from bot.channels.wechat.token import AccessToken
from bot.errors import TokenExpired
from bot.model import Content, News, OpenId, Picture, Text
from bot.ports import Clock


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


class WeChatApi:
    """The API of one account. An expired token is renewed and the call repeated exactly once.

    All errors are ``PlatformError`` and its branches, and none holds a token or the secret.
    """

    def __init__(
        self,
        session: aiohttp.ClientSession,
        *,
        base_url: str,
        app_id: str,
        secret: str,
        clock: Clock,
    ) -> None:
        self._calls = PlatformCalls(session, base_url=base_url)
        self.tokens = AccessToken(self._calls, app_id=app_id, secret=secret, clock=clock)

    async def send(self, open_id: OpenId, content: Content) -> None:
        """Hand one customer-service message to the platform; not idempotent.

        ``DeliveryUnknown`` means that it may have arrived; after any other error it has not.
        """
        body = {"touser": open_id, **_message(content)}
        await self._answer(
            Call(method="POST", path="/cgi-bin/message/custom/send", repeatable=False, body=body)
        )

    async def user_info(self, open_id: OpenId) -> UserInfo:
        """How and when this fan came to the account; not following tells nothing more."""
        found = await self.get("/cgi-bin/user/info", {"openid": open_id, "lang": "zh_CN"})
        tags = found.get("tagid_list")
        return UserInfo(
            open_id=open_id,
            following=found.get("subscribe") == 1,
            followed_at=_moment(found.get("subscribe_time")),
            union_id=_text(found.get("unionid")),
            remark=_text(found.get("remark")),
            source=_text(found.get("subscribe_scene")),
            scene=_text(found.get("qr_scene_str")) or _text(found.get("qr_scene")),
            tags=tuple(tag for tag in tags if isinstance(tag, int))
            if isinstance(tags, list)
            else (),
        )

    async def get(self, path: str, query: Mapping[str, str] | None = None) -> Mapping[str, object]:
        """The answer to a reading call, for instance the live menu or the callback addresses."""
        return await self._answer(Call(method="GET", path=path, repeatable=True, query=query or {}))

    async def post(self, path: str, body: Mapping[str, object]) -> Mapping[str, object]:
        """The answer to a call that may be repeated without harm."""
        return await self._answer(Call(method="POST", path=path, repeatable=True, body=body))

    async def _answer(self, call: Call) -> Mapping[str, object]:
        token = await self.tokens.get()
        try:
            return await self._calls.answer(_with_token(call, token))
        except TokenExpired:
            self.tokens.invalidate(token)
        return await self._calls.answer(_with_token(call, await self.tokens.get()))


def _with_token(call: Call, token: str) -> Call:
    return replace(call, query={**call.query, "access_token": token})


def _message(content: Content) -> dict[str, object]:
    match content:
        case Text():
            return {"msgtype": "text", "text": {"content": content.text}}
        case Picture():
            return {"msgtype": "image", "image": {"media_id": content.media_id}}
        case News():
            article = {
                "title": content.title,
                "description": content.description,
                "url": content.url,
                "picurl": content.picture_url,
            }
            return {"msgtype": "news", "news": {"articles": [article]}}
        case _:
            assert_never(content)


def _text(value: object) -> str:
    return "" if value is None or value == 0 else str(value)


def _moment(value: object) -> datetime | None:
    if not isinstance(value, int) or not 0 < value < 2**33:
        return None
    return datetime.fromtimestamp(value, UTC)
