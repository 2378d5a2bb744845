"""``events``: the log as other tools load it, and figures over it."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, TextIO

import orjson
import typer

from bot.cli.opened import with_stores
from bot.cli.operator import act
from bot.config import Settings
from bot.errors import StoreError
from bot.flow.export import export as export_events
from bot.flow.figures import Figure, figures
from bot.model import AuditAction, Pid
from bot.ports import Stores

app = typer.Typer(help="Behavioural data.", rich_markup_mode=None)


class Format(StrEnum):
    """Forms of a line."""

    NATIVE = "native"
    CSV = "csv"


@app.callback()
def group() -> None:
    """Behavioural data."""


@app.command()
def export(
    format_: Annotated[Format, typer.Option("--format", help="how to write them")] = Format.NATIVE,
    since: Annotated[
        str | None, typer.Option(help="an ISO time (UTC), or the event id to go on after")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="a file instead of the screen")] = None,
) -> None:
    """Write the events, oldest first; also while serving."""

    async def work(stores: Stores, settings: Settings) -> None:
        met: set[Pid] = set()
        lines = export_events(
            stores.events, account=settings.wechat_app_id, format_=format_, since=since, met=met
        )
        # Nothing is opened before the first line is there: a wrong --since spoils no file.
        first = await anext(lines, "")
        try:
            await _write_to(out, first, lines)
        finally:
            # Also when the reader has seen enough: what left the house is on record.
            kept = act(AuditAction.EVENTS_EXPORTED, detail=format_, people=len(met), out=out)
            await stores.audit.record(kept)

    with_stores(work)


@app.command("figures")
def show_figures(
    since: Annotated[str | None, typer.Option(help="an ISO time (UTC), else ever")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="one JSON object")] = False,
) -> None:
    """What the log tells of the service: each figure with its n and its definition."""
    moment = _moment(since) if since else None

    async def work(stores: Stores, settings: Settings) -> None:
        now = datetime.now(UTC)
        found = await figures(stores.figures, since=moment, now=now)
        if as_json:
            told = {"since": moment, "until": now, "figures": found}
            typer.echo(orjson.dumps(told, option=orjson.OPT_INDENT_2).decode())
            return
        for figure in found:
            typer.echo(_line(figure))

    with_stores(work)


def _moment(since: str) -> datetime:
    try:
        moment = datetime.fromisoformat(since)
    except ValueError:
        raise typer.BadParameter(
            f"--since {since} is no time; write it as 2026-11-01 or 2026-11-01T08:00"
        ) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _line(figure: Figure) -> str:
    value = "-" if figure.value is None else f"{figure.value:g}"
    parts = ", ".join(f"{name} {n}" for name, n in figure.parts.items())
    told = f"  {parts}\n" if parts else ""
    return f"{figure.name}: {value} (n = {figure.n})\n{told}  {figure.definition}"


async def _write_to(out: Path | None, first: str, rest: AsyncIterator[str]) -> None:
    if out is None:
        # newline="" keeps CSV's own line ends; UTF-8 whatever the terminal says.
        sys.stdout.reconfigure(encoding="utf-8", newline="")  # type: ignore[union-attr]
        await _write(sys.stdout, first, rest)
        return
    try:
        with out.open("w", encoding="utf-8", newline="") as file:
            await _write(file, first, rest)
    except OSError as error:
        raise StoreError(
            f"cannot write {out}: {error.strerror}", remedy="choose another file"
        ) from None


async def _write(file: TextIO, first: str, rest: AsyncIterator[str]) -> None:
    file.write(first)
    async for line in rest:
        file.write(line)
    file.flush()
