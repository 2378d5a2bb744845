"""One suite for both engines: every test gets an empty database of its own.

Tables are made once a run: on SQLite a file is copied for each test, on PostgreSQL the rows of
the test before are deleted.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from bot.ports import Stores
from bot.store import migrate
from bot.store.database import Database
from bot.store.schema import metadata
from bot.store.stores import stores as make_stores
from tests.contract.samples import ACCOUNT
from tests.services import postgres_schema, run_aside
from tests.tables import place_tables


@pytest.fixture(params=["sqlite", "postgres"])
def engine(request: pytest.FixtureRequest) -> str:
    """Which database this run of the test is about."""
    return str(request.param)


@pytest.fixture
def url(engine: str, tmp_path: Path) -> Iterator[str]:
    """The address of an empty database without tables."""
    if engine == "sqlite":
        yield f"sqlite:///{tmp_path / 'bot.db'}"
        return
    with postgres_schema() as address:
        yield address


@pytest.fixture
async def database(
    engine: str, request: pytest.FixtureRequest, tmp_path: Path
) -> AsyncIterator[Database]:
    """An open database with its tables, all empty."""
    if engine == "sqlite":
        database = await Database.open(place_tables(tmp_path / "bot.db"))
    else:
        database = await Database.open(request.getfixturevalue("postgres_tables"))
        await _empty(database)
    yield database
    await database.close()


@pytest.fixture
def stores(database: Database) -> Stores:
    """Every store of the account under test."""
    return make_stores(database, ACCOUNT)


@pytest.fixture(scope="session")
def postgres_tables() -> Iterator[str]:
    """The address of a PostgreSQL schema with tables."""
    with postgres_schema() as address:
        run_aside(_migrated(address))
        yield address


async def _migrated(url: str) -> None:
    database = await Database.open(url)
    await migrate.upgrade(database)
    await database.close()


async def _empty(database: Database) -> None:
    async with database.write() as connection:
        for table in reversed(metadata.sorted_tables):
            await connection.execute(table.delete())
