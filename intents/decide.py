"""Ranked matches -> answer, ask back, or offer a human: the only place of the bands.

A wrong answer is dear and asking back is a free passive reply, so the upper band is narrow.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from intents.types import Book, Decision, DecisionKind, Match, Risk

ANSWER: dict[Risk, float] = {"normal": 0.90, "high": 0.96}
"""The least probability of being right at which an entry is answered, by its risk."""
CLARIFY = 0.20
"""The least probability at which asking back is better than offering a human."""
OFFERED = 3
"""How many choices a fan is asked back with, at most."""
_WITHIN_REACH = 0.04


def decide(
    text: str,
    matches: Sequence[Match],
    book: Book,
    *,
    today: date | None = None,
    tokens: Sequence[str] = (),
) -> Decision:
    """What to do with a fan's words. Entries that are not valid today are left out.

    ``today`` is the day in Asia/Shanghai, now if not given; ``matches`` are best first.
    """
    day = today or datetime.now(ZoneInfo("Asia/Shanghai")).date()
    valid = tuple(match for match in matches if book.entries[match.entry].is_valid_on(day))
    kind, reason = _band(valid, book)
    return Decision(kind=kind, text=text, tokens=tuple(tokens), matches=valid, reason=reason)


def _band(matches: Sequence[Match], book: Book) -> tuple[DecisionKind, str]:
    if not matches:
        return DecisionKind.FALLBACK, "nothing in the book resembles this"
    best = matches[0]
    needed = ANSWER[book.entries[best.entry].risk]
    if best.confidence >= needed:
        return DecisionKind.ANSWER, f"{best.confidence:.2f} reaches {needed:.2f}"
    if best.confidence >= CLARIFY:
        return DecisionKind.CLARIFY, f"{best.confidence:.2f} lies below {needed:.2f}"
    return DecisionKind.FALLBACK, f"{best.confidence:.2f} lies below {CLARIFY:.2f}"


def choices(decision: Decision) -> tuple[Match, ...]:
    """The two or three matches within reach that a fan is asked back with, best first."""
    first = decision.matches[:OFFERED]
    return tuple(
        match for place, match in enumerate(first) if place < 2 or match.confidence >= _WITHIN_REACH
    )
