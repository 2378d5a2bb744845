"""Engines for both databases: how connections are made, and what every new one is set to."""

from __future__ import annotations

import sqlite3
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from sqlalchemy import URL, event, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import AsyncAdaptedQueuePool

from bot.errors import StoreError
from bot.store.driver import connect

BUSY_S = 5.0
_READERS = 4
_PRAGMAS = {
    "journal_mode": "wal",
    "synchronous": 2,  # FULL: an acknowledged message survives a power cut
    "busy_timeout": int(BUSY_S * 1000),
    "foreign_keys": 1,
    "secure_delete": 1,  # what is erased is overwritten, not only unlinked
    "wal_autocheckpoint": 20_000,
}
_REMEDY = "use sqlite:///path/to/bot.db or postgresql://user:password@host:port/database"
# What asyncpg.connect itself takes; all else of the query is a server setting (search_path, ...).
_ASYNCPG = {"ssl", "timeout", "command_timeout", "passfile", "statement_cache_size"}


def parse_url(address: str) -> URL:
    """The database address of the settings; raises ``StoreError`` for any other."""
    try:
        url = make_url(address)
    except ArgumentError:
        raise StoreError("The database address cannot be read", remedy=_REMEDY) from None
    kind = url.drivername.partition("+")[0]
    if kind in {"postgresql", "postgres"}:
        if find_spec("asyncpg") is None:
            raise StoreError(
                "PostgreSQL needs the asyncpg driver", remedy="install the postgres extra"
            )
        return url.set(drivername="postgresql+asyncpg")
    if kind != "sqlite":
        raise StoreError(f"There is no support for {kind} databases", remedy=_REMEDY)
    if not url.database or url.database == ":memory:":
        raise StoreError("A SQLite database needs a file", remedy=_REMEDY)
    return url.set(drivername="sqlite+aiosqlite")


def sqlite_path(url: URL) -> Path | None:
    """The database file, or nothing for PostgreSQL."""
    return Path(url.database or "") if url.drivername.startswith("sqlite") else None


def check_folder(path: Path) -> None:
    """The file's folder must exist; whether it can be written to is seen when opening."""
    if not path.parent.is_dir():
        raise StoreError(f"There is no folder {path.parent}", remedy="create it first")
    if path.is_dir():
        raise StoreError(f"{path} is a folder, not a database file", remedy="name a file in it")


def sqlite_engine(url: URL, *, writes: bool) -> AsyncEngine:
    """One writing connection that begins IMMEDIATE, or a few that can only read.

    A transaction that starts reading and writes later fails at once with BUSY_SNAPSHOT whatever
    the time-out, so the writer always takes its lock first.
    """

    def prepare(connection: sqlite3.Connection) -> None:
        for name, value in _PRAGMAS.items():
            _set_pragma(connection, name, value)
        if not writes:
            _set_pragma(connection, "query_only", 1)

    engine = create_async_engine(
        url,
        poolclass=AsyncAdaptedQueuePool,
        pool_size=1 if writes else _READERS,
        max_overflow=0,
        hide_parameters=True,  # or a fault would carry a fan's words into the log
        pool_timeout=BUSY_S,
        async_creator=partial(connect, Path(url.database or ""), timeout_s=BUSY_S, prepare=prepare),
    )

    @event.listens_for(engine.sync_engine, "begin")
    def begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _set_pragma(connection: sqlite3.Connection, name: str, value: object) -> None:
    connection.execute(f"PRAGMA {name}={value}").close()
    got = connection.execute(f"PRAGMA {name}").fetchone()[0]
    if got != value:
        raise StoreError(
            f"SQLite does not take {name}={value}, it keeps {got}",
            remedy="put the file on a local disk that this user may write to",
        )


def postgres_engine(url: URL) -> AsyncEngine:
    """A pool whose connections are tried before use, so that a restarted server is no fault."""
    query = dict(url.query)
    if "sslmode" in query:
        query["ssl"] = query.pop("sslmode")
    settings = {name: query.pop(name) for name in list(query) if name not in _ASYNCPG}
    return create_async_engine(
        url.set(query=query),
        pool_size=10,
        max_overflow=5,
        hide_parameters=True,
        pool_timeout=BUSY_S,
        pool_pre_ping=True,
        connect_args={"timeout": BUSY_S, "command_timeout": 30.0, "server_settings": settings},
    )
