"""What conversations confirmed: written with what caused it, read by learning and by editors."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.masking import hide_personal
from bot.model import ConfirmedPair, ConversationId, PairDraft
from bot.store import schema as s
from bot.store.database import Database
from intents.types import EntryId

LONGEST = 500
"""Characters of a question or an answer that are kept."""

_INSERT = insert(s.confirmed_pair)


async def insert_pairs(
    connection: AsyncConnection,
    drafts: Sequence[PairDraft],
    *,
    account: str,
    conversation_id: ConversationId,
    at: datetime,
) -> None:
    """Write pairs within the caller's transaction, numbers and addresses of persons masked.

    A pair whose message is not there any more, or had no words, is left out.
    """
    for draft in drafts:
        row = await _question(connection, draft, conversation_id)
        if row is None or not row.text.strip():
            continue
        values = {
            "account": account,
            "pid": row.pid,
            "message_id": row.id,
            "question": hide_personal(row.text)[:LONGEST],
            "entry": draft.entry,
            "answer": hide_personal(draft.answer)[:LONGEST],
            "kind": draft.kind,
            "confirmed": draft.confirmed,
            "at": at,
            "faq_version": draft.faq_version,
        }
        await connection.execute(_INSERT, values)


async def _question(
    connection: AsyncConnection, draft: PairDraft, conversation_id: ConversationId
) -> Any:
    m, c = s.message.c, s.conversation.c
    known = m.event_id == draft.event_id if draft.event_id else m.id == draft.message_id
    query = (
        select(m.id, m.text, c.pid)
        .join(s.conversation, c.id == m.conversation_id)
        .where(m.conversation_id == conversation_id, m.direction == "in", known)
        .order_by(m.id.desc())
        .limit(1)
    )
    return (await connection.execute(query)).first()


class SqlPairStore:
    """``ports.PairStore`` over one database, for one account."""

    def __init__(self, database: Database, account: str) -> None:
        self._database = database
        self._account = account

    async def list_pairs(self, *, since: datetime | None = None) -> list[ConfirmedPair]:
        """What was recorded since then, oldest first."""
        p = s.confirmed_pair.c
        query = select(s.confirmed_pair).where(p.account == self._account).order_by(p.id)
        if since is not None:
            query = query.where(p.at >= since)
        async with self._database.read() as connection:
            return [_pair_of(row) for row in await connection.execute(query)]


def _pair_of(row: Row[Any]) -> ConfirmedPair:
    return ConfirmedPair(
        question=row.question,
        entry=None if row.entry is None else EntryId(row.entry),
        answer=row.answer,
        kind=row.kind,
        confirmed=row.confirmed,
        at=row.at,
        faq_version=row.faq_version,
    )
