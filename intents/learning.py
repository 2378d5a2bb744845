"""Learning from confirmed conversations: what to learn from, what to hold back, what is better.

Pure: lessons in, vectors and figures out. A lesson is one fan's question and one entry that a
conversation confirmed for it, or rejected.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from math import comb

import numpy as np
from numpy.typing import NDArray

from intents.fusion import Fusion, refit
from intents.text import normalise
from intents.types import Book, Decision, DecisionKind, EntryId
from intents.understanding import Understanding

LEAST = 500
"""Below so many pairs, what is held back is too little to tell better from worse."""
ONE_IN = 5
"""One question in so many is held back, whatever happens to it later: told by its words alone."""
NEWEST = 0.1
"""The share of the questions, the newest, on which is looked whether yesterday foretells today."""
SURE = 0.05
"""A difference that chance alone would make oftener than this counts as none."""
PRECISION = 0.95
RESAMPLES = 1_000
TRUST = 5.0
"""How many lessons the fusion without vectors counts for beside those of the pairs."""
OUTSIDE = 1.0
"""Weight of each question as one that the book does not answer, beside itself: as much, because
vectors see likeness everywhere and a wrong answer is dear."""
_SEED = 7

Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """One question and an entry, confirmed or rejected."""

    text: str
    entry: EntryId
    confirmed: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class Question:
    """A question in fans' words and every entry that was confirmed for it."""

    text: str
    entries: frozenset[EntryId]
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """What is learned from, and what is held back: no question stands on two sides.

    From ``learn`` come the vectors; ``weigh`` tells what they are worth beside other evidence.
    """

    learn: tuple[Question, ...]
    weigh: tuple[Question, ...]
    by_question: tuple[Question, ...]
    by_time: tuple[Question, ...]

    @property
    def held(self) -> tuple[Question, ...]:
        """All that is held back."""
        return (*self.by_question, *self.by_time)


def questions_of(lessons: Iterable[Lesson], book: Book) -> list[Question]:
    """The questions that can be learned from, oldest first.

    Of one question and entry the last word holds. What is gone from the book is left out, and
    what the book says itself: its editors have learned that already.
    """
    written = {normalise(item.text) for entry in book.entries.values() for item in entry.questions}
    last: dict[tuple[str, EntryId], Lesson] = {}
    for lesson in lessons:
        text = normalise(lesson.text)
        if text and text not in written and lesson.entry in book.entries:
            last[text, lesson.entry] = lesson
    found: dict[str, list[Lesson]] = {}
    for (text, _), lesson in last.items():
        if lesson.confirmed:
            found.setdefault(text, []).append(lesson)
    questions = [
        Question(
            held[0].text,
            frozenset(lesson.entry for lesson in held),
            min(lesson.at for lesson in held),
        )
        for held in found.values()
    ]
    return sorted(questions, key=lambda question: question.at)


def count_pairs(questions: Iterable[Question]) -> int:
    """How many pairs of question and entry these are."""
    return sum(len(question.entries) for question in questions)


def split(questions: Sequence[Question]) -> Split:
    """Hold back the newest, and of the others one in five by a hash of its words."""
    older = len(questions) - round(len(questions) * NEWEST)
    learn: list[Question] = []
    weigh: list[Question] = []
    held: list[Question] = []
    for question in questions[:older]:
        digest = hashlib.sha256(normalise(question.text).encode()).digest()
        side = held if digest[0] % ONE_IN == 0 else weigh if digest[1] % ONE_IN == 0 else learn
        side.append(question)
    return Split(
        learn=tuple(learn),
        weigh=tuple(weigh),
        by_question=tuple(held),
        by_time=tuple(questions[older:]),
    )


def texts_by_entry(questions: Iterable[Question], book: Book) -> dict[str, list[str]]:
    """What means the same: the book's phrasings and the questions confirmed for the entry."""
    texts: dict[str, list[str]] = {
        name: [item.text for item in entry.questions] for name, entry in book.entries.items()
    }
    for question in questions:
        for name in sorted(question.entries):
            texts[name].append(question.text)
    return texts


def weigh(taught: Understanding, plain: Understanding, questions: Iterable[Question]) -> Fusion:
    """What the encoder of ``taught`` is worth, from questions that it has not seen.

    Starts from the fusion of the same book without an encoder.
    """
    lessons = [
        lesson
        for question in questions
        for lesson in taught.matcher.lessons(question.text, question.entries, outside=OUTSIDE)
    ]
    return refit(plain.matcher.fusion, lessons, trust=TRUST)


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """What was made of held-back questions, one place each, in their order."""

    right: Flags
    answered: Flags
    confidence: NDArray[np.float64]

    def figures(self) -> dict[str, int | float]:
        """The figures that are told before and after."""
        n = len(self.right)
        return {
            "n": n,
            "top1": round(float(self.right.mean()), 4) if n else 0.0,
            "right_at_95": round(float(_covered(self, _once(n))[0]), 4) if n else 0.0,
            "answered_right": int((self.answered & self.right).sum()),
            "wrong_answers": int((self.answered & ~self.right).sum()),
        }

    def part(self, start: int, end: int) -> Judged:
        """Some of the questions."""
        return Judged(self.right[start:end], self.answered[start:end], self.confidence[start:end])


def judge(
    decide: Callable[[str], Decision],
    questions: Sequence[Question],
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Judged:
    """Decide every question and compare with what was confirmed."""
    rows = []
    for number, question in enumerate(questions, 1):
        decision = decide(question.text)
        best = decision.best
        rows.append(
            (
                best is not None and best.entry in question.entries,
                decision.kind is DecisionKind.ANSWER,
                best.confidence if best else 0.0,
            )
        )
        progress(number, len(questions))
    columns = list(zip(*rows, strict=True)) if rows else [(), (), ()]
    right, answered, confidence = columns
    return Judged(
        np.array(right, dtype=bool),
        np.array(answered, dtype=bool),
        np.array(confidence, dtype=np.float64),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Whether the new one is better, why, and the figures that say so.

    ``gained`` and ``lost`` count questions whose first entry became right or wrong;
    ``chance`` is how often as much would come about by chance (McNemar, exact, two-sided).
    ``span`` holds the middle 95 % of the difference in ``right_at_95`` (paired bootstrap).
    """

    better: bool
    why: str
    gained: int
    lost: int
    chance: float
    span: tuple[float, float]

    def as_json(self) -> Mapping[str, object]:
        """For programs."""
        return {
            "gained": self.gained,
            "lost": self.lost,
            "chance": round(self.chance, 6),
            "right_at_95_difference": [round(edge, 4) for edge in self.span],
        }


def compare(before: Judged, after: Judged) -> Verdict:
    """Better means: one figure is, beyond chance, and no other is worse beyond chance."""
    gained, lost = _turned(before.right, after.right)
    chance = _chance(gained, lost)
    span = _span(before, after)
    mistaken, mended = _turned(before.answered & ~before.right, after.answered & ~after.right)
    helped, left = _turned(before.answered & before.right, after.answered & after.right)
    rises, falls = chance < SURE and gained > lost, chance < SURE and lost > gained
    if falls or span[1] < 0:
        why, better = "it finds the right entry less often", False
    elif mistaken > mended and _chance(mistaken, mended) < SURE:
        why, better = "it answers wrongly more often", False
    elif left > helped and _chance(left, helped) < SURE:
        why, better = "it answers fewer questions by itself", False
    elif rises or span[0] > 0:
        why, better = "it finds the right entry more often, beyond chance", True
    else:
        why, better = "the difference may be chance", False
    return Verdict(better=better, why=why, gained=gained, lost=lost, chance=chance, span=span)


def _turned(was: Flags, is_: Flags) -> tuple[int, int]:
    """How many are so now and were not, and the other way round."""
    return int((is_ & ~was).sum()), int((was & ~is_).sum())


def _chance(one: int, other: int) -> float:
    """How often a fair coin falls at least so unevenly (exact test of McNemar, two-sided)."""
    n, fewer = one + other, min(one, other)
    if not n:
        return 1.0
    rarer = sum(comb(n, k) for k in range(fewer + 1))
    return min(1.0, float(Fraction(2 * rarer, 2**n)))


def _span(before: Judged, after: Judged) -> tuple[float, float]:
    """The middle 95 % of the difference in what is answered right at 95 % precision."""
    n = len(before.right)
    if not n:
        return 0.0, 0.0
    chance = np.random.default_rng(_SEED)
    drawn = np.stack([np.bincount(chance.integers(0, n, n), minlength=n) for _ in range(RESAMPLES)])
    differences = _covered(after, drawn) - _covered(before, drawn)
    low, high = np.quantile(differences, [SURE / 2, 1 - SURE / 2])
    return float(low), float(high)


def _once(n: int) -> NDArray[np.int64]:
    return np.ones((1, n), dtype=np.int64)


def _covered(judged: Judged, times: NDArray[np.int64]) -> NDArray[np.float64]:
    """For each row of ``times`` (how often each question counts): the largest share answered
    right at a threshold on the confidence, such that 95 % of the answers are right.
    """
    order = np.argsort(-judged.confidence, kind="stable")
    held = times[:, order]
    answered = held.cumsum(axis=1)
    right = (held * judged.right[order]).cumsum(axis=1)
    enough = right >= PRECISION * answered
    share: NDArray[np.float64] = (right * enough).max(axis=1) / answered[:, -1]
    return share
