"""The access token of one account: fetched once, shared, and fetched again in time.

*Source:* developers.weixin.qq.com, "get stable access token", read in 2026: in its normal mode
the same token is returned until five minutes before its end, and both work in those five.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from bot.channels.wechat.calls import Call, PlatformCalls
from bot.channels.wechat.kept import RENEWED_BEFORE_S, Kept
from bot.errors import Misconfigured, PlatformBusy, TokenExpired
from bot.ports import Clock

PATH = "/cgi-bin/stable_token"


@dataclass(frozen=True, slots=True)
class Credentials:
    """What proves to the platform which account calls."""

    app_id: str
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class SavedToken:
    """A token as several processes of one account may share it."""

    value: str = field(repr=False)
    expires_at: datetime


class TokenStore(Protocol):
    """Where processes of one account share their token."""

    async def load(self, app_id: str) -> SavedToken | None:
        """The token last saved, whether or not it is still good."""
        ...

    async def save(self, app_id: str, token: SavedToken) -> None:
        """Replace the saved token."""
        ...


class AccessToken:
    """Hands out a token that is good for at least a moment; one fetch at a time."""

    def __init__(self, calls: PlatformCalls, credentials: Credentials, *, clock: Clock) -> None:
        self._calls = calls
        self._credentials = credentials
        self._clock = clock
        self._store: TokenStore | None = None
        self._kept = Kept(self._renewed, clock)
        self._rejected = ""

    def share_through(self, store: TokenStore) -> None:
        """Keep the token where the account's other processes find it."""
        self._store = store

    async def get(self) -> str:
        """A token to call with.

        Raises ``Misconfigured`` if the platform does not accept app id, secret or address, and
        ``PlatformBusy`` if no token can be had for now.
        """
        return await self._kept.get()

    def invalidate(self, token: str) -> None:
        """The platform refused this token; forgotten only if no newer one has replaced it."""
        if self._kept.forget(token):
            self._rejected = token

    async def _renewed(self) -> tuple[str, float]:
        return await self._saved() or await self._fetched()

    async def _saved(self) -> tuple[str, float] | None:
        saved = await self._store.load(self._credentials.app_id) if self._store else None
        if saved is None or saved.value == self._rejected:
            return None
        left_s = (saved.expires_at - self._clock.now()).total_seconds()
        return (saved.value, left_s) if left_s > RENEWED_BEFORE_S else None

    async def _fetched(self) -> tuple[str, float]:
        answer = await self._ask()
        value, life_s = answer.get("access_token"), answer.get("expires_in")
        if not isinstance(value, str) or not value or not isinstance(life_s, int):
            raise PlatformBusy(
                "the platform gave no access token", remedy="it is tried again by itself", call=PATH
            )
        if self._store:
            expires_at = self._clock.now() + timedelta(seconds=life_s)
            await self._store.save(self._credentials.app_id, SavedToken(value, expires_at))
        return value, life_s

    async def _ask(self) -> Mapping[str, object]:
        body = {
            "grant_type": "client_credential",
            "appid": self._credentials.app_id,
            "secret": self._credentials.secret,
            "force_refresh": False,
        }
        hidden = (self._credentials.secret,)
        call = Call(method="POST", path=PATH, repeatable=True, body=body, hidden=hidden)
        try:
            return await self._calls.answer(call)
        except TokenExpired as error:  # on this call the same number means a wrong secret
            raise Misconfigured(
                "the platform does not accept the app secret",
                errcode=error.errcode,
                remedy="correct BOT_WECHAT_APP_SECRET",
                **error.data,
            ) from None
