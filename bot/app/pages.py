"""The pages, the REST interface and what operators ask."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from aiohttp import web

from bot.app.parts import Parts
from bot.app.shares import limits_of, web_settings
from bot.flow.feed import EventFeed
from bot.flow.handoff import HandoffFlow
from bot.flow.outreach import OutreachFlow
from bot.store.version import NEWEST, version_of
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
)
from bot.web.desk import setup_desk
from bot.web.ops import Probe
from bot.web.webhook import CallbackHealth


def application(parts: Parts, feed: EventFeed) -> web.Application:
    """The pages and the REST interface."""
    app = web.Application()
    app[SETTINGS] = web_settings(parts.settings)
    app[STORES], app[CLOCK], app[CONTENT] = parts.stores, parts.clock, parts.content
    app[FEED], app[SHELF] = feed, parts.media.shelf
    app[HANDOFFS] = HandoffFlow(
        parts.stores,
        parts.notifier,
        parts.clock,
        account=parts.account,
        limits=limits_of(parts.settings),
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


def _closing(feed: EventFeed) -> Callable[[web.Application], Coroutine[Any, Any, None]]:
    async def close(_: web.Application) -> None:
        feed.close()

    return close


def probes_of(parts: Parts, health: CallbackHealth) -> dict[str, Probe]:
    """What ``/readyz`` looks at: name and the question that answers nothing when it is well."""

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
