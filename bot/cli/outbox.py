"""``outbox``: what waits, failed or is unknown, and sending it again."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer

from bot.cli.opened import with_stores
from bot.config import Settings
from bot.model import DeliveryState, OutboxId
from bot.ports import Stores

app = typer.Typer(help="Customer-service messages on their way.", rich_markup_mode=None)


@app.command("list")
def list_items(
    state: Annotated[DeliveryState | None, typer.Option(help="only these")] = None,
) -> None:
    """Show what is not sent: id, state, reason, tries, conversation, since when."""

    async def work(stores: Stores, settings: Settings) -> None:
        items = await stores.outbox.list_outbox(
            settings.wechat_app_id, states=(state,) if state else ()
        )
        for item in items:
            typer.echo(
                f"{item.id}\t{item.state}\t{item.reason or '-'}\t{item.attempts}"
                f"\t{item.conversation_id}\t{item.created_at:%Y-%m-%dT%H:%M:%SZ}"
            )

    with_stores(work)


@app.command()
def replay(
    item: Annotated[int, typer.Argument(metavar="ID", help="from outbox list")],
) -> None:
    """Send a failed or unknown one again; a fan may see an unknown one twice."""

    async def work(stores: Stores, settings: Settings) -> OutboxId:
        again = await stores.outbox.replay(
            settings.wechat_app_id, OutboxId(item), at=datetime.now(UTC)
        )
        return again.id

    typer.echo(f"queued again as {with_stores(work)}")
