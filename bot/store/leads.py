"""What fans want arranged: written with the message that completes it, read by the desk."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model import ConversationId, Lead, LeadDraft, LeadId, Pid
from bot.store import schema as s
from bot.store.database import Database

_INSERT = insert(s.lead)


async def insert_lead(
    connection: AsyncConnection,
    draft: LeadDraft,
    *,
    account: str,
    pid: Pid,
    conversation_id: ConversationId,
    at: datetime,
) -> None:
    """Write down what the fan wants, in the transaction that queues them."""
    values = {
        "account": account,
        "pid": pid,
        "conversation_id": conversation_id,
        "kind": draft.kind,
        "state": "new",
        "store": draft.store,
        "day": draft.day.isoformat() if draft.day else "",
        "part": draft.part,
        "phone": draft.phone,
        "number": draft.number,
        "at": at,
    }
    await connection.execute(_INSERT, values)


class SqlLeadStore:
    """``ports.LeadStore`` over one database."""

    def __init__(self, database: Database, account: str) -> None:
        self._database = database
        self._account = account

    async def newest_lead(self, conversation_id: ConversationId) -> Lead | None:
        """What the fan wanted last, or nothing."""
        table = s.lead.c
        return await self._one(table.conversation_id == conversation_id)

    async def find_lead(self, lead_id: LeadId) -> Lead | None:
        """One of this account, or nothing."""
        return await self._one(s.lead.c.id == lead_id)

    async def _one(self, condition: Any) -> Lead | None:
        table = s.lead.c
        query = select(s.lead).where(table.account == self._account, condition)
        async with self._database.read() as connection:
            row = (await connection.execute(query.order_by(table.id.desc()).limit(1))).first()
        return None if row is None else _lead_of(row)


def _lead_of(row: Row[Any]) -> Lead:
    return Lead(
        id=LeadId(row.id),
        conversation_id=row.conversation_id,
        kind=row.kind,
        state=row.state,
        store=row.store,
        day=date.fromisoformat(row.day) if row.day else None,
        part=row.part,
        phone=row.phone,
        number=row.number,
        at=row.at,
    )
