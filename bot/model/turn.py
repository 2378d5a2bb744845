"""One message on its way: routed, answered, replied to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.model.arrival import Arrival
from bot.model.consent import ConsentDraft
from bot.model.content import Content, Dialogue
from bot.model.conversation import (
    Conversation,
)
from bot.model.event import EventDraft
from bot.model.inbound import Inbound
from bot.model.lead import LeadDraft
from bot.model.names import (
    Lang,
    MessageId,
)
from intents.types import Decision, EntryId, Tag


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """Which handler answers, and why: kept in the record as the reason of the answer.

    ``also`` are the further entries of a message that asks more than one thing. ``tags`` are
    what the choice that the fan made tells of them. ``angry``: a person had better be offered,
    whatever is answered.
    """

    handler: str
    reason: str
    decision: Decision | None = None
    entry: EntryId | None = None
    tags: tuple[Tag, ...] = ()
    angry: bool = False
    also: tuple[EntryId, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What a handler gets: one inbound message in its conversation, already routed.

    ``arrival`` tells where the fan comes from, for a follow and a scan.
    """

    inbound: Inbound
    conversation: Conversation
    route: Route
    lang: Lang
    now: datetime
    arrival: Arrival | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a handler decided. It never sends: ``rules.delivery`` plans, ``flow`` acts.

    ``contents`` are the bubbles in order. ``dialogue`` is what the bot waits for afterwards.
    ``handoff_reason`` set means: queue the fan for a human in the same transaction. ``silent``
    answers the platform with ``success`` and the fan with nothing, for the few cases where that
    is right (an agent is talking, an unfollow, an automatic location report). ``consents`` are
    what the fan agreed to or took back with this message, ``lead`` what is to be arranged.
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
    consents: tuple[ConsentDraft, ...] = ()
    lead: LeadDraft | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """The passive reply as saved: clear inner XML, or ``""`` for the word ``success``.

    ``message_id`` is its bubble, so that a repeat of the push can tell that it was delivered.
    """

    body: str
    message_id: MessageId | None = None
