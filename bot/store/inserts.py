"""INSERT with ON CONFLICT, which both engines spell alike and SQLAlchemy keeps per dialect.

Statements are built once and executed with their values as parameters: building one anew costs
more than running it.
"""

from __future__ import annotations

from functools import cache

from sqlalchemy import ColumnElement, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

Insert = sqlite.Insert | postgresql.Insert


def insert_new(connection: AsyncConnection, table: Table, *keys: str) -> Insert:
    """An INSERT that leaves a row already there under these keys (or any, if none) alone."""
    return _insert_new(connection.dialect.name, table, keys)


def insert_or_replace(
    connection: AsyncConnection, table: Table, *, keys: tuple[str, ...], values: tuple[str, ...]
) -> Insert:
    """An INSERT that gives a row already there under these keys the new values."""
    return _insert_or_replace(connection.dialect.name, table, keys, values)


def insert_unless(
    connection: AsyncConnection, table: Table, key: str, where: ColumnElement[bool]
) -> Insert:
    """An INSERT that leaves a row alone that a partial unique index finds in its way."""
    return _insert(connection.dialect.name, table).on_conflict_do_nothing(
        index_elements=[key], index_where=where
    )


@cache
def _insert_new(dialect: str, table: Table, keys: tuple[str, ...]) -> Insert:
    return _insert(dialect, table).on_conflict_do_nothing(index_elements=keys or None)


@cache
def _insert_or_replace(
    dialect: str, table: Table, keys: tuple[str, ...], values: tuple[str, ...]
) -> Insert:
    statement = _insert(dialect, table)
    new = {name: statement.excluded[name] for name in values}
    return statement.on_conflict_do_update(index_elements=keys, set_=new)


def _insert(dialect: str, table: Table) -> Insert:
    return postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)
