"""The database of the set-up account, opened for one command."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TypeVar

from bot import config
from bot.config import Settings
from bot.ports import Stores
from bot.store import migrate
from bot.store.database import Database
from bot.store.stores import stores as open_stores

T = TypeVar("T")


def account_settings() -> Settings:
    """Settings for a command on the database; the demo's data where no account is set up."""
    settings = config.load()
    if settings.wechat_app_id:
        return settings
    return demo_settings()


def demo_settings() -> Settings:
    """The demo's own settings: no ``.env``, no account, its own database file."""
    base = config.load(dotenv=False, **{f"wechat_{name}": "" for name in _ACCOUNT_NAMES})
    return base.model_copy(
        update={
            "wechat_app_id": DEMO_APP_ID,
            "database_url": f"sqlite:///{base.data_dir / 'demo.db'}",
            "pseudonym_key": "",
        }
    )


DEMO_APP_ID = "wxdemo0000veland00"
_ACCOUNT_NAMES = ("app_id", "app_secret", "token", "aes_key", "aes_key_previous", "mode")


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Stores]:
    """The stores of the account, the schema upgraded."""
    database = await Database.open(settings.database)
    try:
        await migrate.upgrade(database)
        yield open_stores(database, settings.wechat_app_id)
    finally:
        await database.close()


def with_stores(work: Callable[[Stores, Settings], Awaitable[T]]) -> T:
    """Run one piece of work on the account's database."""
    settings = account_settings()

    async def run() -> T:
        async with opened(settings) as stores:
            return await work(stores, settings)

    return asyncio.run(run())
