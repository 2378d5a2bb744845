"""What everything else of one account stands on: content, database, platform, clock."""

from __future__ import annotations

import secrets
from contextlib import AsyncExitStack
from dataclasses import dataclass

import aiohttp

from bot import telemetry
from bot.app.shares import limits_of, privacy_rules
from bot.channels.wechat.api import WeChatApi
from bot.channels.wechat.guard import guarded_session
from bot.channels.wechat.media import WeChatMedia
from bot.config import Settings
from bot.content.library import Library
from bot.errors import ConfigError
from bot.flow.learning import learned_file, taught_by
from bot.flow.media import MediaKeeper, Shelf
from bot.flow.notifier import LocalNotifier
from bot.flow.pictures import PictureKeeper
from bot.flow.privacy import PrivacyFlow
from bot.flow.reload import LiveContent, Understand
from bot.ports import Clock, Stores
from bot.store.database import Database
from bot.store.stores import stores as open_stores
from bot.store.version import bring_up
from intents import pleasound
from intents.understanding import Understanding


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
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
    pictures: PictureKeeper
    privacy: PrivacyFlow

    @property
    def account(self) -> str:
        """The app id, under which everything is kept."""
        return self.settings.wechat_app_id


async def open_parts(
    stack: AsyncExitStack, settings: Settings, clock: Clock, understand: Understand
) -> Parts:
    """Open content, database and platform in order; the stack closes them."""
    metrics = telemetry.Metrics()
    content = await _open_content(settings, understand, metrics)
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
        limits=limits_of(settings),
    )
    stores, notifier = open_stores(database, settings.wechat_app_id), LocalNotifier()
    files = WeChatMedia(
        session,
        await stack.enter_async_context(guarded_session()),
        base_url=settings.wechat_api_base,
        tokens=api.tokens,
        hosts=settings.media_hosts,
    )
    media = MediaKeeper(
        stores,
        files,
        notifier,
        clock,
        shelf=Shelf.below(
            settings.data_dir,
            account=settings.wechat_app_id,
            keep_days=settings.media_keep_days,
        ),
        metrics=metrics,
    )
    return Parts(
        settings=settings,
        clock=clock,
        metrics=metrics,
        notifier=notifier,
        content=content,
        database=database,
        stores=stores,
        api=api,
        media=media,
        pictures=PictureKeeper(
            stores.pictures, files.upload_image, content, clock, metrics=metrics
        ),
        privacy=PrivacyFlow(
            stores,
            notifier,
            clock,
            shelf=media.shelf,
            rules=privacy_rules(settings),
        ),
    )


async def _open_content(
    settings: Settings, understand: Understand, metrics: telemetry.Metrics
) -> LiveContent:
    learned = learned_file(settings.data_dir, settings.wechat_app_id)
    return await LiveContent.open(
        settings.faq_dir, understand=understand, metrics=metrics, learned=learned
    )


def understanding_of(settings: Settings) -> Understand:
    """How a library of this account is understood; ``flow.reload`` says when it learns."""

    file = learned_file(settings.data_dir, settings.wechat_app_id)

    def build(library: Library) -> Understanding:
        pleasound.prepare()
        taught = taught_by(file)
        return Understanding(
            library.book,
            cache_dir=settings.data_dir / "jieba",
            backend=settings.segmenter,
            encoder=taught.encoder if taught else None,
            fusion=taught.fusion if taught else None,
            learning=False,
        )

    return build


async def pseudonym_key_of(
    settings: Settings, stores: Stores, redactor: telemetry.Redactor | None
) -> str:
    """The key of the fans' pseudonyms; made at the first start, never another one after."""
    wanted = settings.pseudonym_key or secrets.token_hex(32)
    key = await stores.settings.get_or_create("pseudonym_key", wanted)
    if settings.pseudonym_key and key != settings.pseudonym_key:
        fault = "BOT_PSEUDONYM_KEY differs from the key in the database, which is never rotated"
        raise ConfigError(fault, remedy="remove the setting", faults=(fault,))
    if redactor is not None:
        redactor.add(key)
    return key
