"""What only the single-file database can do wrong."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from bot.errors import StoreBusy, StoreClosed, StoreError
from bot.store import database as database_module
from bot.store import engines, migrate
from bot.store.database import Database
from bot.store.settings import SqlSettingStore
from tests.tables import place_tables


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    database = await Database.open(place_tables(tmp_path / "bot.db"))
    yield database
    await database.close()


async def _pragma(database: Database, name: str, *, writing: bool) -> object:
    async with database.write() if writing else database.read() as connection:
        return (await connection.execute(text(f"PRAGMA {name}"))).scalar_one()


@pytest.mark.parametrize("writing", [True, False])
@pytest.mark.parametrize(
    ("name", "value"),
    [("journal_mode", "wal"), ("synchronous", 2), ("busy_timeout", 5_000), ("foreign_keys", 1)],
)
async def test_every_connection_has_its_pragmas(
    database: Database, name: str, value: object, writing: bool
) -> None:
    assert await _pragma(database, name, writing=writing) == value


async def test_reading_connection_cannot_write(database: Database) -> None:
    with pytest.raises(StoreError, match="cannot be written to"):
        async with database.read() as connection:
            await connection.execute(text("DELETE FROM setting"))


async def test_foreign_keys_are_enforced(database: Database) -> None:
    with pytest.raises(IntegrityError):
        async with database.write() as connection:
            await connection.execute(
                text("INSERT INTO fan_identity (account, open_id, pid) VALUES ('a', 'o', 'p')")
            )


async def test_fault_of_the_database_does_not_repeat_what_was_to_be_written(
    database: Database,
) -> None:
    with pytest.raises(IntegrityError) as told:
        async with database.write() as connection:
            values = {"words": "我的包带断了"}
            await connection.execute(
                text("INSERT INTO setting (account, name, value) VALUES (NULL, 'a', :words)"),
                values,
            )

    assert "我的包带断了" not in str(told.value)


async def test_failed_block_writes_nothing_and_frees_the_writer(database: Database) -> None:
    settings = SqlSettingStore(database, "wx1")
    with pytest.raises(RuntimeError):
        async with database.write() as connection:
            await connection.execute(
                text("INSERT INTO setting (account, name, value) VALUES ('wx1', 'n', 'v')")
            )
            raise RuntimeError

    assert await settings.read_setting("n") is None
    await settings.write_setting("n", "w")
    assert await settings.read_setting("n") == "w"


async def test_cancelled_write_leaves_the_writer_usable(database: Database) -> None:
    settings = SqlSettingStore(database, "wx1")
    started = asyncio.Event()

    async def hang() -> None:
        async with database.write() as connection:
            await connection.execute(
                text("INSERT INTO setting (account, name, value) VALUES ('wx1', 'n', 'v')")
            )
            started.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(hang())
    await started.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    assert await settings.read_setting("n") is None
    await settings.write_setting("n", "w")


async def test_writes_cancelled_at_any_point_do_no_harm(database: Database) -> None:
    settings = SqlSettingStore(database, "wx1")
    for turns in range(40):
        task = asyncio.create_task(settings.write_setting(f"n{turns}", "v"))
        for _ in range(turns):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    await settings.write_setting("after", "all")
    assert await settings.read_setting("after") == "all"


async def test_closed_database_says_so(database: Database) -> None:
    await database.close()
    await database.close()

    with pytest.raises(StoreClosed):
        await database.ping()
    with pytest.raises(StoreClosed):
        async with database.write():
            pass


async def test_close_waits_for_what_is_running(database: Database) -> None:
    settings = SqlSettingStore(database, "wx1")
    writes = [asyncio.create_task(settings.write_setting("n", str(n))) for n in range(3)]
    await asyncio.sleep(0)
    await database.close()
    outcomes = await asyncio.gather(*writes, return_exceptions=True)

    assert outcomes[0] is None
    assert all(outcome is None or isinstance(outcome, StoreClosed) for outcome in outcomes)


async def test_deleted_file_is_noticed_and_its_return_too(
    database: Database, tmp_path: Path
) -> None:
    settings = SqlSettingStore(database, "wx1")
    await settings.write_setting("n", "v")
    path = tmp_path / "bot.db"
    async with database.write() as connection:
        await connection.execute(text("SELECT 1"))
    with sqlite3.connect(path) as source, sqlite3.connect(tmp_path / "copy.db") as copy:
        source.backup(copy)
    copy.close()
    source.close()
    for name in ("bot.db", "bot.db-wal", "bot.db-shm"):
        (tmp_path / name).unlink(missing_ok=True)

    with pytest.raises(StoreError, match="is gone"):
        await settings.write_setting("n", "lost")
    with pytest.raises(StoreError, match="is gone"):
        await database.ping()
    shutil.move(tmp_path / "copy.db", path)
    assert await settings.read_setting("n") == "v"
    await settings.write_setting("n", "w")
    assert await settings.read_setting("n") == "w"


async def test_database_locked_by_another_process_is_busy_and_recovers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(engines._PRAGMAS, "busy_timeout", 50)
    database = await Database.open(f"sqlite:///{tmp_path / 'bot.db'}")
    await migrate.upgrade(database)
    settings = SqlSettingStore(database, "wx1")
    other = sqlite3.connect(tmp_path / "bot.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreBusy, match="locked"):
        await settings.write_setting("n", "v")
    assert await settings.read_setting("n") is None
    other.execute("COMMIT")
    other.close()

    await settings.write_setting("n", "v")
    await database.close()


async def test_waiting_too_long_for_the_writer_is_busy(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database_module, "BUSY_S", 0.05)
    async with database.write():
        with pytest.raises(StoreBusy, match="busy with other writes"):
            await SqlSettingStore(database, "wx1").write_setting("n", "v")


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("bot.db", "cannot be read"),
        ("sqlite://", "needs a file"),
        ("sqlite:///:memory:", "needs a file"),
        ("mysql://root:secret@localhost/bot", "no support for mysql"),
    ],
)
async def test_wrong_address_is_told_in_one_line(address: str, said: str) -> None:
    with pytest.raises(StoreError, match=said) as refusal:
        await Database.open(address)

    assert "\n" not in str(refusal.value)
    assert "secret" not in str(refusal.value)
    assert refusal.value.remedy


async def test_missing_folder_is_told_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no folder"):
        await Database.open(f"sqlite:///{tmp_path / 'nowhere' / 'bot.db'}")
    with pytest.raises(StoreError, match="is a folder"):
        await Database.open(f"sqlite:///{tmp_path}")


@pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="no /proc, where nobody may write")
async def test_unwritable_folder_is_told_in_one_line() -> None:
    with pytest.raises(StoreError, match="cannot be opened") as refusal:
        await Database.open("sqlite:////proc/bot.db")

    assert "\n" not in str(refusal.value)


async def test_file_that_is_no_database_is_told_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "bot.db").write_bytes(b"certainly no database, " * 100)

    with pytest.raises(StoreError, match="is not a database") as refusal:
        await Database.open(f"sqlite:///{tmp_path / 'bot.db'}")
    assert "\n" not in str(refusal.value)


_PROGRAM = """
import asyncio, sys
from bot.store.database import Database

async def main():
    database = await Database.open(sys.argv[1])
    await database.ping()
    {ending}

asyncio.run(main())
"""


@pytest.mark.parametrize(
    ("ending", "code"), [("await database.close()", 0), ("raise SystemExit(3)", 3)]
)
def test_process_ends_whether_or_not_the_database_was_closed(
    tmp_path: Path, ending: str, code: int
) -> None:
    program = _PROGRAM.format(ending=ending)
    done = subprocess.run(
        [sys.executable, "-c", program, f"sqlite:///{tmp_path / 'bot.db'}"],
        timeout=20,
        check=False,
        capture_output=True,
    )

    assert done.returncode == code, done.stderr.decode()
