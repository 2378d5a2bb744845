"""Writing bubbles and the outbox rows that carry them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import NAMESPACE_URL, uuid5

from sqlalchemy import insert, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model import (
    UNSIGNED,
    Actor,
    Agent,
    Byline,
    Content,
    ConversationId,
    DeliveryState,
    Event,
    Inbound,
    MessageId,
    OutboxId,
)
from bot.rules.contents import kind_of, words_of
from bot.store import schema as s
from bot.store.contents import dump_content, dump_inbound

_INSERT_MESSAGE = insert(s.message).returning(s.message.c.id)
_LATE_EVENT = "urn:wechat-service-gateway:late-failure"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bubble:
    """A message of ours about to be written; ``epoch`` fences its sending."""

    account: str
    conversation_id: ConversationId
    content: Content
    actor: Actor
    at: datetime
    state: DeliveryState
    epoch: int
    reason: str = ""
    agent: Agent | None = None
    intent: str | None = None
    confidence: float | None = None
    event_id: str | None = None
    byline: Byline = UNSIGNED


async def insert_bubble(connection: AsyncConnection, bubble: Bubble) -> MessageId:
    """Write a message of ours and return its id."""
    values = {
        "account": bubble.account,
        "conversation_id": bubble.conversation_id,
        "direction": "out",
        "actor": bubble.actor,
        "kind": kind_of(bubble.content),
        "text": words_of(bubble.content),
        "at": bubble.at,
        "state": bubble.state,
        "reason": bubble.reason,
        "agent_id": None if bubble.agent is None else bubble.agent.id,
        "content": dump_content(bubble.content, bubble.byline),
        "intent": bubble.intent,
        "confidence": bubble.confidence,
        "epoch": bubble.epoch,
        "event_id": bubble.event_id,
    }
    return await _insert_message(connection, values)


async def insert_inbound_message(
    connection: AsyncConnection,
    inbound: Inbound,
    *,
    conversation_id: ConversationId,
    epoch: int,
    event_id: str | None,
) -> MessageId:
    """Write what the fan said or did into the history."""
    values = {
        "account": inbound.account,
        "conversation_id": conversation_id,
        "direction": "in",
        "actor": "fan",
        "kind": inbound.kind,
        "text": inbound.text,
        "at": inbound.received_at,
        "state": DeliveryState.SENT,
        "reason": "",
        "content": dump_inbound(inbound),
        "epoch": epoch,
        "event_id": event_id,
    }
    return await _insert_message(connection, values)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """An attempt to send one message through the platform's API, about to be queued."""

    account: str
    message_id: MessageId
    conversation_id: ConversationId
    actor: Actor
    epoch: int
    at: datetime
    late: bool = False
    idempotency_key: str | None = None


async def insert_attempt(connection: AsyncConnection, attempt: Attempt) -> OutboxId:
    """Queue an attempt, due at once."""
    statement = insert(s.outbox).values(
        account=attempt.account,
        message_id=attempt.message_id,
        conversation_id=attempt.conversation_id,
        actor=attempt.actor,
        epoch=attempt.epoch,
        state=DeliveryState.PENDING,
        attempts=0,
        created_at=attempt.at,
        not_before=attempt.at,
        reason="",
        late=attempt.late,
        idempotency_key=attempt.idempotency_key,
    )
    found: OutboxId = (await connection.execute(statement.returning(s.outbox.c.id))).scalar_one()
    return found


async def set_message_state(
    connection: AsyncConnection, message_id: MessageId, state: DeliveryState, *, reason: str = ""
) -> None:
    """Show on the bubble what is known of its delivery."""
    table = s.message
    await connection.execute(
        update(table).where(table.c.id == message_id).values(state=state, reason=reason)
    )


def undelivered(event: Event, lack: str) -> Event:
    """The event of a message that was refused before it left: it failed, it was not sent."""
    return replace(event, type="message_failed", outcome="failed", error_code=lack)


def late_failure(event: Event, lack: str, at: datetime) -> Event:
    """The event of a reply that was too late for the response and found no allowance.

    ``event`` is the message_sent of that reply, from whose id the new one is derived.
    """
    return replace(
        undelivered(event, lack),
        event_id=str(uuid5(NAMESPACE_URL, f"{_LATE_EVENT}:{event.event_id}")),
        occurred_at=at,
        received_at=at,
        latency_ms=None,
        props={"via": "custom", "state": str(DeliveryState.FAILED), "by": "bot", "late": True},
    )


async def _insert_message(connection: AsyncConnection, values: dict[str, object]) -> MessageId:
    found: MessageId = (await connection.execute(_INSERT_MESSAGE, values)).scalar_one()
    return found
