"""One open database: who may read, who may write, and what its faults are called.

SQLite: one writing connection behind a lock, a few that can only read; other processes (the
command line beside the gateway) are waited for up to five seconds. PostgreSQL: one pool.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

from sqlalchemy import URL, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.errors import StoreBusy, StoreClosed, StoreError
from bot.store.engines import (
    BUSY_S,
    check_folder,
    parse_url,
    postgres_engine,
    sqlite_engine,
    sqlite_path,
)
from bot.store.faults import LOST, store_error


class Database:
    """An open database. Made by ``open``, closed once by whoever opened it."""

    def __init__(self, url: URL) -> None:
        self._url = url
        self._path = sqlite_path(url)
        if self._path is None:
            self._writer = postgres_engine(url)
            self._reader = self._writer.execution_options(postgresql_readonly=True)
        else:
            self._writer = sqlite_engine(url, writes=True)
            self._reader = sqlite_engine(url, writes=False)
        self._turn = asyncio.Lock()
        self._inode: tuple[int, int] | None = None
        self._closed = False
        self._in_use = 0
        self._idle = asyncio.Event()
        self._idle.set()

    @classmethod
    async def open(cls, url: str) -> Database:
        """Open ``sqlite:///path`` or ``postgresql://...`` and try it.

        The file is created if need be, its tables are not (``migrate.upgrade``). Raises
        ``StoreError`` in one line for a wrong address, a missing folder or missing rights.
        """
        database = cls(parse_url(url))
        if database._path is not None:
            check_folder(database._path)
        try:
            async with database._connection(database._writer) as connection:
                await connection.execute(text("SELECT 1"))
        except BaseException:
            await database.close()
            raise
        database._inode = _inode_of(database._path)
        return database

    @property
    def is_sqlite(self) -> bool:
        """Whether this is the single-file database."""
        return self._path is not None

    @property
    def label(self) -> str:
        """The address without its password, for people."""
        return self._url.render_as_string(hide_password=True)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """A connection that sees one consistent state and cannot write."""
        async with self._connection(self._reader) as connection:
            yield connection

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        """One transaction: committed at the end of the block, undone by any exception in it.

        Raises ``StoreBusy`` when the database stays locked for five seconds.
        """
        if not self.is_sqlite:
            async with self._connection(self._writer) as connection:
                yield connection
            return
        await self._take_turn()
        try:
            async with self._connection(self._writer) as connection:
                yield connection
        finally:
            self._turn.release()

    async def empty_log(self) -> bool:
        """SQLite: bring the write-ahead log into the file and cut it to nothing.

        Pages as they were before an erasure lie in the log until then. False if a reader was in
        the way for five seconds. PostgreSQL keeps its own log; see docs/explain/privacy.md.
        """
        if not self.is_sqlite:
            return True
        await self._take_turn()
        try:
            async with self._writer.connect() as connection:
                # Outside any transaction, or SQLite refuses.
                raw = await connection.get_raw_connection()
                driver: Any = raw.driver_connection
                busy: int = await driver.perform(partial(_truncate_log, driver))
                return not busy
        finally:
            self._turn.release()

    async def ping(self) -> None:
        """Whether the database answers and still is the file that was opened."""
        async with self.read() as connection:
            await connection.execute(text("SELECT 1"))

    async def close(self) -> None:
        """Wait for what is running (at most five seconds), then shut; again is harmless."""
        self._closed = True
        try:
            async with asyncio.timeout(BUSY_S):
                await self._idle.wait()
        except TimeoutError:
            pass
        await self._reader.dispose()
        await self._writer.dispose()

    async def _take_turn(self) -> None:
        try:
            async with asyncio.timeout(BUSY_S):
                await self._turn.acquire()
        except TimeoutError:
            raise StoreBusy(
                f"The database is busy with other writes: {self.label}", remedy="try again"
            ) from None

    @asynccontextmanager
    async def _connection(self, engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
        if self._closed:
            raise StoreClosed("The database has been closed", remedy="start the gateway again")
        self._in_use += 1
        self._idle.clear()
        try:
            await self._watch_file()
            async with engine.begin() as connection:
                yield connection
        except LOST as error:
            self._tell(error)
        finally:
            self._in_use -= 1
            if not self._in_use:
                self._idle.set()

    def _tell(self, error: BaseException) -> NoReturn:
        fault = store_error(error, self._url)
        if fault is None:
            raise error
        raise fault from error

    async def _watch_file(self) -> None:
        """Writes to a deleted file succeed and are lost, so each use looks at the inode first."""
        if self._inode is None:
            return
        now = _inode_of(self._path)
        if now is None:
            raise StoreError(
                f"The database file is gone: {self.label}", remedy="put it back or restore a backup"
            )
        if now != self._inode:
            self._inode = now
            await self._reader.dispose()
            await self._writer.dispose()


def _truncate_log(driver: Any) -> int:
    found: int = driver._conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    return found


def _inode_of(path: Path | None) -> tuple[int, int] | None:
    try:
        status = path.stat() if path is not None else None
    except FileNotFoundError:
        return None
    return None if status is None else (status.st_dev, status.st_ino)
