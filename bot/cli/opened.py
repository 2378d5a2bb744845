"""The database of the set-up account, opened for one command."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TypeVar

from bot import config
from bot.config import DEMO_APP_ID, Settings
from bot.errors import ConfigError
from bot.ports import Stores
from bot.store.database import Database
from bot.store.stores import stores as open_stores
from bot.store.version import bring_up

T = TypeVar("T")


def account_settings() -> Settings:
    """Settings for a command on the database; the demo's data where no account is set up."""
    settings = config.load()
    if settings.wechat_app_id:
        return settings
    return demo_settings()


def refuse_unclear_account() -> None:
    """Raise ``ConfigError`` where a database is set but no account: the demo's would be meant.

    For commands about one fan: an answer from the wrong database would be taken for the truth.
    """
    settings = config.load()
    if settings.database_url and not settings.wechat_app_id:
        fault = "BOT_DATABASE_URL is set but BOT_WECHAT_APP_ID is not: whose fan is meant?"
        raise ConfigError(fault, remedy="set the account's app id too", faults=(fault,))


def demo_settings() -> Settings:
    """The demo's own settings: no ``.env``, no account, its own database file."""
    base = config.load(demo=True)
    return base.model_copy(
        update={
            "wechat_app_id": DEMO_APP_ID,
            "database_url": f"sqlite:///{base.data_dir / 'demo.db'}",
        }
    )


def prepare_folder(settings: Settings) -> None:
    """Make the data folder if need be; raises ``ConfigError`` where that is not possible."""
    folder = settings.data_dir
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        fault = f"cannot use the data folder {folder}: {error.strerror}"
        raise ConfigError(
            fault, remedy="make it writable, or set BOT_DATA_DIR", faults=(fault,)
        ) from None


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Stores]:
    """The stores of the account, the schema upgraded."""
    database = await Database.open(settings.database)
    try:
        await bring_up(database)
        yield open_stores(database, settings.wechat_app_id)
    finally:
        await database.close()


def with_stores(work: Callable[[Stores, Settings], Awaitable[T]]) -> T:
    """Run one piece of work on the account's database."""
    settings = account_settings()
    prepare_folder(settings)

    async def run() -> T:
        async with opened(settings) as stores:
            return await work(stores, settings)

    return asyncio.run(run())
