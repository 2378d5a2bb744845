"""The schema arrives by migrations, the same on both engines."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import text

from bot.errors import StoreError
from bot.store import migrate
from bot.store.database import Database
from bot.store.version import NEWEST, bring_up, version_of


@pytest.fixture
async def empty(url: str) -> AsyncIterator[Database]:
    """An open database without tables."""
    database = await Database.open(url)
    yield database
    await database.close()


async def test_empty_database_has_everything_pending(empty: Database) -> None:
    pending = await migrate.check(empty)

    assert pending[0] == "the migration 0001 is pending"
    assert pending[-1] == f"the migration {NEWEST} is pending"


async def test_upgrade_makes_exactly_the_schema_and_again_does_nothing(empty: Database) -> None:
    await migrate.upgrade(empty)
    await migrate.upgrade(empty)

    assert await migrate.check(empty) == []


async def test_two_upgrades_at_once_are_one(empty: Database, url: str) -> None:
    other = await Database.open(url)
    await asyncio.gather(migrate.upgrade(empty), migrate.upgrade(other))
    await other.close()

    assert await migrate.check(empty) == []


async def test_changed_table_is_reported(empty: Database) -> None:
    await migrate.upgrade(empty)
    async with empty.write() as connection:
        await connection.execute(text("ALTER TABLE setting ADD COLUMN stray TEXT"))
    (line,) = await migrate.check(empty)

    assert "stray" in line


async def test_database_of_a_newer_program_is_refused(empty: Database) -> None:
    await migrate.upgrade(empty)
    async with empty.write() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    for act in (migrate.upgrade, migrate.check):
        with pytest.raises(StoreError, match=r"newer version \(9999\)") as refusal:
            await act(empty)
        assert refusal.value.remedy
        assert "\n" not in str(refusal.value)


async def test_table_missing_is_told_with_its_remedy(empty: Database) -> None:
    with pytest.raises(StoreError, match="no tables yet") as refusal:
        async with empty.read() as connection:
            await connection.execute(text("SELECT 1 FROM conversation"))
    assert "db upgrade" in refusal.value.remedy


async def test_bring_up_reaches_the_newest_version_and_refuses_a_newer_one(
    empty: Database,
) -> None:
    assert await version_of(empty) is None

    await bring_up(empty)
    await bring_up(empty)
    assert await version_of(empty) == NEWEST
    assert await migrate.check(empty) == []

    async with empty.write() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreError, match="newer version"):
        await bring_up(empty)
