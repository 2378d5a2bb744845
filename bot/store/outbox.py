"""Customer-service messages on their way, one attempt a row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, Row, and_, exists, func, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import NotFound, Refused
from bot.model import DeliveryState, Event, Message, OutboxId, OutboxItem
from bot.ports import QueuedMessage
from bot.store import schema as s
from bot.store.allowances import Lack, give_back, settle_refusal, spend_allowance
from bot.store.conversations import lock_conversation
from bot.store.database import Database
from bot.store.events import insert_events
from bot.store.messages import Attempt, insert_attempt, set_message_state
from bot.store.rows import outbox_item_of, select_outbox
from bot.store.sending import queue, refused

_WAITING = (DeliveryState.PENDING, DeliveryState.SENDING)
_REPLAYABLE = {DeliveryState.FAILED, DeliveryState.UNKNOWN}


class SqlOutboxStore:
    """``ports.OutboxStore`` over one database, for one account's messages."""

    def __init__(self, database: Database, account: str) -> None:
        self._database = database
        self._account = account

    async def queue_message(self, message: QueuedMessage) -> Message:
        """Spend one of the allowance and queue the message, in one transaction.

        Moves an active handoff to waiting. The same idempotency key gives the same message
        again, whoever owns the conversation by now. Raises ``Refused`` with ``reason``
        ``window`` or ``quota`` in its data, or ``key`` when the key stands for another message;
        ``ConflictError`` when epoch or owner have changed.
        """
        try:
            return await self._queue(message)
        except IntegrityError:
            # The key went into another conversation at the same moment: now it can be found.
            return await self._queue(message)

    async def _queue(self, message: QueuedMessage) -> Message:
        async with self._database.write() as connection:
            return await queue(connection, self._account, message)

    async def claim_due(self, account: str, *, now: datetime, limit: int = 20) -> list[OutboxItem]:
        """Take what is due, the head of each conversation only: pending -> sending, attempts + 1,
        committed before the call.

        What may no longer be sent comes back ``failed``: with reason ``epoch`` what the bot said
        before an agent took over (its allowance is given back), with reason ``window`` what the
        window has closed on.
        """
        taken: list[OutboxItem] = []
        async with self._database.write() as connection:
            while len(taken) < limit:
                heads = await _lock_heads(connection, account, now, limit - len(taken))
                alive = [row for row in heads if not _doom(row)]
                taken += [await _take(connection, row, now) for row in heads]
                # A head that failed lets the next of its conversation forward: look again.
                if len(alive) == len(heads):
                    break
        return taken

    async def finish(
        self, item: OutboxItem, *, state: DeliveryState, reason: str, event: Event | None
    ) -> None:
        """Note how the call ended. ``failed`` with reason ``window`` (45015) also closes the
        allowance, with reason ``quota`` (45047) also spends it wholly.

        Fenced by ``attempts``: a worker whose item was put back meanwhile changes nothing.
        """
        async with self._database.write() as connection:
            await lock_conversation(connection, item.conversation_id)
            claimed_at = await _end(connection, item, {"state": state, "reason": reason})
            if claimed_at is None:
                return
            if await _is_latest(connection, item):
                await set_message_state(connection, item.message_id, state, reason=reason)
            if state is DeliveryState.FAILED and reason in {"window", "quota"}:
                lack = cast(Lack, reason)
                await settle_refusal(connection, item.conversation_id, lack, claimed_at)
            if event is not None:
                await insert_events(connection, [event], conversation_id=item.conversation_id)

    async def postpone(self, item: OutboxItem, *, not_before: datetime, reason: str) -> None:
        """Put it back to pending, to be tried again."""
        values = {
            "state": DeliveryState.PENDING,
            "reason": reason,
            "not_before": not_before,
        }
        async with self._database.write() as connection:
            await lock_conversation(connection, item.conversation_id)
            if await _end(connection, item, values) is not None:
                state = DeliveryState.PENDING
                await set_message_state(connection, item.message_id, state, reason=reason)

    async def release_interrupted(self, account: str, *, at: datetime) -> int:
        """At start: what was left in ``sending`` by a dead process becomes ``unknown``, also
        passive replies. Returns how many messages.
        """
        o, m = s.outbox, s.message
        values = {"state": DeliveryState.UNKNOWN, "reason": "interrupted"}
        async with self._database.write() as connection:
            await connection.execute(
                update(o)
                .where(o.c.account == account, o.c.state == DeliveryState.SENDING)
                .where(o.c.claimed_at <= at)
                .values(values)
            )
            released = await connection.execute(
                update(m)
                .where(m.c.account == account, m.c.state == DeliveryState.SENDING, m.c.at <= at)
                .values(values)
            )
            return released.rowcount

    async def list_outbox(
        self, account: str, *, states: Sequence[DeliveryState] = (), limit: int = 100
    ) -> list[OutboxItem]:
        """Newest first; no states means all that is not sent."""
        wanted = states or [state for state in DeliveryState if state is not DeliveryState.SENT]
        table = s.outbox.c
        query = select_outbox().where(table.account == account, table.state.in_(wanted))
        async with self._database.read() as connection:
            rows = await connection.execute(query.order_by(table.id.desc()).limit(limit))
            return [outbox_item_of(row) for row in rows]

    async def replay(self, account: str, outbox_id: OutboxId, *, at: datetime) -> OutboxItem:
        """Send a failed or unknown one again as a new attempt row for the same message.

        Spends the allowance like any message. Raises ``NotFound``, ``Refused``.
        """
        async with self._database.write() as connection:
            item = await _find_item(connection, account, outbox_id)
            epoch = await lock_conversation(connection, item.conversation_id)
            item = await _find_item(connection, account, outbox_id)
            if item.state not in _REPLAYABLE or not await _is_latest(connection, item):
                raise Refused(
                    "Only the last attempt of a failed or doubtful message can be repeated",
                    remedy="look at its present state first",
                    reason="state",
                )
            lack = await spend_allowance(connection, item.conversation_id, at)
            if lack is not None:
                raise refused(lack)
            new_id = await insert_attempt(
                connection,
                Attempt(
                    account=account,
                    message_id=item.message_id,
                    conversation_id=item.conversation_id,
                    actor=item.actor,
                    epoch=epoch,
                    at=at,
                    late=item.late,
                ),
            )
            await set_message_state(connection, item.message_id, DeliveryState.PENDING)
            return await _find_item(connection, account, new_id)

    async def next_due_at(self, account: str) -> datetime | None:
        """When the next pending item may be tried, or nothing if none waits.

        Heads of conversations only: what stands behind a message in flight is not due.
        """
        table = s.outbox.c
        query = select(func.min(table.not_before)).where(
            table.account == account, table.state == DeliveryState.PENDING, _is_head()
        )
        async with self._database.read() as connection:
            found: datetime | None = (await connection.execute(query)).scalar_one()
            return found


def _is_head() -> ColumnElement[bool]:
    """Nothing of the same conversation waits before it."""
    before = s.outbox.alias("before")
    return ~exists().where(
        before.c.conversation_id == s.outbox.c.conversation_id,
        before.c.state.in_(_WAITING),
        before.c.id < s.outbox.c.id,
    )


async def _lock_heads(
    connection: AsyncConnection, account: str, now: datetime, limit: int
) -> Sequence[Row[Any]]:
    """Due heads with what may speak against them; those another process holds are passed over."""
    o, c, a = s.outbox.c, s.conversation.c, s.allowance.c
    is_open = exists().where(a.conversation_id == o.conversation_id, a.expires_at > now)
    query = (
        select_outbox()
        .add_columns(c.epoch.label("owner_epoch"), is_open.label("is_open"))
        .where(
            o.account == account,
            o.state == DeliveryState.PENDING,
            o.not_before <= now,
            _is_head(),
        )
        .order_by(o.id)
        .limit(limit)
        .with_for_update(of=s.outbox, skip_locked=True)
    )
    return (await connection.execute(query)).all()


def _doom(row: Row[Any]) -> str:
    """Why a due item may no longer be sent, empty if it may.

    An agent's message was sent by the owner of that moment: closing right after it drops nothing.
    """
    if row.actor != "agent" and row.epoch != row.owner_epoch:
        return "epoch"
    return "" if row.is_open else "window"


async def _take(connection: AsyncConnection, row: Row[Any], now: datetime) -> OutboxItem:
    reason = _doom(row)
    state = DeliveryState.FAILED if reason else DeliveryState.SENDING
    attempts = row.attempts if reason else row.attempts + 1
    table = s.outbox
    await connection.execute(
        update(table)
        .where(table.c.id == row.id)
        .values(state=state, reason=reason, claimed_at=now, attempts=attempts)
    )
    await set_message_state(connection, row.message_id, state, reason=reason)
    if reason == "epoch":
        await give_back(connection, row.conversation_id)
    item = outbox_item_of(row, with_identity=True)
    return replace(item, state=state, reason=reason, attempts=attempts)


async def _end(
    connection: AsyncConnection, item: OutboxItem, values: dict[str, object]
) -> datetime | None:
    """End the attempt that the worker holds; when it was claimed, or nothing if it is not its.

    ``unknown`` is accepted too: a process that starts beside a living one releases what seems
    interrupted, and the living one still learns how its call ended.
    """
    table = s.outbox
    statement = (
        update(table)
        .where(
            table.c.id == item.id,
            table.c.attempts == item.attempts,
            or_(
                table.c.state == DeliveryState.SENDING,
                and_(table.c.state == DeliveryState.UNKNOWN, table.c.reason == "interrupted"),
            ),
        )
        .values(values)
        .returning(table.c.claimed_at)
    )
    found: datetime | None = (await connection.execute(statement)).scalar_one_or_none()
    return found


async def _is_latest(connection: AsyncConnection, item: OutboxItem) -> bool:
    table = s.outbox.c
    query = select(func.max(table.id)).where(table.message_id == item.message_id)
    return bool((await connection.execute(query)).scalar_one() == item.id)


async def _find_item(connection: AsyncConnection, account: str, outbox_id: OutboxId) -> OutboxItem:
    table = s.outbox.c
    query = select_outbox().where(table.account == account, table.id == outbox_id)
    row = (await connection.execute(query)).first()
    if row is None:
        raise NotFound("There is no such message in the outbox", outbox_id=outbox_id)
    return outbox_item_of(row)
