"""Removing what has outlived its time, a batch at a time so that fans need not wait.

What a legal hold keeps stays: words of a held fan outlive the days for text.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime

from sqlalchemy import Select, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model import Retention
from bot.store import schema as s
from bot.store.database import Database

BATCH = 1_000

Drop = Callable[[AsyncConnection, list[int]], Awaitable[None]]


class Outlived:
    """One round over everything that is too old at that moment."""

    def __init__(
        self, database: Database, account: str, *, lives: Retention, now: datetime
    ) -> None:
        self._database = database
        self._account = account
        self._lives = lives
        self._now = now

    async def remove(self) -> dict[str, int]:
        """Remove it all; rows by kind."""
        return {
            "raw": await self._raw(),
            "text": await self._in_batches(self._old_messages(), self._drop_messages),
            "events": await self._in_batches(self._old_events(), self._drop_events),
            "consent": await self._consents(),
            "audit": await self._audit(),
        }

    async def _in_batches(self, query: Select[int], drop: Drop) -> int:
        removed = 0
        while True:
            async with self._database.read() as connection:
                ids = list((await connection.execute(query.limit(BATCH))).scalars())
            if not ids:
                return removed
            async with self._database.write() as connection:
                await drop(connection, ids)
            removed += len(ids)

    async def _raw(self) -> int:
        b, i, before = s.bad_event.c, s.inbound.c, self._now - self._lives.raw
        async with self._database.write() as connection:
            bad = await connection.execute(
                delete(s.bad_event).where(b.account == self._account, b.received_at < before)
            )
            saved = await connection.execute(
                update(s.inbound)
                .where(i.account == self._account, i.received_at < before)
                .where(or_(i.raw != "", i.reply != ""))
                .values(raw="", reply="")
            )
            return bad.rowcount + saved.rowcount

    def _old_messages(self) -> Select[int]:
        m, c, h = s.message.c, s.conversation.c, s.legal_hold.c
        held = (
            select(c.id)
            .join(s.legal_hold, (h.account == c.account) & (h.pid == c.pid))
            .where(h.released_at.is_(None), or_(h.until.is_(None), h.until > self._now))
        )
        return (
            select(m.id)
            .where(
                m.account == self._account,
                m.at < self._now - self._lives.text,
                m.conversation_id.not_in(held),
            )
            .order_by(m.id)
        )

    async def _drop_messages(self, connection: AsyncConnection, ids: list[int]) -> None:
        h, i, m = s.handoff.c, s.inbound.c, s.message.c
        # Files that lose their row here are swept away as strays.
        await connection.execute(delete(s.media).where(s.media.c.message_id.in_(ids)))
        await connection.execute(delete(s.outbox).where(s.outbox.c.message_id.in_(ids)))
        pairs = s.confirmed_pair
        await connection.execute(delete(pairs).where(pairs.c.message_id.in_(ids)))
        await connection.execute(
            delete(s.inbound).where(or_(i.message_id.in_(ids), i.reply_id.in_(ids)))
        )
        await connection.execute(
            update(s.handoff).where(h.message_id.in_(ids)).values(message_id=None)
        )
        touched = select(m.conversation_id).where(m.id.in_(ids))
        await connection.execute(
            update(s.conversation)
            .where(s.conversation.c.id.in_(touched))
            .where(s.conversation.c.last_at < self._now - self._lives.text)
            .values(last_text="")
        )
        await connection.execute(delete(s.message).where(m.id.in_(ids)))

    def _old_events(self) -> Select[int]:
        e = s.event.c
        return (
            select(e.seq)
            .where(e.account == self._account, e.occurred_at < self._now - self._lives.events)
            .order_by(e.seq)
        )

    async def _drop_events(self, connection: AsyncConnection, ids: list[int]) -> None:
        await connection.execute(delete(s.event).where(s.event.c.seq.in_(ids)))

    async def _consents(self) -> int:
        """Old changes; what still holds is the proof of today and stays."""
        c = s.consent.c
        newest = select(func.max(c.id)).where(c.account == self._account).group_by(c.pid, c.kind)
        async with self._database.write() as connection:
            gone = await connection.execute(
                delete(s.consent).where(
                    c.account == self._account,
                    c.at < self._now - self._lives.consent,
                    c.id.not_in(newest),
                )
            )
            return gone.rowcount

    async def _audit(self) -> int:
        a, e, before = s.audit.c, s.erasure.c, self._now - self._lives.audit
        async with self._database.write() as connection:
            gone = await connection.execute(
                delete(s.audit).where(a.account == self._account, a.at < before)
            )
            done = await connection.execute(
                delete(s.erasure).where(
                    e.account == self._account, e.done_at.is_not(None), e.done_at < before
                )
            )
            return gone.rowcount + done.rowcount
