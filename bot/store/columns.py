"""Column types that mean the same on both engines."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import BigInteger, Dialect, Integer
from sqlalchemy.types import TypeDecorator

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MS = timedelta(milliseconds=1)

Id = BigInteger().with_variant(Integer(), "sqlite")
"""SQLite numbers rows by itself in an INTEGER key only; PostgreSQL needs 64 bits spelled out."""


def to_ms(moment: datetime) -> int:
    """Milliseconds since 1970 in UTC, the form in which every time is stored."""
    if moment.tzinfo is None:
        raise ValueError("the store takes aware datetimes only")
    return (moment - _EPOCH) // _MS


def from_ms(milliseconds: int) -> datetime:
    """The aware UTC moment of a stored number."""
    return _EPOCH + milliseconds * _MS


class UtcMs(TypeDecorator[datetime]):
    """An aware UTC datetime stored as integer milliseconds, comparable on both engines."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        """What goes into the database."""
        return None if value is None else to_ms(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        """What comes out of it."""
        return None if value is None else from_ms(value)
