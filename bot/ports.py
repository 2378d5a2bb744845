"""What the gateway needs from outside its decisions, as small protocols.

``app`` passes the real ones in; tests pass small fakes. What handlers get is ``Services`` in
``bot/handlers/services.py``, because it holds content, which lies above this room.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.model import (
    Actor,
    Agent,
    AgentId,
    Allowance,
    Content,
    Conversation,
    ConversationId,
    DeliveryState,
    Dialogue,
    Event,
    Fan,
    Handoff,
    HandoffId,
    HandoffState,
    Inbound,
    Message,
    MessageId,
    OpenId,
    OutboxId,
    OutboxItem,
    Pid,
    Reply,
)


class Clock(Protocol):
    """The time: wall clock for records, monotonic seconds for deadlines."""

    def now(self) -> datetime:
        """The moment as aware UTC."""
        ...

    def monotonic(self) -> float:
        """Seconds that never go back."""
        ...


class Notifier(Protocol):
    """How low rooms tell high ones that something was committed. Never blocks, never fails."""

    def outbox_filled(self) -> None:
        """There is something to send."""
        ...

    def events_written(self) -> None:
        """The event log has grown: desks look for what is new."""
        ...


class Sender(Protocol):
    """Customer-service messages of one channel. Errors are ``PlatformError`` and its branches."""

    async def send(self, open_id: OpenId, content: Content) -> None:
        """Hand one message to the platform; not idempotent."""
        ...


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """What the store made of an exchange."""

    conversation_id: ConversationId
    outgoing_ids: tuple[MessageId, ...]


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


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationSummary:
    """One line of a list of conversations."""

    id: ConversationId
    pid: Pid
    display_name: str
    channel: str
    last_text: str
    last_at: datetime
    handoff: Handoff | None
    allowances: tuple[Allowance, ...]
    last_fan_at: datetime | None = None
    matter: str = ""


class ConversationStore(Protocol):
    """Conversations and their messages, for reading."""

    async def list_conversations(
        self, account: str, *, after: ConversationId | None = None, limit: int = 50
    ) -> list[ConversationSummary]:
        """By id, oldest first, those after a cursor."""
        ...

    async def recent_conversations(
        self, account: str, *, limit: int = 50
    ) -> list[ConversationSummary]:
        """The last active ones first, for the desk."""
        ...

    async def list_summaries(
        self, account: str, ids: Sequence[ConversationId]
    ) -> list[ConversationSummary]:
        """These conversations in the order asked for; those that are not there are left out."""
        ...

    async def find_conversation(
        self, account: str, conversation_id: ConversationId
    ) -> Conversation | None:
        """One conversation as loaded before deciding, or nothing."""
        ...

    async def list_messages(
        self, conversation_id: ConversationId, *, after: MessageId | None = None, limit: int = 200
    ) -> list[Message]:
        """Oldest first, those after a cursor."""
        ...

    async def recent_messages(
        self, conversation_id: ConversationId, *, limit: int = 200
    ) -> list[Message]:
        """The newest messages, shown oldest first."""
        ...


class HandoffStore(Protocol):
    """Requests for a human; each verb is one guarded transaction."""

    async def list_handoffs(
        self,
        account: str,
        *,
        states: Sequence[HandoffState] = (),
        after: HandoffId | None = None,
        limit: int = 50,
    ) -> list[Handoff]:
        """Oldest first; no states means all."""
        ...

    async def recent_handoffs(
        self, conversation_id: ConversationId, *, limit: int = 20
    ) -> list[Handoff]:
        """The newest requests of a conversation, closed ones too, shown oldest first."""
        ...

    async def find_handoff(self, account: str, handoff_id: HandoffId) -> Handoff | None:
        """One request, or nothing."""
        ...

    async def claim_handoff(
        self, handoff: Handoff, *, agent: Agent, at: datetime, events: Sequence[Event]
    ) -> Handoff:
        """Take a queued fan: state queued -> active, epoch+1, one conditional UPDATE.

        Raises ``ConflictError`` with ``winner`` (the agent's log-in name, or None if it was
        closed) and ``winner_display`` (the name that colleagues read).
        """
        ...

    async def close_handoff(
        self, handoff: Handoff, *, label: str, at: datetime, events: Sequence[Event]
    ) -> Handoff:
        """Give the fan back to the bot: state -> closed, epoch+1.

        Guarded on the handoff's ``version``; raises ``ConflictError`` if it has changed.
        """
        ...


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


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """An event with its place in commit order."""

    seq: int
    event: Event


class EventStore(Protocol):
    """The append-only log."""

    async def append_events(self, events: Sequence[Event]) -> None:
        """Write them; one already there (same event_id) is left alone."""
        ...

    async def read_events(
        self, account: str, *, after_seq: int = 0, since: datetime | None = None, limit: int = 500
    ) -> list[StoredEvent]:
        """In commit order."""
        ...

    async def seq_of(self, account: str, event_id: str) -> int | None:
        """Where an event stands in commit order, or nothing."""
        ...

    async def last_seq(self, account: str) -> int:
        """The newest event's place, 0 for an empty log."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentRecord:
    """An agent with the argon2 hash of their password."""

    agent: Agent
    password_hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A log-in at the desk. Only the SHA-256 of its secret is stored."""

    id: str
    agent: Agent
    csrf: str
    created_at: datetime
    expires_at: datetime


class AgentStore(Protocol):
    """Agents and their log-ins."""

    async def add_agent(
        self, name: str, *, role: str, password_hash: str, at: datetime, display_name: str = ""
    ) -> Agent:
        """Raises ``ConflictError`` if the name is taken."""
        ...

    async def list_agents(self) -> list[Agent]:
        """By name."""
        ...

    async def find_agent(self, name: str) -> AgentRecord | None:
        """By exact name."""
        ...

    async def disable_agent(self, name: str, *, at: datetime, events: Sequence[Event] = ()) -> None:
        """Also revokes every session and puts whom they serve back into the queue.

        Raises ``NotFound``.
        """
        ...

    async def set_password(self, name: str, *, password_hash: str, at: datetime) -> None:
        """Also revokes every session. Raises ``NotFound``."""
        ...

    async def open_session(
        self, agent: Agent, *, secret_hash: str, csrf: str, at: datetime, expires_at: datetime
    ) -> Session:
        """A new log-in; the session's id is the secret's hash."""
        ...

    async def find_session(self, secret_hash: str, *, at: datetime) -> Session | None:
        """A session that is neither expired nor revoked, of an agent who is not disabled."""
        ...

    async def revoke_session(self, session_id: str, *, at: datetime) -> None:
        """Log out."""
        ...

    async def record_audit(
        self, action: str, *, at: datetime, agent_id: AgentId | None, address: str, detail: str
    ) -> None:
        """One row of the audit log: log-ins, refusals, exports, reveals."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKey:
    """A key of the REST interface; only its SHA-256 is stored. A desk key acts as its agent."""

    name: str
    scope: str
    agent: Agent | None
    created_at: datetime
    revoked_at: datetime | None = None


class ApiKeyStore(Protocol):
    """Keys of the REST interface."""

    async def add_key(
        self, name: str, *, scope: str, agent: Agent | None, secret_hash: str, at: datetime
    ) -> ApiKey:
        """Raises ``ConflictError`` if the name is taken by a live key."""
        ...

    async def list_keys(self) -> list[ApiKey]:
        """By name, revoked ones too."""
        ...

    async def revoke_key(self, name: str, *, at: datetime) -> None:
        """Raises ``NotFound``."""
        ...

    async def find_key(self, secret_hash: str) -> ApiKey | None:
        """A live key whose agent, if any, is not disabled."""
        ...


class SettingStore(Protocol):
    """Small values that the database keeps for all processes of an account."""

    async def get_or_create(self, name: str, value: str) -> str:
        """The stored value; stores and returns the given one if there was none (atomic)."""
        ...

    async def read_setting(self, name: str) -> str | None:
        """The stored value, or nothing."""
        ...

    async def write_setting(self, name: str, value: str) -> None:
        """Replace it."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Stores:
    """Every store of one database, made and closed by ``app``."""

    inbound: InboundStore
    conversations: ConversationStore
    handoffs: HandoffStore
    outbox: OutboxStore
    events: EventStore
    agents: AgentStore
    keys: ApiKeyStore
    settings: SettingStore
