"""A value that the platform lends for some time: fetched once, shared, fetched again in time.

The access token and the ticket of the JS-SDK are such values. Each fetch costs a quota, and a
second one may end the first one's life, so that those who ask at once share one fetch.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from bot.errors import PlatformError
from bot.ports import Clock

RENEWED_BEFORE_S = 300

Fetch = Callable[[], Awaitable[tuple[str, float]]]
"""Gets a fresh value and how many seconds it has left."""


class Kept:
    """Hands out a value that is good for at least a moment; one fetch at a time."""

    def __init__(self, fetch: Fetch, clock: Clock) -> None:
        self._fetch = fetch
        self._clock = clock
        self._lock = asyncio.Lock()
        self._value = ""
        self._renew_at_s = 0.0  # monotonic: a stepped wall clock must not expire a good value
        self._fetches = 0
        self._failure: PlatformError | None = None

    async def get(self) -> str:
        """The value, fetched first if there is none that is still good.

        Raises what the fetch raised. Whoever waited while a fetch failed gets that failure,
        instead of queueing for a fetch of their own.
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

    def forget(self, value: str) -> bool:
        """The platform refused this value; forgotten only if no newer one has replaced it."""
        if not value or value != self._value:
            return False
        self._value = ""
        return True

    def _is_good(self) -> bool:
        return bool(self._value) and self._clock.monotonic() < self._renew_at_s

    async def _renew(self) -> str:
        self._failure = None
        try:
            value, life_s = await self._fetch()
        except PlatformError as error:
            self._failure = error
            raise
        finally:
            self._fetches += 1
        # A value near its end is not fetched at each call: half of what is left is used.
        usable_s = max(life_s - RENEWED_BEFORE_S, life_s / 2)
        self._value, self._renew_at_s = value, self._clock.monotonic() + usable_s
        return value
