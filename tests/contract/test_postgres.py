"""What only a server can do wrong: refuse, vanish, come back."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import make_url, text

from bot.errors import StoreBusy, StoreClosed, StoreError
from bot.store import engines
from bot.store.database import Database
from tests.services import postgres_or_skip

_NAME = "contract-lost"
_KILL = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = :name"


@pytest.fixture
async def database() -> AsyncIterator[Database]:
    server = postgres_or_skip()
    join = "&" if "?" in server else "?"
    database = await Database.open(f"{server}{join}application_name={_NAME}")
    yield database
    await database.close()


@pytest.fixture
async def other() -> AsyncIterator[Database]:
    other = await Database.open(postgres_or_skip())
    yield other
    await other.close()


async def _kill(other: Database) -> None:
    async with other.write() as connection:
        await connection.execute(text(_KILL), {"name": _NAME})


async def test_server_that_dropped_us_is_reached_again_at_once(
    database: Database, other: Database
) -> None:
    await database.ping()
    await _kill(other)

    await database.ping()


async def test_transaction_cut_off_is_busy_and_the_next_one_works(
    database: Database, other: Database
) -> None:
    with pytest.raises(StoreBusy) as cut:
        async with database.write() as connection:
            await connection.execute(text("SELECT 1"))
            await _kill(other)
            await connection.execute(text("SELECT 1"))

    assert cut.value.remedy
    await database.ping()


async def test_reading_connection_cannot_write(database: Database) -> None:
    with pytest.raises(StoreError, match="cannot be written to"):
        async with database.read() as connection:
            await connection.execute(text("CREATE TABLE stray (id INTEGER)"))


async def test_closed_database_says_so(database: Database) -> None:
    await database.close()
    await database.close()

    with pytest.raises(StoreClosed):
        await database.ping()


async def test_database_that_does_not_exist_is_told_in_one_line() -> None:
    url = make_url(postgres_or_skip()).set(database="surely_not_there")
    with pytest.raises(StoreError, match="no such PostgreSQL database") as refusal:
        await Database.open(url.render_as_string(hide_password=False))

    assert "\n" not in str(refusal.value)


async def test_server_out_of_reach_is_busy_and_keeps_the_password_secret() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound but not listening: nobody answers there
        port = taken.getsockname()[1]
        with pytest.raises(StoreBusy, match="cannot be reached") as refusal:
            await Database.open(f"postgresql://brand:secret@127.0.0.1:{port}/bot")

    assert "secret" not in str(refusal.value)


def test_missing_driver_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "find_spec", lambda name: None)

    with pytest.raises(StoreError, match="asyncpg") as refusal:
        engines.parse_url("postgresql://brand@db/bot")
    assert "postgres extra" in refusal.value.remedy
