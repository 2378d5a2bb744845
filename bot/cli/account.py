"""The set-up account's API and database, opened for one command."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

import aiohttp

from bot import config
from bot.app import SystemClock
from bot.channels.wechat.api import WeChatApi
from bot.cli.opened import opened, prepare_folder
from bot.config import Settings
from bot.errors import ConfigError
from bot.ports import Clock, Stores

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What a command on the live account works with."""

    settings: Settings
    api: WeChatApi
    stores: Stores
    clock: Clock


def with_account(work: Callable[[Account], Awaitable[T]]) -> T:
    """Run one piece of work; raises ``ConfigError`` where app id or secret are not set."""
    settings = config.load()
    missing = tuple(
        f"BOT_{name.upper()} is missing: copy it from the account's page (设置与开发 → 基本配置)"
        for name in ("wechat_app_id", "wechat_app_secret")
        if not getattr(settings, name)
    )
    if missing:
        raise ConfigError("; ".join(missing), faults=missing)
    prepare_folder(settings)

    async def run() -> T:
        clock = SystemClock()
        async with opened(settings) as stores, aiohttp.ClientSession() as session:
            api = api_of(settings, session, clock)
            return await work(Account(settings=settings, api=api, stores=stores, clock=clock))

    return asyncio.run(run())


def api_of(settings: Settings, session: aiohttp.ClientSession, clock: Clock) -> WeChatApi:
    """The API of the account in the settings."""
    return WeChatApi(
        session,
        base_url=settings.wechat_api_base,
        app_id=settings.wechat_app_id,
        secret=settings.wechat_app_secret,
        clock=clock,
    )
