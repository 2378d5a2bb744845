"""Outcomes of a method on labelled questions -> the figures by which methods are compared.

Traffic is taken to be 80 % in scope and 20 % out of scope, whatever the set holds: questions of
either sort are weighted so. A figure that needs out-of-scope questions of a kind the set does not
hold is ``None``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

Kind = Literal["in", "near", "far"]
"""In scope; near = a left-out entry of the same domain; far = another domain."""
Deed = Literal["answer", "clarify", "fallback"]

OUT_OF_SCOPE_SHARE = 0.2
PRECISION = 0.95


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a method made of one question.

    ``right``: the entry it put first is right; ``among_three``: one of its first three is. Both
    are false for a question out of scope. ``deed`` and ``offered`` (the right entry is among the
    choices it would ask back with) are for methods that decide by themselves.
    """

    kind: Kind
    confidence: float
    right: bool = False
    among_three: bool = False
    deed: Deed = "answer"
    offered: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What a method does by its own bands.

    ``wrong``: wrong answers as a share of all messages; ``answered`` and ``answered_right``:
    shares of the in-scope questions; ``offered``: the share with the right entry among the
    choices, of the ``asked_back`` in-scope questions.
    """

    wrong: float | None
    answered: float
    answered_right: float
    offered: float | None
    asked_back: int


def share(flags: Iterable[bool]) -> float | None:
    """How many of the flags are set, 0..1; nothing of nothing."""
    found = list(flags)
    return sum(found) / len(found) if found else None


def of_kind(outcomes: Iterable[Outcome], kind: Kind) -> list[Outcome]:
    """The outcomes of one kind of question, in their order."""
    return [outcome for outcome in outcomes if outcome.kind == kind]


def top1(outcomes: Sequence[Outcome]) -> float | None:
    """The share of in-scope questions whose right entry was put first."""
    return share(outcome.right for outcome in of_kind(outcomes, "in"))


def recall3(outcomes: Sequence[Outcome]) -> float | None:
    """The share of in-scope questions whose right entry is among the first three."""
    return share(outcome.among_three for outcome in of_kind(outcomes, "in"))


def cov95(outcomes: Sequence[Outcome], other: Kind) -> float | None:
    """The largest share of in-scope questions answered right at 95 % precision.

    Everything at or above a threshold on confidence counts as answered; precision is right
    answers among all answers in the traffic, ``other`` being its out-of-scope part.
    """
    if not of_kind(outcomes, other):
        return None
    best = right = answered = 0.0
    for rows in _falling(outcomes, other):
        right += sum(weight for outcome, weight in rows if outcome.right)
        answered += sum(weight for _, weight in rows)
        if right >= PRECISION * answered - 1e-12:
            best = right
    return best / (1 - OUT_OF_SCOPE_SHARE)


def auroc(outcomes: Sequence[Outcome], other: Kind) -> float | None:
    """The chance that a right answer in the traffic has more confidence than a wrong one."""
    if not of_kind(outcomes, other):
        return None
    above = area = 0.0
    wrong = 0.0
    for rows in _falling(outcomes, other):
        good = sum(weight for outcome, weight in rows if outcome.right)
        bad = sum(weight for outcome, weight in rows if not outcome.right)
        area += bad * (above + good / 2)
        above += good
        wrong += bad
    return area / (above * wrong) if above and wrong else None


def decided(outcomes: Sequence[Outcome], other: Kind) -> Decided:
    """What the method's own bands come to, with ``other`` as the out-of-scope traffic."""
    inside, outside = of_kind(outcomes, "in"), of_kind(outcomes, other)
    answered = [outcome for outcome in inside if outcome.deed == "answer"]
    asked_back = [outcome for outcome in inside if outcome.deed == "clarify"]
    right = sum(outcome.right for outcome in answered)
    false = share(outcome.deed == "answer" for outcome in outside)
    mistaken = (len(answered) - right) / len(inside)
    mixed = OUT_OF_SCOPE_SHARE
    return Decided(
        wrong=None if false is None else (1 - mixed) * mistaken + mixed * false,
        answered=len(answered) / len(inside),
        answered_right=right / len(inside),
        offered=share(outcome.offered for outcome in asked_back),
        asked_back=len(asked_back),
    )


def quantile(values: Sequence[float], at: float) -> float:
    """The value below which the share ``at`` of all values lies."""
    return sorted(values)[min(len(values) - 1, int(at * len(values)))]


def _falling(outcomes: Sequence[Outcome], other: Kind) -> Iterator[list[tuple[Outcome, float]]]:
    """Weighted outcomes from the surest down; those of equal confidence come together."""
    inside, outside = of_kind(outcomes, "in"), of_kind(outcomes, other)
    weighted = [(outcome, (1 - OUT_OF_SCOPE_SHARE) / len(inside)) for outcome in inside]
    weighted += [(outcome, OUT_OF_SCOPE_SHARE / len(outside)) for outcome in outside]
    weighted.sort(key=lambda row: -row[0].confidence)
    for _, rows in groupby(weighted, key=lambda row: row[0].confidence):
        yield list(rows)
