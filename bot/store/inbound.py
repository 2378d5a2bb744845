"""The record of what came in and what was answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model import Conversation, DeliveryState, Event, MessageId, Pid, Reply
from bot.ports import Exchange, Notice, Recorded
from bot.store import schema as s
from bot.store.allowances import spend_allowance
from bot.store.conversations import BY_PID, load_conversation, lock_conversation
from bot.store.database import Database
from bot.store.erasures import insert_erasures
from bot.store.events import insert_events
from bot.store.exchange import Recording, claim_key, find_reply
from bot.store.messages import Attempt, insert_attempt, late_failure, set_message_state
from bot.store.privacy import strip_identity
from bot.store.rows import event_of

_UNSETTLED = (DeliveryState.SENDING, DeliveryState.UNKNOWN)
_BAD_EVENT_BYTES = 4_096


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

    async def record_notice(self, notice: Notice) -> None:
        """Write the key with an empty reply and the events, once: a repeat changes nothing.

        Raises ``StoreBusy`` when nothing could be written.
        """
        async with self._database.write() as connection:
            notice = await _as_of_now(connection, notice)
            if await claim_key(connection, notice.inbound, conversation_id=notice.conversation_id):
                account, at = notice.inbound.account, notice.inbound.received_at
                await insert_erasures(connection, account, notice.erasures, at=at)
                await insert_events(connection, notice.events)

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

    async def requeue_passive(self, message_ids: Sequence[MessageId], at: datetime) -> bool:
        """The reply came too late for the response: move it to the outbox (bot messages only).

        Spends the allowance in the same transaction; without one the message becomes failed
        with reason ``quota`` or ``window``, and a message_failed event tells it. The message
        keeps the epoch in which it was decided. Returns whether anything was queued.
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
        queued, failures = False, []
        async with self._database.write() as connection:
            for row in (await connection.execute(query)).all():
                if not await self._release(connection, row):
                    continue
                lack = await spend_allowance(connection, row.conversation_id, at)
                if lack is None:
                    await self._requeue(connection, row, at)
                    queued = True
                    continue
                await set_message_state(connection, row.id, DeliveryState.FAILED, reason=lack)
                failures += [late_failure(e, lack, at) for e in await _told(connection, row)]
            await insert_events(connection, failures)
        return queued

    async def _release(self, connection: AsyncConnection, row: Row[Any]) -> bool:
        """Take the reply back from its response; False if that response was already marked."""
        await lock_conversation(connection, row.conversation_id)
        table = s.message
        moved = await connection.execute(
            update(table)
            .where(table.c.id == row.id, table.c.state == DeliveryState.SENDING)
            .values(state=DeliveryState.PENDING)
        )
        if not moved.rowcount:
            return False
        await connection.execute(
            update(s.inbound)
            .where(
                s.inbound.c.conversation_id == row.conversation_id, s.inbound.c.reply_id == row.id
            )
            .values(reply="")
        )
        return True

    async def _requeue(self, connection: AsyncConnection, row: Row[Any], at: datetime) -> None:
        await insert_attempt(
            connection,
            Attempt(
                account=self._account,
                message_id=row.id,
                conversation_id=row.conversation_id,
                actor=row.actor,
                epoch=row.epoch,
                at=at,
                late=True,
            ),
        )

    async def record_bad_event(self, account: str, raw: bytes, reason: str, at: datetime) -> None:
        """Keep the head of a validly signed body that cannot be read, without who sent it."""
        kept = strip_identity(raw.decode("latin-1")).encode("latin-1")[:_BAD_EVENT_BYTES]
        statement = insert(s.bad_event).values(
            account=account, raw=kept, reason=reason, received_at=at
        )
        async with self._database.write() as connection:
            await connection.execute(statement)


async def _as_of_now(connection: AsyncConnection, notice: Notice) -> Notice:
    """The notice without its fan, if they were erased since it was built."""
    table = s.conversation
    query = select(table.c.id).where(table.c.id == notice.conversation_id)
    # Held until the commit, so that an erasure beside us waits for it.
    found = await connection.execute(query.with_for_update(read=True))
    if notice.conversation_id is None or found.first() is not None:
        return notice
    events = tuple(replace(item, pid=None, conversation_id=None) for item in notice.events)
    return replace(notice, conversation_id=None, events=events)


async def _told(connection: AsyncConnection, row: Row[Any]) -> list[Event]:
    """The message_sent event with which the reply was recorded, if it had one."""
    found = await connection.execute(select(s.event).where(s.event.c.event_id == row.event_id))
    return [event_of(event) for event in found]
