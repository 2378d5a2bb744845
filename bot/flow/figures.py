"""What the event log tells of the service, each figure with its definition and its n.

Definitions: docs/reference/metrics.md.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.ports.figures import EventCount, FigureStore

_TYPES = (
    "account_followed",
    "source_learned",
    "choice_made",
    "message_sent",
    "message_failed",
    "intent_resolved",
    "intent_fallback",
    "handoff_closed",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One figure: its value (nothing where n is 0), what it is a share of, and its parts."""

    name: str
    value: float | None
    n: int
    definition: str
    parts: dict[str, int] = field(default_factory=dict)


async def figures(store: FigureStore, *, since: datetime | None, now: datetime) -> list[Figure]:
    """The figures of what occurred since then, or ever."""
    counts = await store.count_events(_TYPES, since=since)
    contained = await store.count_contained(since=since, until=now)
    return [
        _sends_per_solved(counts, contained),
        _free_turns(counts),
        _fallback_rate(counts),
        _follows(counts),
        _reasons(counts),
    ]


def _sends_per_solved(counts: Sequence[EventCount], contained: int) -> Figure:
    sent = _total(counts, _may_have_arrived)
    by_agent = _total(
        counts, lambda item: (item.type, item.outcome) == ("handoff_closed", "solved")
    )
    return Figure(
        name="custom_sends_per_solved",
        value=_ratio(sent, by_agent + contained),
        n=by_agent + contained,
        definition="customer-service messages that may have arrived / conversations solved:"
        " closed as solved by an agent, or contained by the bot; at most 1.0 is good",
        parts={"custom_sends": sent, "solved_by_agent": by_agent, "contained_by_bot": contained},
    )


def _free_turns(counts: Sequence[EventCount]) -> Figure:
    by_bot = [item for item in counts if item.actor == "bot" and item.type == "message_sent"]
    replies = _total(by_bot, lambda item: item.via == "passive")
    late = _total(counts, lambda item: item.late and _may_have_arrived(item))
    paid = _total(
        counts,
        lambda item: item.actor == "bot" and not item.late and _may_have_arrived(item),
    )
    return Figure(
        name="free_bot_turns",
        value=_ratio(replies - late, replies + paid),
        n=replies + paid,
        definition="messages of the bot that were free passive replies in time / all its messages",
        parts={"free": replies - late, "late": late, "customer_service": paid},
    )


def _fallback_rate(counts: Sequence[EventCount]) -> Figure:
    lost = _total(counts, lambda item: item.type == "intent_fallback")
    found = _total(counts, lambda item: item.type == "intent_resolved")
    return Figure(
        name="fallback_rate",
        value=_ratio(lost, found + lost),
        n=found + lost,
        definition="messages not understood / (resolved + not understood)",
        parts={"fallback": lost, "resolved": found},
    )


def _follows(counts: Sequence[EventCount]) -> Figure:
    by_source: Counter[str] = Counter()
    for item in counts:
        if item.type == "account_followed":
            by_source[item.source or "unknown"] += item.n
        elif item.type == "source_learned":
            # It was counted as unknown until the platform told.
            by_source[item.source] += item.n
            by_source["unknown"] -= item.n
    told = {source: n for source, n in by_source.most_common() if n > 0}
    total = sum(told.values())
    return Figure(
        name="follows_with_known_source",
        value=_ratio(total - told.get("unknown", 0), total),
        n=total,
        definition="follows whose source is known / follows, with their sources",
        parts=told,
    )


def _reasons(counts: Sequence[EventCount]) -> Figure:
    chosen: Counter[str] = Counter()
    for item in counts:
        if item.type == "choice_made":
            chosen[item.outcome] += item.n
    follows = _total(counts, lambda item: item.type == "account_followed")
    total = sum(chosen.values())
    return Figure(
        name="reasons_told_per_follow",
        value=_ratio(total, follows),
        n=follows,
        definition="choices that told a tag (why the fan came, what a picture is about) / follows",
        parts=dict(chosen.most_common()),
    )


def _may_have_arrived(item: EventCount) -> bool:
    return item.via == "custom" and (
        item.type == "message_sent" or (item.type, item.outcome) == ("message_failed", "unknown")
    )


def _total(counts: Iterable[EventCount], fits: Callable[[EventCount], bool]) -> int:
    return sum(item.n for item in counts if fits(item))


def _ratio(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None
