"""The record of what came in and what was answered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model import Conversation, DeliveryState, MessageId, Pid, Reply
from bot.ports import Exchange, Recorded
from bot.store import schema as s
from bot.store.allowances import spend_allowance
from bot.store.conversations import BY_PID, load_conversation, lock_conversation
from bot.store.database import Database
from bot.store.exchange import Recording, find_reply
from bot.store.messages import Attempt, insert_attempt, set_message_state

_UNSETTLED = (DeliveryState.SENDING, DeliveryState.UNKNOWN)


class SqlInboundStore:
    """``ports.InboundStore`` over one database, for one account's passive replies."""

    def __init__(self, database: Database, account: str) -> None:
        self._database = database
        self._account = account

    async def find_reply(self, account: str, key: str) -> Reply | None:
        """The saved reply of a push already recorded, or nothing if it is new."""
        async with self._database.read() as connection:
            return await find_reply(connection, account, key)

    async def load_conversation(self, account: str, pid: Pid) -> Conversation | None:
        """The fan's conversation with its open handoff and allowances; None for a new fan."""
        async with self._database.read() as connection:
            return await load_conversation(connection, BY_PID, account=account, pid=pid)

    async def record_exchange(self, exchange: Exchange) -> Recorded | Reply | None:
        """Write everything in one transaction.

        Returns ``Recorded``; or the stored ``Reply`` when this key was recorded meanwhile (a
        lost race: the caller discards its work); or None when the conversation has another
        version (the caller loads again). Raises ``StoreBusy`` when nothing could be written.
        """
        async with self._database.write() as connection:
            outcome = await Recording(connection, exchange).run()
            if not isinstance(outcome, Recorded):
                await connection.rollback()
            return outcome

    async def mark_passive(self, message_ids: Sequence[MessageId], state: DeliveryState) -> None:
        """Note whether the passive reply's response was written (sent) or not (unknown)."""
        if not message_ids:
            return
        table = s.message
        async with self._database.write() as connection:
            await connection.execute(
                update(table)
                .where(
                    table.c.account == self._account,
                    table.c.id.in_(message_ids),
                    table.c.state.in_(_UNSETTLED),
                )
                .values(state=state)
            )

    async def requeue_passive(self, message_ids: Sequence[MessageId], at: datetime) -> None:
        """The reply came too late for the response: move it to the outbox (bot messages only).

        Spends the allowance in the same transaction; without one the message becomes failed
        with reason ``quota`` or ``window``. The message keeps the epoch in which it was decided.
        """
        table = s.message
        query = (
            select(table)
            .where(
                table.c.account == self._account,
                table.c.id.in_(message_ids),
                table.c.actor == "bot",
            )
            .order_by(table.c.id)
        )
        async with self._database.write() as connection:
            for row in (await connection.execute(query)).all():
                await self._requeue(connection, row, at)

    async def _requeue(self, connection: AsyncConnection, row: Row[Any], at: datetime) -> None:
        await lock_conversation(connection, row.conversation_id)
        table = s.message
        moved = await connection.execute(
            update(table)
            .where(table.c.id == row.id, table.c.state == DeliveryState.SENDING)
            .values(state=DeliveryState.PENDING)
        )
        if not moved.rowcount:
            return
        await connection.execute(
            update(s.inbound)
            .where(
                s.inbound.c.conversation_id == row.conversation_id, s.inbound.c.reply_id == row.id
            )
            .values(reply="")
        )
        lack = await spend_allowance(connection, row.conversation_id, at)
        if lack is not None:
            await set_message_state(connection, row.id, DeliveryState.FAILED, reason=lack)
            return
        await insert_attempt(
            connection,
            Attempt(
                account=self._account,
                message_id=row.id,
                conversation_id=row.conversation_id,
                actor=row.actor,
                epoch=row.epoch,
                at=at,
            ),
        )

    async def record_bad_event(self, account: str, raw: bytes, reason: str, at: datetime) -> None:
        """Keep a validly signed body that cannot be read."""
        statement = insert(s.bad_event).values(
            account=account, raw=raw, reason=reason, received_at=at
        )
        async with self._database.write() as connection:
            await connection.execute(statement)
