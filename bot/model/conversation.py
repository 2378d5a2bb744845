"""Who talks with whom: fan, conversation, allowance, handoff, message, agent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Literal

from bot.model.content import UNSIGNED, Byline, Content, Dialogue
from bot.model.names import (
    Actor,
    AgentId,
    ConversationId,
    Direction,
    HandoffId,
    Lang,
    MessageId,
    OpenId,
    OutboxId,
    Pid,
)


class AllowanceKind(StrEnum):
    """What the fan did to let the brand write; the number and time depend on it."""

    MESSAGE = "message"
    MENU = "menu"
    FOLLOW = "follow"
    SCAN = "scan"
    PAYMENT = "payment"


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """Customer-service messages that one act of the fan allows, and how many are spent."""

    kind: AllowanceKind
    granted_at: datetime
    expires_at: datetime
    total: int
    spent: int = 0

    def left_at(self, now: datetime) -> int:
        """How many messages may still be sent at that moment."""
        return max(0, self.total - self.spent) if now < self.expires_at else 0


class HandoffState(StrEnum):
    """Where a request for a human stands; BOT is the absence of an open handoff."""

    QUEUED = "queued"
    OFFERED = "offered"
    ACTIVE = "active"
    WAITING = "waiting"
    CALLBACK = "callback"
    WRAPUP = "wrapup"
    CLOSED = "closed"

    @property
    def is_open(self) -> bool:
        """Whether a human still owes or is giving service."""
        return self is not HandoffState.CLOSED


@dataclass(frozen=True, slots=True, kw_only=True)
class Handoff:
    """One request for a human, from the queue to its close.

    ``agent`` is the log-in name of its owner, ``agent_display`` the name that colleagues read.
    """

    id: HandoffId
    conversation_id: ConversationId
    state: HandoffState
    reason: str
    queued_at: datetime
    agent_id: AgentId | None = None
    agent: str | None = None
    agent_display: str | None = None
    claimed_at: datetime | None = None
    closed_at: datetime | None = None
    label: str | None = None
    version: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Fan:
    """What is known of a follower. ``source`` tells how they came (docs/reference/events.md)."""

    pid: Pid
    account: str
    open_id: OpenId
    display_name: str
    following: bool = True
    followed_at: datetime | None = None
    unfollowed_at: datetime | None = None
    source: str = "unknown"
    scene: str = ""
    campaign: str = ""
    lang: Lang = "zh"


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """The one running conversation of a fan on one channel, as loaded before deciding.

    ``epoch`` rises at each change of owner (bot, queue, agent): a message of an older epoch is
    never sent. ``version`` guards every write: zero rows changed means somebody was faster.
    ``id`` is nothing for a fan never seen before. ``lost_file`` says why the file whose purpose
    was asked for cannot be used; it is known only while that question stands.
    """

    id: ConversationId | None
    fan: Fan
    epoch: int = 0
    version: int = 0
    last_fan_at: datetime | None = None
    last_at: datetime | None = None
    last_ack_at: datetime | None = None
    session_id: str | None = None
    dialogue: Dialogue = field(default_factory=Dialogue)
    handoff: Handoff | None = None
    allowances: tuple[Allowance, ...] = ()
    lost_file: str = ""


class DeliveryState(StrEnum):
    """What is honestly known of a message's delivery."""

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One bubble of a conversation, as stored. ``content`` is its full form."""

    id: MessageId
    conversation_id: ConversationId
    direction: Direction
    actor: Actor
    kind: str
    text: str
    at: datetime
    state: DeliveryState
    reason: str = ""
    agent: str | None = None
    content: Mapping[str, object] = field(default_factory=dict)
    intent: str | None = None
    confidence: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Agent:
    """A human who answers at the desk."""

    id: AgentId
    name: str
    role: Literal["agent", "supervisor", "admin", "stylist"]
    disabled: bool = False
    display_name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxItem:
    """One customer-service message on its way. ``open_id`` is filled in when it is claimed.

    ``attempts`` counts the calls to the platform, the one under way included. ``late`` marks a
    passive reply that came too late for the response.
    """

    id: OutboxId
    message_id: MessageId
    conversation_id: ConversationId
    account: str
    actor: Actor
    content: Content
    epoch: int
    state: DeliveryState
    attempts: int
    created_at: datetime
    not_before: datetime
    reason: str = ""
    open_id: OpenId | None = None
    late: bool = False
    byline: Byline = UNSIGNED
