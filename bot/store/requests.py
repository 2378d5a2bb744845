"""Opening and moving the request for a human that one inbound message brings about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import literal_column, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model import AgentId, ConversationId, HandoffState, MessageId
from bot.rules.transitions import TABLE, HandoffAct, follow
from bot.store.inserts import insert_unless
from bot.store.schema import conversation
from bot.store.schema import handoff as table

_ASKED = follow(None, HandoffAct.ASK)


def origins(*acts: HandoffAct, to: HandoffState) -> tuple[HandoffState, ...]:
    """The other states from which these acts lead there, by the table of transitions."""
    return tuple(
        state
        for (state, act), transition in TABLE.items()
        if state is not None and state is not to and act in acts and transition.to is to
    )


async def move_handoff(
    connection: AsyncConnection, conversation_id: ConversationId, *, to: HandoffState, at: datetime
) -> bool:
    """Move the open request as the fan's act asks for; whether its owner lost it."""
    movable = origins(HandoffAct.FAN_WRITES, HandoffAct.FAN_LEAVES, to=to)
    closing = {"closed_at": at} if to is HandoffState.CLOSED else {}
    moved = await connection.execute(
        update(table)
        .where(table.c.conversation_id == conversation_id, table.c.state.in_(movable))
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
            "state": _ASKED.to,
            "reason": request.reason,
            "message_id": request.message_id,
            "queued_at": request.at,
            "version": 0,
        },
    )
    return bool(opened.rowcount)


async def release_handoffs(connection: AsyncConnection, agent_id: AgentId) -> None:
    """Put everybody whom this agent serves back into the queue, at the place they had."""
    served = origins(HandoffAct.AGENT_LEAVES, to=HandoffState.QUEUED)
    released = await connection.execute(
        update(table)
        .where(table.c.agent_id == agent_id, table.c.state.in_(served))
        .values(
            state=HandoffState.QUEUED, agent_id=None, claimed_at=None, version=table.c.version + 1
        )
        .returning(table.c.conversation_id)
    )
    ids = [row.conversation_id for row in released]
    if ids:
        await connection.execute(
            update(conversation)
            .where(conversation.c.id.in_(ids))
            .values(epoch=conversation.c.epoch + 1, version=conversation.c.version + 1)
        )
