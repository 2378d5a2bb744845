"""What all tables share: their names' pattern, the account, numbered rows, partial indexes."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, Identity, MetaData, Text, text

from bot.store.columns import Id

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def id_column(name: str = "id") -> Column[Any]:
    """A key that the database numbers."""
    return Column(name, Id, Identity(), primary_key=True)


def account_column(*, primary_key: bool = False) -> Column[Any]:
    """The platform's app id; every row has one."""
    return Column("account", Text, primary_key=primary_key, nullable=False)


def partial(condition: str) -> dict[str, Any]:
    """The condition of a partial index on either engine."""
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}
