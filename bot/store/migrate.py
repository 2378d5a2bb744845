"""Bring a database to this program's schema, and tell how far it is from it."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from bot.errors import StoreError
from bot.store import schema_outreach
from bot.store.database import Database

_FOLDER = Path(__file__).parent / "migrations"
_LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('migrate', 0))"


async def upgrade(database: Database) -> None:
    """Create or upgrade the tables in one transaction; a current database is left alone.

    On PostgreSQL under an advisory lock, so that processes starting together do it once. Raises
    ``StoreError`` for a database of a newer program, which is left untouched.
    """
    async with database.write() as connection:
        if not database.is_sqlite:
            await connection.execute(text(_LOCK))
        await connection.run_sync(_upgrade, database.label)


async def check(database: Database) -> list[str]:
    """What keeps the database from this program's schema, one line each; empty if nothing."""
    async with database.read() as connection:
        return await connection.run_sync(_check, database.label)


def _upgrade(connection: Connection, label: str) -> None:
    if _pending(connection, label):
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _check(connection: Connection, label: str) -> list[str]:
    pending = [f"the migration {name} is pending" for name in _pending(connection, label)]
    if pending:
        return pending
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    return [
        f"the tables differ: {change}"
        for change in compare_metadata(context, schema_outreach.outreach.metadata)
    ]


def _pending(connection: Connection, label: str) -> list[str]:
    """Revisions not yet applied, oldest first."""
    script = ScriptDirectory.from_config(_config())
    known = {revision.revision for revision in script.walk_revisions()}
    current = set(MigrationContext.configure(connection).get_current_heads())
    for revision in current - known:
        raise StoreError(
            f"The database is of a newer version ({revision}): {label}",
            remedy="start the newer program, or restore the backup made before its upgrade",
        )
    applied = {
        revision.revision for head in current for revision in script.iterate_revisions(head, "base")
    }
    newest_first = [revision.revision for revision in script.walk_revisions()]
    return [revision for revision in reversed(newest_first) if revision not in applied]


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
