"""Which schema a database has: one cheap read, without Alembic, whose import costs a start."""

from __future__ import annotations

from sqlalchemy import Connection, inspect, text

from bot.store.database import Database

NEWEST = "0011"
"""The revision this program needs: the last one in ``migrations/versions``."""


async def bring_up(database: Database) -> None:
    """Create or upgrade the tables unless they are this program's already.

    Raises ``StoreError`` for a database of a newer program, which is left untouched.
    """
    if await version_of(database) == NEWEST:
        return
    from bot.store import migrate  # noqa: PLC0415 - needed at a first start or an upgrade only

    await migrate.upgrade(database)


async def version_of(database: Database) -> str | None:
    """The revision that the database is at; nothing for an empty one."""
    async with database.read() as connection:
        return await connection.run_sync(_version)


def _version(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(
        text("SELECT version_num FROM alembic_version")
    ).scalar_one_or_none()
    return found
