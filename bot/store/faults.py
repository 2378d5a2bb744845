"""What a database's own errors mean to the operator: one clear line and a remedy."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import URL
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from bot.errors import StoreBusy, StoreError

_SQLITE: tuple[tuple[str, type[StoreError], str, str], ...] = (
    ("database is locked", StoreBusy, "The database is locked", "end what holds it for so long"),
    ("database table is locked", StoreBusy, "The database is locked", "try again"),
    ("is full", StoreBusy, "The disk is full", "free some space; nothing else has to be done"),
    ("readonly", StoreError, "The database cannot be written to", "make file and folder writable"),
    (
        "unable to open",
        StoreError,
        "The database cannot be opened",
        "check the path and its rights",
    ),
    ("disk i/o", StoreBusy, "The disk reports an error", "check the disk and the system log"),
    ("not a database", StoreError, "The file is not a database", "name another file or restore it"),
    ("malformed", StoreError, "The database file is damaged", "restore the last backup"),
    ("no such table", StoreError, "The database has no tables yet", "run: db upgrade"),
    ("no such column", StoreError, "The database is of an older version", "run: db upgrade"),
)
# Source: https://www.postgresql.org/docs/current/errcodes-appendix.html
_POSTGRES: tuple[tuple[str, type[StoreError], str, str], ...] = (
    ("28", StoreError, "PostgreSQL refuses the log-in", "check user and password"),
    ("3D000", StoreError, "There is no such PostgreSQL database", "create it or name another"),
    ("42P01", StoreError, "The database has no tables yet", "run: db upgrade"),
    ("42703", StoreError, "The database is of an older version", "run: db upgrade"),
    ("42501", StoreError, "PostgreSQL does not allow this", "grant the user its rights"),
    ("25006", StoreError, "The database cannot be written to", "name the primary server"),
    ("08", StoreBusy, "The connection to PostgreSQL is lost", "check that it runs"),
    ("57P", StoreBusy, "PostgreSQL is stopping or starting", "wait until it is up"),
    ("53", StoreBusy, "PostgreSQL has no room left", "free connections, memory or disk"),
    ("40", StoreBusy, "PostgreSQL undid a write in a race", "try again"),
    ("55P03", StoreBusy, "PostgreSQL is locked", "try again"),
)
LOST = (DBAPIError, PoolTimeout, OSError, TimeoutError)
"""What a lost, locked or unusable database raises."""


def store_error(error: BaseException, url: URL) -> StoreError | None:
    """The gateway's error for a database's, or nothing for a broken constraint or a wrong call."""
    if isinstance(error, IntegrityError):
        return None
    where = url.render_as_string(hide_password=True)
    for found, kind, what, remedy in _kinds(error):
        if found:
            return kind(f"{what}: {where}", remedy=remedy)
    if isinstance(error, DBAPIError) and not error.connection_invalidated:
        return None
    return StoreBusy(f"The database cannot be reached: {where}", remedy="check that it runs")


def _kinds(error: BaseException) -> Iterator[tuple[bool, type[StoreError], str, str]]:
    cause = error.orig if isinstance(error, DBAPIError) else error
    state = str(getattr(cause, "sqlstate", None) or "")
    said = str(cause).lower()
    for code, kind, what, remedy in _POSTGRES:
        yield state.startswith(code), kind, what, remedy
    for words, kind, what, remedy in _SQLITE:
        yield not state and words in said, kind, what, remedy
