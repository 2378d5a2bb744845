"""Customer-service messages on their way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.model import (
    UNSIGNED,
    Actor,
    Agent,
    Byline,
    Content,
    ConversationId,
    DeliveryState,
    Event,
    Handoff,
    Message,
    OutboxId,
    OutboxItem,
    PairDraft,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class QueuedMessage:
    """A message that an agent wants sent through the platform's API.

    ``epoch`` and ``handoff`` are the conversation's as the agent saw them. Without a handoff of
    that agent nothing new is queued; only the repeat of an earlier key is answered.
    """

    conversation_id: ConversationId
    content: Content
    actor: Actor
    agent: Agent
    epoch: int
    handoff: Handoff | None
    at: datetime
    event: Event | None = None
    idempotency_key: str | None = None
    byline: Byline = UNSIGNED
    pair: PairDraft | None = None


class OutboxStore(Protocol):
    """Customer-service messages on their way: pending, sending, sent, failed, unknown."""

    async def queue_message(self, message: QueuedMessage) -> Message:
        """Spend one of the allowance and queue the message, in one transaction.

        Moves an active handoff to waiting. The same idempotency key gives the same message
        again, whoever owns the conversation by now. Raises ``Refused`` with ``reason``
        ``window`` or ``quota`` in its data, or ``key`` when the key stands for another message;
        ``ConflictError`` when epoch or owner have changed.
        """
        ...

    async def claim_due(self, account: str, *, now: datetime, limit: int = 20) -> list[OutboxItem]:
        """Take what is due, the head of each conversation only: pending -> sending, attempts + 1,
        committed before the call.

        What may no longer be sent comes back ``failed``: with reason ``epoch`` what the bot said
        before an agent took over (its allowance is given back), with reason ``window`` what the
        window has closed on.
        """
        ...

    async def finish(
        self, item: OutboxItem, *, state: DeliveryState, reason: str, event: Event | None
    ) -> None:
        """Note how the call ended. ``failed`` with reason ``window`` (45015) also closes the
        allowance, with reason ``quota`` (45047) also spends it wholly.
        """
        ...

    async def postpone(self, item: OutboxItem, *, not_before: datetime, reason: str) -> None:
        """Put it back to pending, to be tried again."""
        ...

    async def release_interrupted(self, account: str, *, at: datetime) -> int:
        """At start: what was left in ``sending`` by a dead process becomes ``unknown``, also
        passive replies. Returns how many.
        """
        ...

    async def list_outbox(
        self, account: str, *, states: Sequence[DeliveryState] = (), limit: int = 100
    ) -> list[OutboxItem]:
        """Newest first; no states means all that is not sent."""
        ...

    async def replay(self, account: str, outbox_id: OutboxId, *, at: datetime) -> OutboxItem:
        """Send a failed or unknown one again as a new attempt row for the same message.

        Spends the allowance like any message. Raises ``NotFound``, ``Refused``.
        """
        ...

    async def next_due_at(self, account: str) -> datetime | None:
        """When the next pending item may be tried, or nothing if none waits."""
        ...
