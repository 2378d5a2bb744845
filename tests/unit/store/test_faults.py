"""What a database's own errors mean to the operator."""

from __future__ import annotations

import sqlite3

import pytest
from sqlalchemy import make_url
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError

from bot.errors import StoreBusy, StoreError
from bot.store.faults import store_error

URL = make_url("postgresql://brand:secret@db/bot")


class _Native(Exception):
    """An error as asyncpg raises it: with the server's code."""

    def __init__(self, sqlstate: str) -> None:
        super().__init__("said by the server")
        self.sqlstate = sqlstate


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("database is locked", StoreBusy),
        ("database or disk is full", StoreBusy),
        ("disk I/O error", StoreBusy),
        ("attempt to write a readonly database", StoreError),
        ("unable to open database file", StoreError),
        ("database disk image is malformed", StoreError),
        ("no such table: fan", StoreError),
        ("no such column: fan.mood", StoreError),
    ],
)
def test_sqlite_fault_is_told_by_its_words(said: str, kind: type[StoreError]) -> None:
    fault = store_error(OperationalError("SELECT", {}, sqlite3.OperationalError(said)), URL)

    assert type(fault) is kind
    assert fault.remedy
    assert "secret" not in str(fault)


@pytest.mark.parametrize(
    ("sqlstate", "kind"),
    [
        ("08006", StoreBusy),
        ("57P01", StoreBusy),
        ("53300", StoreBusy),
        ("40P01", StoreBusy),
        ("40001", StoreBusy),
        ("55P03", StoreBusy),
        ("28P01", StoreError),
        ("3D000", StoreError),
        ("42P01", StoreError),
        ("42703", StoreError),
        ("42501", StoreError),
        ("25006", StoreError),
    ],
)
def test_postgres_fault_is_told_by_its_code(sqlstate: str, kind: type[StoreError]) -> None:
    fault = store_error(DBAPIError("SELECT", {}, _Native(sqlstate)), URL)

    assert type(fault) is kind
    assert "secret" not in str(fault)


@pytest.mark.parametrize("error", [ConnectionRefusedError(), TimeoutError(), OSError("gone")])
def test_server_out_of_reach_is_busy(error: Exception) -> None:
    assert type(store_error(error, URL)) is StoreBusy


def test_lost_connection_is_busy() -> None:
    lost = DBAPIError("SELECT", {}, Exception("cut"), connection_invalidated=True)

    assert type(store_error(lost, URL)) is StoreBusy


def test_broken_constraint_and_wrong_statement_stay_what_they_are() -> None:
    native = sqlite3.IntegrityError("UNIQUE constraint failed: database is locked")

    assert store_error(IntegrityError("INSERT", {}, native), URL) is None
    assert store_error(DBAPIError("SELEC", {}, _Native("42601")), URL) is None
