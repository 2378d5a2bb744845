"""The access token of one account: fetched once, shared, and fetched again in time.

*Source:* developers.weixin.qq.com, "get stable access token", read in 2026: in its normal mode
the same token is returned until five minutes before its end, and both work in those five.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from bot.channels.wechat.calls import Call, PlatformCalls
from bot.errors import Misconfigured, PlatformBusy, PlatformError, TokenExpired
from bot.ports import Clock

PATH = "/cgi-bin/stable_token"
RENEWED_BEFORE_S = 300


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

    def __init__(self, calls: PlatformCalls, *, app_id: str, secret: str, clock: Clock) -> None:
        self._calls = calls
        self._app_id = app_id
        self._secret = secret
        self._clock = clock
        self._store: TokenStore | None = None
        self._lock = asyncio.Lock()
        self._value = ""
        self._rejected = ""
        self._renew_at_s = 0.0  # monotonic: a stepped wall clock must not expire a good token
        self._fetches = 0
        self._failure: PlatformError | None = None

    def share_through(self, store: TokenStore) -> None:
        """Keep the token where the account's other processes find it."""
        self._store = store

    async def get(self) -> str:
        """A token to call with.

        Raises ``Misconfigured`` if the platform does not accept app id, secret or address, and
        ``PlatformBusy`` if no token can be had for now. Whoever waited while a fetch failed
        gets that failure, instead of queueing for a fetch of their own.
        """
        fetches = self._fetches
        if self._is_good():
            return self._value
        async with self._lock:
            if self._is_good():
                return self._value
            if self._failure is not None and fetches != self._fetches:
                raise self._failure
            return await self._renew()

    def invalidate(self, token: str) -> None:
        """The platform refused this token; forgotten only if no newer one has replaced it."""
        if token == self._value:
            self._rejected, self._value = token, ""

    def _is_good(self) -> bool:
        return bool(self._value) and self._clock.monotonic() < self._renew_at_s

    async def _renew(self) -> str:
        self._failure = None
        if not await self._adopt_saved():
            try:
                await self._fetch()
            except PlatformError as error:
                self._failure = error
                raise
            finally:
                self._fetches += 1
        return self._value

    async def _adopt_saved(self) -> bool:
        saved = await self._store.load(self._app_id) if self._store else None
        if saved is None or saved.value == self._rejected:
            return False
        left_s = (saved.expires_at - self._clock.now()).total_seconds()
        if left_s <= RENEWED_BEFORE_S:
            return False
        self._keep(saved.value, left_s)
        return True

    async def _fetch(self) -> None:
        answer = await self._ask()
        value, life_s = answer.get("access_token"), answer.get("expires_in")
        if not isinstance(value, str) or not value or not isinstance(life_s, int):
            raise PlatformBusy(
                "the platform gave no access token", remedy="it is tried again by itself", call=PATH
            )
        self._keep(value, life_s)
        if self._store:
            expires_at = self._clock.now() + timedelta(seconds=life_s)
            await self._store.save(self._app_id, SavedToken(value, expires_at))

    def _keep(self, value: str, life_s: float) -> None:
        # A token near its end is not fetched at each call: half of what is left is used.
        usable_s = max(life_s - RENEWED_BEFORE_S, life_s / 2)
        self._value, self._renew_at_s = value, self._clock.monotonic() + usable_s

    async def _ask(self) -> Mapping[str, object]:
        body = {
            "grant_type": "client_credential",
            "appid": self._app_id,
            "secret": self._secret,
            "force_refresh": False,
        }
        call = Call(method="POST", path=PATH, repeatable=True, body=body, hidden=(self._secret,))
        try:
            return await self._calls.answer(call)
        except TokenExpired as error:  # on this call the same number means a wrong secret
            raise Misconfigured(
                "the platform does not accept the app secret",
                errcode=error.errcode,
                remedy="correct BOT_WECHAT_APP_SECRET",
                **error.data,
            ) from None
