"""The path of messages and the loops beside it."""

from __future__ import annotations

import asyncio
import contextlib
from contextlib import AsyncExitStack
from datetime import timedelta
from functools import partial

from bot.app.parts import Parts
from bot.app.shares import limits_of
from bot.channels.wechat.encode import encode_reply
from bot.channels.wechat.users import came_by
from bot.flow.arrivals import Arrivals
from bot.flow.feed import EventFeed
from bot.flow.inbound import InboundFlow, InboundSettings
from bot.flow.outbox import Outbox
from bot.flow.workers import keep_running

OUTBOX_STOP_S = 0.7
"""How long a send under way may finish after that; cut off, it is shown as unknown."""


async def start_flows(
    stack: AsyncExitStack, parts: Parts, *, pseudonym_key: str
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
            limits=limits_of(parts.settings),
            pictures=parts.pictures,
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
        lost=parts.pictures.lost,
    )
    await stores.outbox.release_interrupted(parts.account, at=clock.now())
    await _start_workers(stack, parts, outbox, feed)
    stack.push_async_callback(flow.close)
    return flow, feed


async def _start_workers(
    stack: AsyncExitStack, parts: Parts, outbox: Outbox, feed: EventFeed
) -> None:
    stop, content = asyncio.Event(), parts.content
    watching = asyncio.create_task(keep_running("content", lambda: content.watch(stop=stop)))
    sending = asyncio.create_task(keep_running("outbox", outbox.run))
    fetching = asyncio.create_task(keep_running("media", parts.media.run))
    uploading = asyncio.create_task(keep_running("pictures", parts.pictures.run))
    following = asyncio.create_task(keep_running("feed", feed.run))
    erasing = asyncio.create_task(keep_running("privacy", parts.privacy.run))

    async def finish() -> None:
        stop.set()
        outbox.stop()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(asyncio.shield(sending), OUTBOX_STOP_S)
        await _cancel(erasing, following, uploading, fetching, sending, watching)

    stack.push_async_callback(finish)


async def _cancel(*tasks: asyncio.Task[None]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
