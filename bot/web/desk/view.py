"""What the desk shows, as plain values: rows of the list, window, composer, profile.

Pure: store values and the time in, values for the templates out. No HTML and no words here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.masking import mask_numbers
from bot.model import (
    Agent,
    Allowance,
    Conversation,
    ConversationId,
    Handoff,
    HandoffState,
    InboundKind,
    Message,
)
from bot.ports import ConversationSummary
from bot.rules import window

_EXCERPT_CHARS = 60
_BOT_ROWS = 20
_OTHER_ROWS = 30
_FAR = timedelta(days=365)
_WORDS = frozenset({InboundKind.TEXT, InboundKind.VOICE})


class Group(StrEnum):
    """The sections of the list, in the order in which they stand."""

    MINE = "mine"
    WAITING = "waiting"
    BOT = "bot"
    ALL = "all"


class Lock(StrEnum):
    """Why the composer is shut."""

    QUEUED = "queued"
    BOT = "bot"
    THEIRS = "theirs"
    WINDOW = "window"
    QUOTA = "quota"
    UNFOLLOWED = "unfollowed"


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowFace:
    """The window as drawn: a ring of the time left and a dot for each message."""

    left: int
    total: int
    ends_at: datetime | None
    span_s: int
    share: float

    @property
    def next_number(self) -> int:
        """The number that the next message will have, from 1."""
        return self.total - self.left + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One conversation in the list."""

    id: ConversationId
    group: Group
    name: str
    excerpt: str
    last_at: datetime
    waiting_since: datetime | None
    owed: bool
    owner: str | None
    window: WindowFace


@dataclass(frozen=True, slots=True, kw_only=True)
class Composer:
    """Whether and how this agent may write now."""

    lock: Lock | None
    owner: str | None
    window: WindowFace


def face(allowances: Iterable[Allowance], now: datetime) -> WindowFace:
    """How the window looks now."""
    seen = window.view(allowances, now)
    span = window.MESSAGE_LIFE if seen.kind in window.LONG else window.MOMENT_LIFE
    left = seen.expires_at - now if seen.expires_at else timedelta(0)
    return WindowFace(
        left=seen.left,
        total=seen.total,
        ends_at=seen.expires_at,
        span_s=int(span.total_seconds()),
        share=min(1.0, max(0.0, left / span)),
    )


def row(summary: ConversationSummary, agent: Agent, now: datetime) -> Row:
    """One line of the list as this agent sees it."""
    handoff = summary.handoff
    group = _group(handoff, agent, open_window=_is_open(summary.allowances, now))
    is_waiting = group is Group.WAITING
    owed = group is Group.MINE and handoff is not None and handoff.state is HandoffState.ACTIVE
    return Row(
        id=summary.id,
        group=group,
        name=summary.display_name,
        excerpt=_excerpt(summary.last_text),
        last_at=summary.last_at,
        waiting_since=_owed_since(summary, is_waiting=is_waiting, owed=owed),
        owed=owed,
        owner=handoff.agent if handoff and handoff.agent_id != agent.id else None,
        window=face(summary.allowances, now),
    )


def groups(
    summaries: Iterable[ConversationSummary], agent: Agent, now: datetime
) -> dict[Group, list[Row]]:
    """Every section with its rows, what is lost soonest first."""
    rows = [row(summary, agent, now) for summary in summaries]
    sections: dict[Group, list[Row]] = {group: [] for group in Group}
    for item in rows:
        sections[item.group].append(item)
    for group in (Group.MINE, Group.WAITING):
        sections[group].sort(key=lambda item: _urgency(item, now))
    for group, limit in ((Group.BOT, _BOT_ROWS), (Group.ALL, _OTHER_ROWS)):
        sections[group].sort(key=lambda item: item.last_at, reverse=True)
        del sections[group][limit:]
    return sections


def composer(conversation: Conversation, agent: Agent, now: datetime) -> Composer:
    """What the agent may do under the conversation, and why not."""
    handoff = conversation.handoff
    # Who has left cannot be written to, whatever their last message allowed.
    seen = face(conversation.allowances if conversation.fan.following else (), now)
    owner = handoff.agent if handoff else None
    return Composer(lock=_lock(conversation, agent, seen), owner=owner, window=seen)


def topics(messages: Sequence[Message]) -> list[tuple[str, int]]:
    """What the fan asked about and how often, most often first."""
    counted = Counter(item.intent for item in messages if item.intent and item.direction == "out")
    return counted.most_common(8)


def matter(asked: str, messages: Sequence[Message], handoff: Handoff) -> tuple[str, ...]:
    """What the fan wants of a human: the words of asking, then the first that say more, masked.

    Who merely asked for a human (reason ``asked``) often tells the matter in the next message.
    Messages oldest first.
    """
    told = [asked] if asked else []
    if handoff.reason == "asked":
        later = (text for text in _said_after(messages, handoff) if len(text) > len(asked))
        told += [text for text in (next(later, ""),) if text]
    return tuple(mask_numbers(text) for text in told)


def _said_after(messages: Sequence[Message], handoff: Handoff) -> Iterator[str]:
    for message in messages:
        is_later = message.direction == "in" and message.at > handoff.queued_at
        if is_later and message.kind in _WORDS:
            yield message.text


def _group(handoff: Handoff | None, agent: Agent, *, open_window: bool) -> Group:
    if handoff is None or not handoff.state.is_open:
        return Group.BOT if open_window and handoff is None else Group.ALL
    if handoff.agent_id == agent.id:
        return Group.MINE
    return Group.ALL if handoff.agent_id is not None else Group.WAITING


def _is_open(allowances: Iterable[Allowance], now: datetime) -> bool:
    return any(now < item.expires_at for item in allowances)


def _owed_since(summary: ConversationSummary, *, is_waiting: bool, owed: bool) -> datetime | None:
    if is_waiting and summary.handoff:
        return summary.handoff.queued_at
    return summary.last_fan_at if owed else None


def _urgency(item: Row, now: datetime) -> tuple[bool, datetime, datetime]:
    # An answer owed comes first, then the window that shuts soonest; a shut one has lost already.
    owes = item.group is Group.WAITING or item.owed
    return (not owes, item.window.ends_at or now + _FAR, item.waiting_since or item.last_at)


def _lock(conversation: Conversation, agent: Agent, seen: WindowFace) -> Lock | None:
    handoff = conversation.handoff
    # First of all, because leaving also closes the request: "with the bot" would mislead.
    if not conversation.fan.following:
        return Lock.UNFOLLOWED
    if handoff is None or not handoff.state.is_open:
        return Lock.BOT
    if handoff.agent_id is None:
        return Lock.QUEUED
    if handoff.agent_id != agent.id:
        return Lock.THEIRS
    if seen.ends_at is None:
        return Lock.WINDOW
    return Lock.QUOTA if seen.left == 0 else None


def _excerpt(text: str) -> str:
    line = " ".join(mask_numbers(text).split())
    return line if len(line) <= _EXCERPT_CHARS else line[: _EXCERPT_CHARS - 1] + "…"
