"""Calls to the platform in the name of one account; what can be called stands beside it.

One module per noun is built on ``get``, ``post`` and ``answer``: users, tags, outreach and so on.
When to call and what to do after a failure is decided in ``flow``, not here.

*Source:* developers.weixin.qq.com, "send customer message", read in 2026. Requests must be raw
UTF-8: escaped JSON is refused with 40033 or 47002.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import aiohttp

from bot.channels.wechat.bodies import custom_body
from bot.channels.wechat.calls import Call, PlatformCalls
from bot.channels.wechat.token import AccessToken, Credentials
from bot.errors import TokenExpired
from bot.model import UNSIGNED, Byline, Content, OpenId
from bot.ports import Clock
from bot.rules.limits import STRICT, Limits

NOT_SHOWN = frozenset({45015, 45047, 45072, 45080, 45081})
"""Why "typing" may not be shown just now."""


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
        limits: Limits = STRICT,
    ) -> None:
        self._limits = limits
        self._calls = PlatformCalls(session, base_url=base_url)
        self.credentials = Credentials(app_id, secret)
        self.tokens = AccessToken(self._calls, self.credentials, clock=clock)

    async def send(self, open_id: OpenId, content: Content, *, byline: Byline = UNSIGNED) -> None:
        """Hand one customer-service message to the platform; not idempotent.

        ``DeliveryUnknown`` means that it may have arrived; after any other error it has not.
        ``BadRequest`` comes without a call where the limits already tell that it is useless.
        """
        body = custom_body(open_id, content, byline=byline, limits=self._limits)
        await self.answer(
            Call(method="POST", path="/cgi-bin/message/custom/send", repeatable=False, body=body)
        )

    async def typing(self, open_id: OpenId, *, shown: bool = True) -> None:
        """Show or hide "typing" in the fan's chat, for some 15 s or until a message comes.

        Needs an open allowance and an act of the fan in the last 30 s. That it cannot be shown
        now (45072, 45080, 45081) or the window is shut is no fault and passes quietly.
        """
        command = "Typing" if shown else "CancelTyping"
        call = Call(
            method="POST",
            path="/cgi-bin/message/custom/typing",
            repeatable=True,
            body={"touser": open_id, "command": command},
            accepted=NOT_SHOWN,
        )
        await self.answer(call)

    async def get(self, path: str, query: Mapping[str, str] | None = None) -> Mapping[str, object]:
        """The answer to a reading call, for instance the live menu or the callback addresses."""
        return await self.answer(Call(method="GET", path=path, repeatable=True, query=query or {}))

    async def post(self, path: str, body: Mapping[str, object]) -> Mapping[str, object]:
        """The answer to a call that may be repeated without harm."""
        return await self.answer(Call(method="POST", path=path, repeatable=True, body=body))

    async def answer(self, call: Call) -> Mapping[str, object]:
        """The answer to any call, made with the account's token."""
        token = await self.tokens.get()
        try:
            return await self._calls.answer(_with_token(call, token))
        except TokenExpired:
            self.tokens.invalidate(token)
        return await self._calls.answer(_with_token(call, await self.tokens.get()))

    async def answer_without_token(self, call: Call) -> Mapping[str, object]:
        """The answer to a call that proves itself otherwise and must not carry the token."""
        return await self._calls.answer(call)


def _with_token(call: Call, token: str) -> Call:
    return replace(call, query={**call.query, "access_token": token})
