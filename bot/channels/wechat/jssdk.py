"""The signature with which the brand's own pages may use WeChat's JS-SDK.

*Source:* developers.weixin.qq.com, "JS-SDK", read in 2026: the ticket lives 7200 s and must be
kept; the page's domain must be registered as a safe domain of the account.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from urllib.parse import urldefrag, urlsplit

from bot.channels.wechat.answers import number, text
from bot.channels.wechat.api import WeChatApi
from bot.channels.wechat.kept import Kept
from bot.errors import PlatformBusy, Refused
from bot.ports import Clock

PATH = "/cgi-bin/ticket/getticket"


@dataclass(frozen=True, slots=True, kw_only=True)
class PageSignature:
    """What a page passes to ``wx.config``; ``url`` is what was signed, without ``#...``."""

    app_id: str
    timestamp: int
    nonce: str
    signature: str
    url: str


class JsSdk:
    """Signs pages of one account with a ticket that is fetched once and shared."""

    def __init__(self, api: WeChatApi, clock: Clock) -> None:
        self._api = api
        self._clock = clock
        self._ticket = Kept(self._fetch, clock)

    async def sign_page(self, url: str) -> PageSignature:
        """The signature of the page that a browser shows under this address, query included."""
        page = page_url(url)
        nonce, timestamp = secrets.token_hex(8), int(self._clock.now().timestamp())
        return PageSignature(
            app_id=self._api.credentials.app_id,
            timestamp=timestamp,
            nonce=nonce,
            signature=signature_of(
                await self._ticket.get(), nonce=nonce, timestamp=timestamp, url=page
            ),
            url=page,
        )

    async def _fetch(self) -> tuple[str, float]:
        answer = await self._api.get(PATH, {"type": "jsapi"})
        ticket, life_s = text(answer, "ticket"), number(answer, "expires_in")
        if not ticket or life_s <= 0:
            raise PlatformBusy(
                "the platform gave no ticket", remedy="it is tried again by itself", call=PATH
            )
        return ticket, life_s


def signature_of(ticket: str, *, nonce: str, timestamp: int, url: str) -> str:
    """SHA-1 over the four values in the platform's order."""
    signed = f"jsapi_ticket={ticket}&noncestr={nonce}&timestamp={timestamp}&url={url}"
    return hashlib.sha1(signed.encode(), usedforsecurity=False).hexdigest()


def page_url(url: str) -> str:
    """The address without its fragment; ``Refused`` if no browser could show it."""
    page = urldefrag(url).url
    try:
        host = urlsplit(page).hostname
    except ValueError:
        host = None
    if not page.startswith(("https://", "http://")) or not host or not page.isprintable():
        raise Refused(
            f"{url[:80]!r} is no address of a page",
            remedy="give the whole address of the page, as the browser shows it",
            reason="url",
        )
    return page
