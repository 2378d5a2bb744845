"""The append-only log of what happened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model import ConversationId, Event
from bot.ports import StoredEvent
from bot.store.database import Database
from bot.store.inserts import insert_new
from bot.store.rows import event_of, event_row
from bot.store.schema import event as table


async def insert_events(
    connection: AsyncConnection,
    events: Sequence[Event],
    *,
    conversation_id: ConversationId | None = None,
) -> None:
    """Write events as the LAST step of a transaction; one already there is left alone.

    On PostgreSQL numbers are drawn before the commit, so a reader could pass over a row that
    commits late. Whoever writes events of an account therefore waits for the one before to
    commit; being last, this wait cannot lock two transactions against each other.
    """
    if not events:
        return
    if connection.dialect.name == "postgresql":
        for account in sorted({event.account for event in events}):
            await connection.execute(
                text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))"),
                {"name": f"{table.name}:{account}"},
            )
    rows = [event_row(_placed(event, conversation_id)) for event in events]
    await connection.execute(insert_new(connection, table, "event_id"), rows)


def _placed(event: Event, conversation_id: ConversationId | None) -> Event:
    if event.conversation_id is not None or conversation_id is None:
        return event
    return replace(event, conversation_id=conversation_id)


class SqlEventStore:
    """``ports.EventStore`` over one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def append_events(self, events: Sequence[Event]) -> None:
        """Write them; one already there (same event_id) is left alone."""
        if not events:
            return
        async with self._database.write() as connection:
            await insert_events(connection, events)

    async def read_events(
        self, account: str, *, after_seq: int = 0, since: datetime | None = None, limit: int = 500
    ) -> list[StoredEvent]:
        """In commit order; ``since`` compares with the time at which they occurred."""
        query = select(table).where(table.c.account == account, table.c.seq > after_seq)
        if since is not None:
            query = query.where(table.c.occurred_at >= since)
        async with self._database.read() as connection:
            rows = await connection.execute(query.order_by(table.c.seq).limit(limit))
            return [StoredEvent(seq=row.seq, event=event_of(row)) for row in rows]

    async def seq_of(self, account: str, event_id: str) -> int | None:
        """Where an event stands in commit order, or nothing."""
        query = select(table.c.seq).where(table.c.account == account, table.c.event_id == event_id)
        async with self._database.read() as connection:
            return (await connection.execute(query)).scalar_one_or_none()

    async def last_seq(self, account: str) -> int:
        """The newest event's place, 0 for an empty log."""
        query = select(func.max(table.c.seq)).where(table.c.account == account)
        async with self._database.read() as connection:
            return (await connection.execute(query)).scalar_one() or 0
