"""Questions with what was made of them, read from the event log and the messages beside it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime

from sqlalchemy import and_, func, select

from bot.model import Pid
from bot.ports import AskedQuestion, Taken
from bot.store.contents import load
from bot.store.database import Database
from bot.store.schema import event, message

_TAKEN: Mapping[str, Taken] = {
    "intent_resolved": "answered",
    "intent_clarified": "asked_back",
    "intent_fallback": "not_understood",
}
SAID = and_(
    message.c.conversation_id == event.c.conversation_id,
    message.c.at == event.c.received_at,
    message.c.account == event.c.account,
    message.c.direction == "in",
    message.c.text != "",
)
"""Joins a decision with the fan's words: they were received in the same push."""
_AT_A_TIME = 500


class SqlAskedStore:
    """``ports.AskedStore`` over one database."""

    def __init__(self, database: Database, account: str) -> None:
        self._database = database
        self._account = account

    async def read_asked(self, *, since: datetime) -> AsyncIterator[Sequence[AskedQuestion]]:
        """Those that came in since then, oldest first, some at a time."""
        e = event.c
        # A message that asked two things has an event for each: it counts by its first.
        wanted = (
            select(func.min(e.seq))
            .where(e.account == self._account, e.type.in_(_TAKEN), e.occurred_at >= since)
            .group_by(e.conversation_id, e.received_at)
        )
        async with self._database.read() as connection:
            numbers = sorted((await connection.execute(wanted)).scalars())
        for start in range(0, len(numbers), _AT_A_TIME):
            yield await self._questions(numbers[start : start + _AT_A_TIME])

    async def _questions(self, numbers: Sequence[int]) -> list[AskedQuestion]:
        e, m = event.c, message.c
        told = (e.seq, e.type, e.pid, e.received_at, e.intent, e.faq_version, e.props, m.text)
        query = select(*told).join(message, SAID).where(e.seq.in_(numbers))
        async with self._database.read() as connection:
            rows = (await connection.execute(query.order_by(e.seq, m.id))).all()
        return [
            AskedQuestion(
                pid=Pid(row.pid),
                text=row.text,
                at=row.received_at,
                taken=_TAKEN[row.type],
                entry=row.intent,
                faq_version=row.faq_version or "",
                reason=str(load(row.props).get("reason", "")),
            )
            for row in {row.seq: row for row in rows}.values()
        ]
