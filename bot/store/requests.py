"""Opening and moving the request for a human that one inbound message brings about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, literal_column, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model import ConversationId, HandoffId, HandoffState, MessageId
from bot.store.inserts import insert_unless
from bot.store.schema import handoff as table

_FIND_OPEN = select(table.c.id).where(
    table.c.conversation_id == bindparam("id"), table.c.state != HandoffState.CLOSED
)
_MOVES_FROM = {
    HandoffState.ACTIVE: (HandoffState.WAITING,),
    HandoffState.CLOSED: tuple(state for state in HandoffState if state.is_open),
}


async def find_open_handoff(
    connection: AsyncConnection, conversation_id: ConversationId
) -> HandoffId | None:
    """The open request of a conversation, if it has one."""
    rows = await connection.execute(_FIND_OPEN, {"id": conversation_id})
    found: HandoffId | None = rows.scalar_one_or_none()
    return found


async def move_handoff(
    connection: AsyncConnection, conversation_id: ConversationId, *, to: HandoffState, at: datetime
) -> bool:
    """Move the open request (waiting -> active, any -> closed); whether its owner lost it."""
    closing = {"closed_at": at} if to is HandoffState.CLOSED else {}
    moved = await connection.execute(
        update(table)
        .where(table.c.conversation_id == conversation_id, table.c.state.in_(_MOVES_FROM[to]))
        .values(state=to, version=table.c.version + 1, **closing)
    )
    return bool(moved.rowcount) and to is HandoffState.CLOSED


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRequest:
    """A fan about to be queued for a human; ``message_id`` holds the words of asking."""

    account: str
    conversation_id: ConversationId
    reason: str
    message_id: MessageId | None
    at: datetime


async def open_handoff(connection: AsyncConnection, request: NewRequest) -> bool:
    """Queue the fan for a human unless a request is open already; whether it was opened."""
    is_open = table.c.state != literal_column("'closed'")
    opened = await connection.execute(
        insert_unless(connection, table, "conversation_id", is_open),
        {
            "account": request.account,
            "conversation_id": request.conversation_id,
            "state": HandoffState.QUEUED,
            "reason": request.reason,
            "message_id": request.message_id,
            "queued_at": request.at,
            "version": 0,
        },
    )
    return bool(opened.rowcount)
