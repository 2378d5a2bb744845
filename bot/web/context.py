"""What the web rooms share: typed application keys and the few settings that pages need."""

from __future__ import annotations

from dataclasses import dataclass

from aiohttp import web

from bot.channels.wechat.api import WeChatApi
from bot.channels.wechat.jssdk import JsSdk
from bot.flow.fans import FanFlow
from bot.flow.feed import EventFeed
from bot.flow.handoff import HandoffFlow
from bot.flow.media import Shelf
from bot.flow.outreach import OutreachFlow
from bot.flow.reload import LiveContent
from bot.ports import Clock, Stores


@dataclass(frozen=True, slots=True, kw_only=True)
class WebSettings:
    """Settings of the pages. ``secret`` signs; ``https`` makes cookies Secure with ``__Host-``."""

    account: str
    secret: bytes
    public_url: str = ""
    trusted_proxies: tuple[str, ...] = ()

    @property
    def https(self) -> bool:
        """Whether users reach us over https."""
        return self.public_url.startswith("https://")


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountTools:
    """The account at the platform, for the REST interface and the web log-in."""

    api: WeChatApi
    fans: FanFlow
    outreach: OutreachFlow
    pages: JsSdk

    @classmethod
    def over(cls, outreach: OutreachFlow) -> AccountTools:
        """All tools over what one of them stands on."""
        api, stores = outreach.api, outreach.stores
        return cls(
            api=api,
            fans=FanFlow(stores=stores, api=api),
            outreach=outreach,
            pages=JsSdk(api, outreach.clock),
        )


SETTINGS: web.AppKey[WebSettings] = web.AppKey("settings", WebSettings)
STORES: web.AppKey[Stores] = web.AppKey("stores", Stores)
CLOCK: web.AppKey[Clock] = web.AppKey("clock", Clock)
CONTENT: web.AppKey[LiveContent] = web.AppKey("content", LiveContent)
HANDOFFS: web.AppKey[HandoffFlow] = web.AppKey("handoffs", HandoffFlow)
SHELF: web.AppKey[Shelf] = web.AppKey("shelf", Shelf)
ACCOUNT: web.AppKey[AccountTools] = web.AppKey("account", AccountTools)
FEED: web.AppKey[EventFeed] = web.AppKey("feed", EventFeed)
