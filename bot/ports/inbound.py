"""The record of what came in: one exchange, one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.model import (
    Actor,
    Allowance,
    Consent,
    Content,
    Conversation,
    ConversationId,
    DeliveryState,
    Dialogue,
    ErasureDraft,
    Event,
    Fan,
    FanTag,
    HandoffState,
    Inbound,
    LeadDraft,
    MessageId,
    PairDraft,
    Pid,
    Reply,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class OutgoingDraft:
    """A bubble about to be recorded.

    ``via`` is ``passive`` for the free reply (state sending until the response was written) and
    ``outbox`` for a customer-service message. ``event`` is its message_sent or message_failed
    row. ``refused`` is the reason (quota or window) why it may not be sent: it is recorded as
    failed and spends nothing.
    """

    content: Content
    actor: Actor
    via: str
    intent: str | None = None
    confidence: float | None = None
    event: Event | None = None
    refused: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """Everything that one inbound message changes, written in one transaction.

    ``expected_version`` guards the conversation: another version in the database means that an
    agent or another process was faster, and nothing is written. ``fan`` and ``dialogue`` are the
    new values. ``granted`` replaces the allowance of its kind; messages that wait in the
    outbox or left it since the fan's act count as spent of it. ``handoff_opened`` names the
    reason of a new request for a human (its epoch+1 included); ``handoff_to`` moves the open one
    (fan writes: waiting -> active; unfollow: closed). ``reply`` is what a repeat of this push
    gets again.
    """

    inbound: Inbound
    fan: Fan
    conversation_id: ConversationId | None
    expected_version: int
    dialogue: Dialogue
    session_id: str
    events: tuple[Event, ...]
    outgoing: tuple[OutgoingDraft, ...]
    reply: Reply
    granted: Allowance | None = None
    handoff_opened: str | None = None
    handoff_to: HandoffState | None = None
    acknowledged: bool = False
    lead: LeadDraft | None = None
    consents: tuple[Consent, ...] = ()
    tags: tuple[FanTag, ...] = ()
    erasures: tuple[ErasureDraft, ...] = ()
    pairs: tuple[PairDraft, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """What the store made of an exchange."""

    conversation_id: ConversationId
    outgoing_ids: tuple[MessageId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What the platform reported by itself: no fan acted, so only the log changes.

    ``conversation_id`` is that of the fan whom it is about, where the gateway knows them.
    """

    inbound: Inbound
    conversation_id: ConversationId | None
    events: tuple[Event, ...]
    erasures: tuple[ErasureDraft, ...] = ()


class InboundStore(Protocol):
    """The record of what came in and what was answered."""

    async def find_reply(self, account: str, key: str) -> Reply | None:
        """The saved reply of a push already recorded, or nothing if it is new."""
        ...

    async def load_conversation(self, account: str, pid: Pid) -> Conversation | None:
        """The fan's conversation with its open handoff and allowances; None for a new fan."""
        ...

    async def record_exchange(self, exchange: Exchange) -> Recorded | Reply | None:
        """Write everything in one transaction.

        Returns ``Recorded``; or the stored ``Reply`` when this key was recorded meanwhile (a
        lost race: the caller discards its work); or None when the conversation has another
        version (the caller loads again). Raises ``StoreBusy`` when nothing could be written.
        """
        ...

    async def record_notice(self, notice: Notice) -> None:
        """Write the key with an empty reply and the events, once: a repeat changes nothing.

        Raises ``StoreBusy`` when nothing could be written.
        """
        ...

    async def mark_passive(self, message_ids: Sequence[MessageId], state: DeliveryState) -> None:
        """Note whether the passive reply's response was written (sent) or not (unknown)."""
        ...

    async def requeue_passive(self, message_ids: Sequence[MessageId], at: datetime) -> bool:
        """The reply came too late for the response: move it to the outbox (bot messages only).

        A repeat of the push is answered with ``success`` from now on. Spends the allowance in
        the same transaction; without one the message becomes failed with reason ``quota`` or
        ``window``, and a message_failed event tells it. Returns whether anything was queued.
        """
        ...

    async def record_bad_event(self, account: str, raw: bytes, reason: str, at: datetime) -> None:
        """Keep the head of a validly signed body that cannot be read, without who sent it."""
        ...
