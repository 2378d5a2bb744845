"""Template messages and notices: what was sent to whom, and what became of it."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from sqlalchemy import Row, select, update

from bot.model import DeliveryState, Event
from bot.model.outreach import SentOutreach
from bot.ports.outreach import OutreachDraft
from bot.store.database import Database
from bot.store.events import insert_events
from bot.store.inserts import insert_new
from bot.store.schema_outreach import outreach as table

_FIELDS = tuple(field.name for field in fields(SentOutreach))
_DRAFTED = tuple(field.name for field in fields(OutreachDraft))


class SqlOutreachStore:
    """``ports.OutreachStore`` over one database, for one account."""

    def __init__(self, database: Database, account: str) -> None:
        self._database = database
        self._account = account

    async def claim_outreach(self, draft: OutreachDraft) -> tuple[SentOutreach, bool]:
        """Note it as ``unknown`` before the call; False with the earlier one of the same key."""
        row = {
            "account": self._account,
            **{name: getattr(draft, name) for name in _DRAFTED},
            "state": DeliveryState.UNKNOWN,
            "reason": "interrupted",
            "platform_id": "",
        }
        async with self._database.write() as connection:
            statement = insert_new(connection, table, "account", "idempotency_key")
            inserted = (await connection.execute(statement.returning(table), [row])).first()
            if inserted is not None:
                return _sent_of(inserted), True
            query = select(table).where(
                table.c.account == self._account,
                table.c.idempotency_key == draft.idempotency_key,
            )
            return _sent_of((await connection.execute(query)).one()), False

    async def finish_outreach(self, done: SentOutreach, *, event: Event) -> None:
        """Note how the call ended. ``failed`` gives its idempotency key free for another try."""
        values: dict[str, object] = {
            "state": done.state,
            "reason": done.reason,
            "platform_id": done.platform_id,
        }
        if done.state is DeliveryState.FAILED:
            values["idempotency_key"] = None
        async with self._database.write() as connection:
            await connection.execute(update(table).where(table.c.id == done.id).values(values))
            await insert_events(connection, [event])


def _sent_of(row: Row[Any]) -> SentOutreach:
    values = {name: getattr(row, name) for name in _FIELDS}
    return SentOutreach(**{**values, "state": DeliveryState(row.state)})
