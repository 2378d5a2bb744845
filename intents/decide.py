"""Ranked matches -> answer, ask back, or offer a human: the only place of the bands.

A wrong answer is dear and asking back is a free passive reply, so the upper band is narrow.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from intents.others import Mention, as_written
from intents.types import Book, Decision, DecisionKind, Match, Risk

ANSWER: dict[Risk, float] = {"normal": 0.80, "high": 0.85}
"""The least probability of being right at which an entry is answered, by its risk."""
CLARIFY = 0.28
"""The least probability at which asking back is better than offering a human."""
OFFERED = 3
"""How many choices a fan is asked back with, at most."""
_WITHIN_REACH = 0.02
_OF_THE_BEST = 0.06
"""A further choice is at least that likely, and at least that share of the best one."""


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


def beside(decision: Decision, other: Mention | None) -> Decision:
    """The same where another house is named: asked back at most, unless the book has the words.

    Whoever compares us with another gets a human: the bot praises and blames nobody.
    """
    best = decision.best
    if other is None or (best is not None and best.exact):
        return decision
    kind, reason = decision.kind, f"names {other.name}"
    if other.compares:
        kind, reason = DecisionKind.FALLBACK, f"compares with {other.name}"
    elif kind is DecisionKind.ANSWER:
        kind = DecisionKind.CLARIFY
    reason = f"{reason}; {decision.reason}"
    return replace(decision, kind=kind, reason=reason, other=as_written(decision.text, other))


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
    """One to three matches that a fan is asked back with, best first.

    Beside the best only what may well be meant: an absurd choice costs more trust than it wins.
    The questions of a message that asks two are always among them.
    """
    first, asked = decision.matches[:OFFERED], {match.entry for match in decision.also}
    if not first:
        return ()
    least = max(_WITHIN_REACH, _OF_THE_BEST * first[0].confidence)
    return tuple(
        match
        for match in first
        if match is first[0] or match.entry in asked or match.confidence >= least
    )
