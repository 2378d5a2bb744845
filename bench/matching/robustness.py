"""Points of top-1 lost where the same questions are typed otherwise, by ours and the SVM."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bench.matching import ours, peers, variants
from bench.matching.measure import top1
from bench.matching.sets import LabelledSet
from intents.understanding import Understanding

MOST_QUESTIONS = 1600
"""In-scope questions of a set that are typed otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lost:
    """Percentage points of top-1 lost on the ``questions`` that the variant changes."""

    variant: str
    questions: int
    ours: float
    svm: float | None


def lost(
    data: LabelledSet, understanding: Understanding, svm: peers.Scorer | None
) -> Iterator[Lost]:
    """Every variant that changes any in-scope question of the set."""
    for name in variants.VARIANTS:
        pairs = list(variants.changed(name, data.sample(MOST_QUESTIONS).of("in")))
        if not pairs:
            continue
        clean, otherwise = map(list, zip(*pairs, strict=True))
        before, after = (
            top1(ours.run(name, understanding, asked).outcomes) or 0.0
            for asked in (clean, otherwise)
        )
        theirs = None
        if svm:
            right = [sum(peers.right_first(svm, data, asked)) for asked in (clean, otherwise)]
            theirs = 100 * (right[0] - right[1]) / len(pairs)
        yield Lost(variant=name, questions=len(pairs), ours=100 * (before - after), svm=theirs)
