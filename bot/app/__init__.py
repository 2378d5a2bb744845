"""The composition root: the only place that creates and closes things."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from aiohttp import web

from bot import telemetry
from bot.app.clock import SystemClock
from bot.app.flows import start_flows
from bot.app.pages import application, probes_of
from bot.app.parts import open_parts, pseudonym_key_of, understanding_of
from bot.app.shares import wechat_account
from bot.channels.wechat.api import WeChatApi
from bot.channels.wechat.channel import WeChatChannel
from bot.config import Settings
from bot.flow.media import MediaKeeper
from bot.flow.pictures import PictureKeeper
from bot.flow.privacy import PrivacyFlow
from bot.flow.record import pseudonym
from bot.flow.reload import LiveContent, Understand
from bot.ports import Clock, Stores
from bot.web.oauth import WebLogin
from bot.web.ops import Operations
from bot.web.webhook import CallbackHealth, Webhook

__all__ = ["Gateway", "SystemClock", "open_gateway"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gateway:
    """A running gateway: its web application and the parts that commands use."""

    app: web.Application
    stores: Stores
    content: LiveContent
    api: WeChatApi
    media: MediaKeeper
    pictures: PictureKeeper
    privacy: PrivacyFlow


@asynccontextmanager
async def open_gateway(
    settings: Settings,
    *,
    clock: Clock | None = None,
    redactor: telemetry.Redactor | None = None,
    understand: Understand | None = None,
) -> AsyncIterator[Gateway]:
    """Everything of one account, opened in order and closed in the reverse order.

    Upgrades the schema. ``understand`` builds the understanding of a library, by default that of
    the settings. Raises ``ConfigError``, ``ContentError`` or ``StoreError`` with what is
    wrong and what to do.
    """
    # Checked before anything is opened: a wrong key is told at once.
    channel = WeChatChannel(wechat_account(settings))
    async with AsyncExitStack() as stack:
        parts = await open_parts(
            stack, settings, clock or SystemClock(), understand or understanding_of(settings)
        )
        key = await pseudonym_key_of(settings, parts.stores, redactor)
        flow, feed = await start_flows(stack, parts, pseudonym_key=key)
        app = application(parts, feed)
        health = CallbackHealth()
        Webhook(
            channel=channel,
            flow=flow,
            store=parts.stores.inbound,
            clock=parts.clock,
            metrics=parts.metrics,
            account=parts.account,
            health=health,
        ).setup(app)
        WebLogin(
            pid_of=lambda open_id: pseudonym(key, account=parts.account, open_id=open_id),
            open_base=settings.wechat_open_base,
        ).setup(app)
        probes = probes_of(parts, health)
        Operations(probes=probes, metrics=parts.metrics).setup(app)
        yield Gateway(
            app=app,
            stores=parts.stores,
            content=parts.content,
            api=parts.api,
            media=parts.media,
            pictures=parts.pictures,
            privacy=parts.privacy,
        )
