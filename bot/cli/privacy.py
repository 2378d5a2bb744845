"""``privacy``: who saw personal data, and what is kept of one fan."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer

from bot.cli.opened import with_stores
from bot.config import Settings
from bot.model import AuditEntry
from bot.ports import Stores

app = typer.Typer(help="Personal data of fans.", rich_markup_mode=None)


@app.callback()
def group() -> None:
    """Personal data of fans."""


@app.command()
def audit(
    since: Annotated[
        str | None, typer.Option(help="an ISO time (UTC where it names no zone)")
    ] = None,
) -> None:
    """Show the audit log: when, what, who, from where, whereto, how many people, detail."""
    moment = None if since is None else _moment(since)

    async def work(stores: Stores, settings: Settings) -> list[AuditEntry]:
        return await stores.audit.list_entries(since=moment)

    for entry in with_stores(work):
        people = "-" if entry.people is None else str(entry.people)
        cells = (entry.who, entry.address, entry.destination, people, entry.detail)
        typer.echo("\t".join([f"{entry.at:%Y-%m-%dT%H:%M:%SZ}", entry.action, *map(_cell, cells)]))


def _cell(text: str) -> str:
    return " ".join(text.split()) or "-"


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text} is no ISO time such as 2026-11-26T09:00") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
