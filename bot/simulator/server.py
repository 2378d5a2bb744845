"""Puts the simulator together as one application, to be mounted or to stand alone."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from datetime import datetime

import aiohttp
from aiohttp import web

from bot.simulator import state_file
from bot.simulator.acts import Acts
from bot.simulator.api import PlatformApi
from bot.simulator.do import DoApi
from bot.simulator.live import LiveFeed
from bot.simulator.page import ChatPage
from bot.simulator.platform import Platform
from bot.simulator.push import Pusher
from bot.simulator.settings import SimulatorSettings

PREFIX = "/simulator"
PLATFORM: web.AppKey[Platform] = web.AppKey("simulator_platform", Platform)
_ACTS: web.AppKey[Acts] = web.AppKey("simulator_acts", Acts)


def build(settings: SimulatorSettings, *, now: Callable[[], datetime]) -> web.Application:
    """The simulator for ``add_subapp("/simulator", ...)``; ``app[PLATFORM]`` is its state.

    Reads the state file. Raises ConfigError for an EncodingAESKey that cannot be one.
    """
    platform = Platform(settings, state_file.load(settings.state_file, now=now()), now=now)
    live = LiveFeed(platform)
    app = web.Application()
    app[PLATFORM] = platform
    app.add_routes(PlatformApi(platform).routes())
    app.add_routes(DoApi(platform, lambda: app[_ACTS]).routes())
    app.add_routes(ChatPage(platform).routes())
    app.router.add_get("/ws", live.serve)
    app.cleanup_ctx.append(_pushing)
    app.cleanup_ctx.append(_saving)
    app.on_shutdown.append(live.close)
    return app


def alone(settings: SimulatorSettings, *, now: Callable[[], datetime]) -> web.Application:
    """The simulator as an application of its own, everything under ``/simulator``."""
    app = web.Application()
    simulator = build(settings, now=now)
    app.add_subapp(PREFIX, simulator)
    app[PLATFORM] = simulator[PLATFORM]
    return app


async def _pushing(app: web.Application) -> AsyncIterator[None]:
    # A new connection for each try, as the platform drops the socket at the cut-off.
    connector = aiohttp.TCPConnector(limit=0, force_close=True)
    async with aiohttp.ClientSession(connector=connector) as session:
        acts = Acts(app[PLATFORM], Pusher(app[PLATFORM], session))
        app[_ACTS] = acts
        telling = asyncio.create_task(_tell(app[PLATFORM], acts))
        yield
        telling.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await telling


async def _tell(platform: Platform, acts: Acts) -> None:
    """Pushes what the platform has to say by itself, one thing after another."""
    while True:
        await acts.tell(await platform.later.get())


async def _saving(app: web.Application) -> AsyncIterator[None]:
    platform = app[PLATFORM]
    saver = asyncio.create_task(state_file.keep_saving(platform))
    yield
    saver.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await saver
    await state_file.save(platform)
