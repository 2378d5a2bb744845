"""The audit log: log-ins, exports, reveals, erasures, changes of who may."""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model import AuditAction, AuditEntry
from bot.store.database import Database
from bot.store.schema import audit as table

_FIELDS = tuple(field.name for field in fields(AuditEntry))
_SAME = ("action", "who", "agent_id", "address", "destination", "detail")


class SqlAuditStore:
    """``ports.AuditStore`` over one database, for one account."""

    def __init__(self, database: Database, account: str) -> None:
        self._database = database
        self._account = account

    async def record(self, entry: AuditEntry, *, merge: timedelta = timedelta(0)) -> None:
        """One row, or more people on a row of the same less than ``merge`` ago."""
        async with self._database.write() as connection:
            if merge and await self._add_people(connection, entry, since=entry.at - merge):
                return
            await insert_entry(connection, self._account, entry)

    async def list_entries(
        self, *, since: datetime | None = None, limit: int = 10_000
    ) -> list[AuditEntry]:
        """Oldest first; the newest ``limit`` of them."""
        query = select(table).where(table.c.account == self._account)
        if since is not None:
            query = query.where(table.c.at >= since)
        newest = query.order_by(table.c.id.desc()).limit(limit)
        async with self._database.read() as connection:
            rows = (await connection.execute(newest)).all()
        return [_entry_of(row) for row in reversed(rows)]

    async def _add_people(
        self, connection: AsyncConnection, entry: AuditEntry, *, since: datetime
    ) -> bool:
        same = [table.c[name].is_not_distinct_from(getattr(entry, name)) for name in _SAME]
        last = select(func.max(table.c.id)).where(
            table.c.account == self._account, table.c.at > since, *same
        )
        grown = await connection.execute(
            update(table)
            .where(table.c.id == last.scalar_subquery())
            .values(people=func.coalesce(table.c.people, 0) + (entry.people or 0))
        )
        return bool(grown.rowcount)


async def insert_entry(connection: AsyncConnection, account: str, entry: AuditEntry) -> None:
    """One row within the caller's transaction."""
    values = {name: getattr(entry, name) for name in _FIELDS}
    await connection.execute(insert(table).values(account=account, **values))


def _entry_of(row: Row[Any]) -> AuditEntry:
    values = {name: getattr(row, name) for name in _FIELDS}
    return AuditEntry(**{**values, "action": AuditAction(row.action)})
