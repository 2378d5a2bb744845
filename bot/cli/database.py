"""``db``: the schema."""

from __future__ import annotations

import asyncio

import typer

from bot.cli.opened import account_settings, prepare_folder
from bot.store.database import Database

app = typer.Typer(help="The database.", rich_markup_mode=None)


@app.command()
def upgrade() -> None:
    """Create the tables, or bring them to this version."""
    from bot.store import migrate  # noqa: PLC0415 - Alembic would slow every other command

    settings = account_settings()
    prepare_folder(settings)

    async def work() -> str:
        database = await Database.open(settings.database)
        try:
            await migrate.upgrade(database)
            return database.label
        finally:
            await database.close()

    typer.echo(f"up to date: {asyncio.run(work())}")


@app.command()
def check() -> None:
    """Tell what keeps the database from this version's schema; exit 1 if anything does."""
    from bot.store import migrate  # noqa: PLC0415 - as above

    settings = account_settings()

    async def work() -> tuple[str, list[str]]:
        database = await Database.open(settings.database)
        try:
            return database.label, await migrate.check(database)
        finally:
            await database.close()

    label, faults = asyncio.run(work())
    for fault in faults:
        typer.echo(fault)
    if faults:
        typer.echo(f"run db upgrade: {label}")
        raise typer.Exit(1)
    typer.echo(f"up to date: {label}")
