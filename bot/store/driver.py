"""aiosqlite with one thread hop a statement.

The stock cursor crosses into its thread four times a statement (open, execute, fetch, close); on
a busy machine each crossing costs more than the statement. Here one crossing does all four.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import aiosqlite


class OneHopConnection(aiosqlite.Connection):
    """A connection whose cursors do their whole work in one crossing."""

    def cursor(self) -> OneHopCursor:  # type: ignore[override]
        """A cursor that nothing has to be awaited for."""
        return OneHopCursor(self)

    async def perform(self, work: Callable[[], Any]) -> Any:
        """Run something in the connection's own thread."""
        return await self._execute(work)  # type: ignore[no-untyped-call]


class OneHopCursor:
    """What SQLAlchemy asks of an aiosqlite cursor, with the rows already fetched."""

    def __init__(self, connection: OneHopConnection) -> None:
        self._connection = connection
        self._rows: list[Any] = []
        self.description: Any = None
        self.rowcount = -1
        self.lastrowid: int | None = None
        self.arraysize = 1

    async def __aenter__(self) -> OneHopCursor:
        return self

    async def execute(self, sql: str, parameters: Sequence[Any] = ()) -> OneHopCursor:
        """Execute and fetch."""
        return await self._do(lambda: self._connection._conn.execute(sql, parameters))

    async def executemany(self, sql: str, parameters: Sequence[Sequence[Any]]) -> OneHopCursor:
        """Execute for each set of parameters."""
        return await self._do(lambda: self._connection._conn.executemany(sql, parameters))

    async def fetchall(self) -> list[Any]:
        """The rows fetched by ``execute``."""
        return self._rows

    async def close(self) -> None:
        """Nothing is held open."""

    async def _do(self, run: Callable[[], sqlite3.Cursor]) -> OneHopCursor:
        def work() -> tuple[Any, ...]:
            cursor = run()
            try:
                rows = cursor.fetchall() if cursor.description else []
                return cursor.description, rows, cursor.rowcount, cursor.lastrowid
            finally:
                cursor.close()

        done = await self._connection.perform(work)
        self.description, self._rows, self.rowcount, self.lastrowid = done
        return self


async def connect(
    path: Path, *, timeout_s: float, prepare: Callable[[sqlite3.Connection], None]
) -> OneHopConnection:
    """Open the file in a thread that never keeps the process alive; we begin, never the driver."""

    def open_file() -> sqlite3.Connection:
        opened = sqlite3.connect(
            path, timeout=timeout_s, isolation_level=None, check_same_thread=False
        )
        try:
            prepare(opened)
        except BaseException:
            opened.close()
            raise
        return opened

    connection = OneHopConnection(open_file, iter_chunk_size=64)
    connection._thread.daemon = True
    try:
        opened = await connection
    except BaseException:
        await asyncio.to_thread(connection._thread.join, timeout_s)
        raise
    assert opened is connection
    return connection
