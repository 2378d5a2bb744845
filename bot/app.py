"""The composition root: the only place that creates and closes things."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from time import monotonic
from typing import Any

import aiohttp
from aiohttp import web

from bot import telemetry
from bot.channels.wechat.api import WeChatApi
from bot.channels.wechat.channel import WeChatAccount, WeChatChannel
from bot.channels.wechat.encode import encode_reply
from bot.channels.wechat.guard import guarded_session
from bot.channels.wechat.media import WeChatMedia
from bot.channels.wechat.users import came_by
from bot.config import Settings
from bot.content.library import Library
from bot.errors import ConfigError
from bot.flow.arrivals import Arrivals
from bot.flow.feed import EventFeed
from bot.flow.handoff import HandoffFlow
from bot.flow.inbound import InboundFlow, InboundSettings
from bot.flow.media import MediaKeeper, Shelf
from bot.flow.notifier import LocalNotifier
from bot.flow.outbox import Outbox
from bot.flow.outreach import OutreachFlow
from bot.flow.privacy import PrivacyFlow, PrivacyRules
from bot.flow.record import pseudonym
from bot.flow.reload import LiveContent, Understand
from bot.flow.workers import keep_running
from bot.model import Retention
from bot.ports import Clock, Stores
from bot.rules.limits import Limits
from bot.store.database import Database
from bot.store.stores import stores as open_stores
from bot.store.version import NEWEST, bring_up, version_of
from bot.web.api import setup_api
from bot.web.context import (
    ACCOUNT,
    CLOCK,
    CONTENT,
    FEED,
    HANDOFFS,
    SETTINGS,
    SHELF,
    STORES,
    AccountTools,
    WebSettings,
)
from bot.web.desk import setup_desk
from bot.web.oauth import WebLogin
from bot.web.ops import Operations, Probe
from bot.web.webhook import CallbackHealth, Webhook
from intents.understanding import Understanding

OUTBOX_STOP_S = 0.7
"""How long a send under way may finish after that; cut off, it is shown as unknown."""


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """The moment as aware UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Seconds that never go back."""
        return monotonic()


@dataclass(frozen=True, slots=True, kw_only=True)
class Gateway:
    """A running gateway: its web application and the parts that commands use."""

    app: web.Application
    stores: Stores
    content: LiveContent
    api: WeChatApi
    media: MediaKeeper
    privacy: PrivacyFlow


@dataclass(frozen=True, slots=True, kw_only=True)
class _Parts:
    """What everything else of one account stands on."""

    settings: Settings
    clock: Clock
    metrics: telemetry.Metrics
    notifier: LocalNotifier
    content: LiveContent
    database: Database
    stores: Stores
    api: WeChatApi
    media: MediaKeeper
    privacy: PrivacyFlow

    @property
    def account(self) -> str:
        return self.settings.wechat_app_id


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
    channel = WeChatChannel(_wechat_account(settings))
    async with AsyncExitStack() as stack:
        parts = await _open_parts(
            stack, settings, clock or SystemClock(), understand or _understand(settings)
        )
        key = await _pseudonym_key(settings, parts.stores, redactor)
        flow, feed = await _start_flows(stack, parts, pseudonym_key=key)
        app = _application(parts, feed)
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
        probes = _probes(parts, health)
        Operations(probes=probes, metrics=parts.metrics).setup(app)
        yield Gateway(
            app=app,
            stores=parts.stores,
            content=parts.content,
            api=parts.api,
            media=parts.media,
            privacy=parts.privacy,
        )


async def _open_parts(
    stack: AsyncExitStack, settings: Settings, clock: Clock, understand: Understand
) -> _Parts:
    metrics = telemetry.Metrics()
    content = await LiveContent.open(settings.faq_dir, understand=understand, metrics=metrics)
    database = await Database.open(settings.database)
    stack.push_async_callback(database.close)
    await bring_up(database)
    session = await stack.enter_async_context(aiohttp.ClientSession())
    api = WeChatApi(
        session,
        base_url=settings.wechat_api_base,
        app_id=settings.wechat_app_id,
        secret=settings.wechat_app_secret,
        clock=clock,
        limits=_limits(settings),
    )
    stores, notifier = open_stores(database, settings.wechat_app_id), LocalNotifier()
    media = MediaKeeper(
        stores,
        WeChatMedia(
            session,
            await stack.enter_async_context(guarded_session()),
            base_url=settings.wechat_api_base,
            tokens=api.tokens,
            hosts=settings.media_hosts,
        ),
        notifier,
        clock,
        shelf=Shelf.below(
            settings.data_dir,
            account=settings.wechat_app_id,
            keep_days=settings.media_keep_days,
        ),
        metrics=metrics,
    )
    return _Parts(
        settings=settings,
        clock=clock,
        metrics=metrics,
        notifier=notifier,
        content=content,
        database=database,
        stores=stores,
        api=api,
        media=media,
        privacy=PrivacyFlow(
            stores,
            notifier,
            clock,
            shelf=media.shelf,
            rules=_privacy_rules(settings),
        ),
    )


async def _start_flows(
    stack: AsyncExitStack, parts: _Parts, *, pseudonym_key: str
) -> tuple[InboundFlow, EventFeed]:
    """The path of messages and the loops beside it; what a dead process left is settled first."""
    stores, clock = parts.stores, parts.clock
    flow = InboundFlow(
        stores.inbound,
        parts.content,
        parts.notifier,
        clock,
        settings=InboundSettings(
            arrivals=Arrivals(partial(came_by, parts.api), stores.fans, parts.notifier, clock),
            pseudonym_key=pseudonym_key,
            encode=lambda contents, inbound, at: encode_reply(contents, inbound, at=at),
            menu_tap=parts.settings.wechat_menu_tap,
            payment_messages=parts.settings.wechat_payment_messages,
            limits=_limits(parts.settings),
            erase_delay=timedelta(hours=parts.settings.erase_delay_h),
        ),
        metrics=parts.metrics,
    )
    outbox = Outbox(
        stores, parts.api, parts.notifier, clock, account=parts.account, metrics=parts.metrics
    )
    feed = EventFeed(stores.events, account=parts.account)
    parts.metrics.desk_sockets.set_function(lambda: feed.subscribers)
    parts.notifier.connect(
        outbox=outbox.wake,
        feed=feed.events_written,
        media=parts.media.wake,
        privacy=parts.privacy.wake,
    )
    await stores.outbox.release_interrupted(parts.account, at=clock.now())
    await _start_workers(stack, parts, outbox, feed)
    stack.push_async_callback(flow.close)
    return flow, feed


def _application(parts: _Parts, feed: EventFeed) -> web.Application:
    """The pages and the REST interface."""
    app = web.Application()
    app[SETTINGS] = _web_settings(parts.settings)
    app[STORES], app[CLOCK], app[CONTENT] = parts.stores, parts.clock, parts.content
    app[FEED], app[SHELF] = feed, parts.media.shelf
    app[HANDOFFS] = HandoffFlow(
        parts.stores,
        parts.notifier,
        parts.clock,
        account=parts.account,
        limits=_limits(parts.settings),
    )
    app[HANDOFFS].show_typing_by(parts.api)
    outreach = OutreachFlow(
        stores=parts.stores,
        api=parts.api,
        content=parts.content,
        notifier=parts.notifier,
        clock=parts.clock,
        check_types=parts.settings.wechat_field_rules == "strict",
    )
    app[ACCOUNT] = AccountTools.over(outreach)
    setup_desk(app)
    setup_api(app)
    app.on_shutdown.append(_closing(feed))
    return app


def _privacy_rules(settings: Settings) -> PrivacyRules:
    lives = {kind: timedelta(days=days) for kind, days in settings.lives_days.items()}
    disputes = timedelta(days=settings.dispute_keep_days)
    return PrivacyRules(dispute_keep=disputes, lives=Retention(**lives))


def _understand(settings: Settings) -> Understand:
    def build(library: Library) -> Understanding:
        return Understanding(
            library.book, cache_dir=settings.data_dir / "jieba", backend=settings.segmenter
        )

    return build


async def _pseudonym_key(
    settings: Settings, stores: Stores, redactor: telemetry.Redactor | None
) -> str:
    wanted = settings.pseudonym_key or secrets.token_hex(32)
    key = await stores.settings.get_or_create("pseudonym_key", wanted)
    if settings.pseudonym_key and key != settings.pseudonym_key:
        fault = "BOT_PSEUDONYM_KEY differs from the key in the database, which is never rotated"
        raise ConfigError(fault, remedy="remove the setting", faults=(fault,))
    if redactor is not None:
        redactor.add(key)
    return key


async def _start_workers(
    stack: AsyncExitStack, parts: _Parts, outbox: Outbox, feed: EventFeed
) -> None:
    stop, content = asyncio.Event(), parts.content
    watching = asyncio.create_task(keep_running("content", lambda: content.watch(stop=stop)))
    sending = asyncio.create_task(keep_running("outbox", outbox.run))
    fetching = asyncio.create_task(keep_running("media", parts.media.run))
    following = asyncio.create_task(keep_running("feed", feed.run))
    erasing = asyncio.create_task(keep_running("privacy", parts.privacy.run))

    async def finish() -> None:
        stop.set()
        outbox.stop()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(asyncio.shield(sending), OUTBOX_STOP_S)
        await _cancel(erasing, following, fetching, sending, watching)

    stack.push_async_callback(finish)


async def _cancel(*tasks: asyncio.Task[None]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def _closing(feed: EventFeed) -> Callable[[web.Application], Coroutine[Any, Any, None]]:
    async def close(_: web.Application) -> None:
        feed.close()

    return close


def _web_settings(settings: Settings) -> WebSettings:
    return WebSettings(
        account=settings.wechat_app_id,
        secret=settings.secret_key.encode(),
        public_url=settings.public_url,
        trusted_proxies=settings.trusted_proxies,
    )


def _limits(settings: Settings) -> Limits:
    return Limits(
        passive_text_bytes=settings.wechat_passive_text_bytes,
        custom_text_bytes=settings.wechat_custom_text_bytes,
        menu_items=settings.wechat_menu_items,
        menu_item_bytes=settings.wechat_menu_item_bytes,
        answered_events=frozenset(settings.wechat_answered_events),
        transfer_ai=settings.wechat_transfer_ai,
        native_desk=settings.wechat_native_desk,
    )


def _wechat_account(settings: Settings) -> WeChatAccount:
    return WeChatAccount(
        app_id=settings.wechat_app_id,
        token=settings.wechat_token,
        aes_key=settings.wechat_aes_key,
        previous_aes_key=settings.wechat_aes_key_previous,
        mode=settings.mode,
        max_age_s=settings.wechat_max_age_s,
        location_datum=settings.wechat_location_datum,
        report_datum=settings.wechat_report_datum,
    )


def _probes(parts: _Parts, health: CallbackHealth) -> dict[str, Probe]:
    async def database_keeps() -> str | None:
        # Written, not only read: a full or locked disk answers reads for hours.
        now = parts.clock.now().isoformat(timespec="seconds")
        await parts.stores.settings.write_setting("last_probe", now)
        return None

    async def migrated() -> str | None:
        found = await version_of(parts.database)
        return None if found == NEWEST else f"the schema is {found}, not {NEWEST}; run db upgrade"

    async def clock_right() -> str | None:
        return health.fault(parts.clock.now())

    return {"database": database_keeps, "migrations": migrated, "clock": clock_right}
