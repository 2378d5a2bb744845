"""One HTTP exchange with the platform's API, and what is honestly known after a failed one.

Exceptions of the HTTP library carry URLs, and URLs carry the access token: none of them leaves
this module, not even as a context. Tokens and retries do not belong here.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import aiohttp
import orjson

from bot.channels.wechat.errcodes import errcode_of, raise_for_errcode
from bot.errors import DeliveryUnknown, PlatformBusy, PlatformError

TIMEOUT = aiohttp.ClientTimeout(total=10, connect=3)
"""Seconds; the whole exchange and reaching the platform."""

_HEADERS = {"Content-Type": "application/json; charset=utf-8"}
_LATER = "it is tried again by itself"


_CUT_BEHIND = frozenset({502, 504})
"""A proxy lost the platform after the request had left: it may have been carried out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One request. ``path`` follows the API's address and is what errors and logs may name.

    ``repeatable`` says that asking twice does no harm; a message to a fan is not repeatable,
    so a cut connection leaves its delivery unknown. ``hidden`` are values that must not appear
    in any text, beside those of the query. ``accepted`` are error numbers that are an answer to
    this call and no refusal.
    """

    method: Literal["GET", "POST"]
    path: str
    repeatable: bool
    query: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: Mapping[str, object] | None = field(default=None, repr=False)
    hidden: tuple[str, ...] = field(default=(), repr=False)
    accepted: frozenset[int] = frozenset()


class PlatformCalls:
    """Sends calls to one address; ``base_url`` may end in a path, as the simulator's does."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        *,
        base_url: str,
        timeout: aiohttp.ClientTimeout = TIMEOUT,
    ) -> None:
        self._session = session
        self._base_url = base_url.rstrip("/")
        self._timeout = timeout

    async def answer(self, call: Call) -> Mapping[str, object]:
        """The platform's answer, if it accepted the call.

        Raises what its error number means; ``PlatformBusy`` if it was not reached, answered
        with HTTP 5xx, or gave no readable answer to a repeatable call; ``DeliveryUnknown`` if a
        call that is not repeatable was cut off, timed out or answered unreadably.
        """
        exchanged = await self._exchange(call)
        if isinstance(exchanged, PlatformError):
            raise exchanged
        status, raw = exchanged
        if status in _CUT_BEHIND and not call.repeatable:
            raise _in_doubt(call, f"was answered with HTTP {status}")
        if status >= 500:
            raise PlatformBusy(
                f"the platform answered {call.path} with HTTP {status}",
                remedy=_LATER,
                call=call.path,
            )
        if status != 200:
            raise PlatformError(
                f"the platform answered {call.path} with HTTP {status}",
                remedy="check BOT_WECHAT_API_BASE",
                call=call.path,
            )
        found = _readable(raw, call)
        if found is None:
            raise _in_doubt(call, "was answered unreadably")
        if errcode_of(found) not in call.accepted:
            raise_for_errcode(found, call.path)
        return found

    async def _exchange(self, call: Call) -> tuple[int, bytes] | PlatformError:
        """Status and body; or, as a value so that it has no context, what went wrong."""
        try:
            async with self._session.request(
                call.method,
                self._base_url + call.path,
                params=call.query,
                data=None if call.body is None else orjson.dumps(call.body),
                headers=None if call.body is None else _HEADERS,
                timeout=self._timeout,
                allow_redirects=False,  # a redirect would carry the token elsewhere
            ) as response:
                return response.status, await response.read()
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            return PlatformBusy(
                f"the platform was not reached for {call.path}: {type(error).__name__}",
                remedy="check the network and BOT_WECHAT_API_BASE; it is tried again by itself",
                call=call.path,
            )
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            return _in_doubt(call, f"was cut off: {type(error).__name__}")


def _in_doubt(call: Call, how: str) -> PlatformError:
    if call.repeatable:
        return PlatformBusy(f"{call.path} {how}", remedy=_LATER, call=call.path)
    return DeliveryUnknown(
        "与微信的连接中断，不确定这条消息是否已送达",
        remedy="请先查看客人的回应，再决定是否重发",
        call=call.path,
        detail=f"{call.path} {how}",
    )


def _readable(raw: bytes, call: Call) -> dict[str, object] | None:
    """The JSON object with its secrets blanked; None for anything that is not an answer.

    Read leniently: the platform's bodies may hold raw control characters.
    """
    try:
        found = orjson.loads(raw)
    except orjson.JSONDecodeError:
        try:
            found = json.loads(raw.decode("utf-8", "replace"), strict=False)
        except (ValueError, RecursionError):
            return None
    if not isinstance(found, dict) or errcode_of(found) is None:
        return None
    if not call.repeatable and "errcode" not in found:
        return None
    if isinstance(found.get("errmsg"), str):
        for value in (*call.hidden, *call.query.values()):
            found["errmsg"] = found["errmsg"].replace(value, "***") if value else found["errmsg"]
    return found
