"""``events export``: the log as other tools load it."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.opened import with_stores
from bot.config import Settings
from bot.errors import StoreError
from bot.flow.export import export as export_events
from bot.ports import Stores

app = typer.Typer(help="Behavioural data.", rich_markup_mode=None)


class Format(StrEnum):
    """Formats that can be written."""

    NATIVE = "native"
    CSV = "csv"


@app.callback()
def group() -> None:
    """Behavioural data."""


@app.command()
def export(
    format_: Annotated[Format, typer.Option("--format", help="how to write them")] = Format.NATIVE,
    since: Annotated[
        str | None, typer.Option(help="an ISO time, or the event id to go on after")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="a file instead of the screen")] = None,
) -> None:
    """Write the events, oldest first; also while serving."""

    async def work(stores: Stores, settings: Settings) -> None:
        lines = export_events(
            stores.events, account=settings.wechat_app_id, format_=format_, since=since
        )
        # newline="" keeps CSV's own line ends; UTF-8 whatever the terminal says.
        if out is None:
            sys.stdout.reconfigure(encoding="utf-8", newline="")  # type: ignore[union-attr]
            async for line in lines:
                sys.stdout.write(line)
            sys.stdout.flush()
            return
        try:
            with out.open("w", encoding="utf-8", newline="") as file:
                async for line in lines:
                    file.write(line)
        except OSError as error:
            raise StoreError(
                f"cannot write {out}: {error.strerror}", remedy="choose another file"
            ) from None

    with_stores(work)
