"""The nouns of the gateway as frozen values.

Nothing here acts: rules decide over these values, the store keeps them, channels carry them.
Times are aware UTC datetimes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Literal, NewType

from intents.types import Decision, EntryId

OpenId = NewType("OpenId", str)
"""The platform's name for a fan of one account; never logged, never shown."""
Pid = NewType("Pid", str)
"""The pseudonym of a fan: HMAC(key, account|openid), safe to export."""
ConversationId = NewType("ConversationId", int)
HandoffId = NewType("HandoffId", int)
MessageId = NewType("MessageId", int)
AgentId = NewType("AgentId", int)
OutboxId = NewType("OutboxId", int)

WECHAT = "wechat_mp"
"""The channel of WeChat service accounts."""

Lang = Literal["zh", "zh-Hant", "en"]
Datum = Literal["wgs84", "gcj02", "bd09"]
Direction = Literal["in", "out", "internal"]
Actor = Literal["fan", "bot", "agent", "journey", "system"]


@dataclass(frozen=True, slots=True)
class Point:
    """A place on earth in degrees, with the coordinate system it is written in."""

    latitude: float
    longitude: float
    datum: Datum


class InboundKind(StrEnum):
    """What a fan (or the platform on a fan's behalf) did."""

    TEXT = "text"
    IMAGE = "image"
    VOICE = "voice"
    VIDEO = "video"
    LOCATION = "location"
    LINK = "link"
    FOLLOW = "follow"
    UNFOLLOW = "unfollow"
    SCAN = "scan"
    CLICK = "click"
    VIEW = "view"
    LOCATION_REPORT = "location_report"
    UNKNOWN_MESSAGE = "unknown_message"
    UNKNOWN_EVENT = "unknown_event"

    @property
    def is_message(self) -> bool:
        """Whether the platform counts it as the fan writing, which opens 5 messages in 48 h."""
        return self in _MESSAGES


_MESSAGES = frozenset(
    {
        InboundKind.TEXT,
        InboundKind.IMAGE,
        InboundKind.VOICE,
        InboundKind.VIDEO,
        InboundKind.LOCATION,
        InboundKind.LINK,
        InboundKind.UNKNOWN_MESSAGE,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Inbound:
    """One thing that came in from a fan, whatever its type; nothing from a fan is dropped.

    ``key`` tells a repeated push from a new one. ``text`` is what the fan wrote or said
    (recognised voice, the label of a pin, the title of a link). ``native_type`` keeps the
    platform's own name of the type, ``extra`` the fields that no other attribute holds, and
    ``raw`` the decrypted body.
    """

    channel: str
    account: str
    key: str
    open_id: OpenId
    account_name: str
    kind: InboundKind
    native_type: str
    sent_at: datetime
    received_at: datetime
    text: str = ""
    message_id: int | None = None
    media_id: str = ""
    url: str = ""
    description: str = ""
    point: Point | None = None
    precision_m: float | None = None
    event_key: str = ""
    ticket: str = ""
    menu_tap: str = ""
    extra: Mapping[str, str] = field(default_factory=dict)
    raw: str = ""


@dataclass(frozen=True, slots=True)
class Text:
    """A text bubble. Links may stand in it as ``<a href="https://...">words</a>``."""

    text: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that the platform already holds under this media id."""

    media_id: str


@dataclass(frozen=True, slots=True)
class News:
    """One link card."""

    title: str
    description: str
    url: str
    picture_url: str = ""


Content = Text | Picture | News


@dataclass(frozen=True, slots=True)
class Choice:
    """One numbered possibility offered to the fan; ``entry`` is what it leads to."""

    label: str
    entry: EntryId


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialogue:
    """What the bot is waiting for in a conversation.

    ``waits_for`` is ``choice`` after numbered choices and ``matter`` after a tapped 人工, when
    one written sentence is asked for. ``misses`` counts fallbacks in a row.
    """

    waits_for: Literal["nothing", "choice", "matter"] = "nothing"
    choices: tuple[Choice, ...] = ()
    asked_at: datetime | None = None
    misses: int = 0


class AllowanceKind(StrEnum):
    """What the fan did to let the brand write; the number and time depend on it."""

    MESSAGE = "message"
    MENU = "menu"
    FOLLOW = "follow"
    SCAN = "scan"


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
    lang: Lang = "zh"


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """The one running conversation of a fan on one channel, as loaded before deciding.

    ``epoch`` rises at each change of owner (bot, queue, agent): a message of an older epoch is
    never sent. ``version`` guards every write: zero rows changed means somebody was faster.
    ``id`` is nothing for a fan never seen before.
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
class Event:
    """One row of behavioural data. Never holds free text, an openid or a phone number.

    ``conversation_id`` may be left out where the store knows it (within an exchange).
    """

    event_id: str
    type: str
    occurred_at: datetime
    received_at: datetime
    channel: str
    account: str
    pid: Pid | None = None
    session_id: str | None = None
    conversation_id: ConversationId | None = None
    direction: Direction = "internal"
    actor: Actor = "system"
    agent_id: AgentId | None = None
    intent: str | None = None
    confidence: float | None = None
    runner_up: str | None = None
    margin: float | None = None
    matcher: str | None = None
    faq_version: str | None = None
    lang: str | None = None
    outcome: str | None = None
    source: str | None = None
    scene: str | None = None
    campaign: str | None = None
    store: str | None = None
    window_kind: str | None = None
    window_left_s: int | None = None
    quota_left: int | None = None
    latency_ms: int | None = None
    error_code: str | None = None
    tags: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    props: Mapping[str, str | int | float | bool] = field(default_factory=dict)
    schema_version: str = "1-0-0"


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """Which handler answers, and why: kept in the record as the reason of the answer."""

    handler: str
    reason: str
    decision: Decision | None = None
    entry: EntryId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What a handler gets: one inbound message in its conversation, already routed."""

    inbound: Inbound
    conversation: Conversation
    route: Route
    lang: Lang
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class EventDraft:
    """A thing a handler wants counted; ``flow.record`` makes the full event of it."""

    type: str
    outcome: str | None = None
    store: str | None = None
    props: Mapping[str, str | int | float | bool] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a handler decided. It never sends: ``rules.delivery`` plans, ``flow`` acts.

    ``contents`` are the bubbles in order. ``dialogue`` is what the bot waits for afterwards.
    ``handoff_reason`` set means: queue the fan for a human in the same transaction. ``silent``
    answers the platform with ``success`` and the fan with nothing, for the few cases where that
    is right (an agent is talking, an unfollow, an automatic location report).
    """

    contents: tuple[Content, ...] = ()
    dialogue: Dialogue = field(default_factory=Dialogue)
    handoff_reason: str | None = None
    acknowledges: bool = False
    silent: bool = False
    outcome: str = "answered"
    entry: EntryId | None = None
    tags: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    events: tuple[EventDraft, ...] = ()


@dataclass(frozen=True, slots=True)
class Reply:
    """The passive reply as saved: clear inner XML, or ``""`` for the word ``success``.

    ``message_id`` is its bubble, so that a repeat of the push can tell that it was delivered.
    """

    body: str
    message_id: MessageId | None = None


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
