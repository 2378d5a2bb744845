"""What fans agreed to: every change is a row, the newest of its kind holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from typing import Any

from sqlalchemy import Row, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model import Consent, ConsentKind, Pid
from bot.store.database import Database
from bot.store.schema import consent as table

_FIELDS = tuple(field.name for field in fields(Consent))


async def insert_consents(
    connection: AsyncConnection, account: str, consents: Sequence[Consent]
) -> None:
    """Write them within the caller's transaction; their fan must be there."""
    if consents:
        rows = [{name: getattr(item, name) for name in _FIELDS} for item in consents]
        await connection.execute(insert(table), [{"account": account, **row} for row in rows])


class SqlConsentStore:
    """``ports.ConsentStore`` over one database, for one account."""

    def __init__(self, database: Database, account: str) -> None:
        self._database = database
        self._account = account

    async def latest_consents(self, pid: Pid) -> list[Consent]:
        """What holds now: the newest of each kind, in the order in which they were recorded."""
        of_fan = (table.c.account == self._account, table.c.pid == pid)
        newest = select(func.max(table.c.id)).where(*of_fan).group_by(table.c.kind)
        query = select(table).where(table.c.id.in_(newest)).order_by(table.c.id)
        async with self._database.read() as connection:
            return [_consent_of(row) for row in await connection.execute(query)]


def _consent_of(row: Row[Any]) -> Consent:
    values = {name: getattr(row, name) for name in _FIELDS}
    return Consent(**{**values, "kind": ConsentKind(row.kind)})
