"""From evidence to order and to a probability: a small fusion, learned and calibrated.

``order`` ranks the candidates, ``sure`` turns the evidence for one of them into the probability
that it is right. Both start from weights that were fitted on other books and move towards what
the book's own phrasings teach, the less the fewer there are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

ORDER = ("learned", "closest", "support", "letters", "words", "meaning")
"""What ranks a candidate; each 0..1 but for ``learned``, which may fall below 0."""
SURE = (
    "base",
    "lead",
    "learned lead",
    "closest",
    "closest lead",
    "letters",
    "letters lead",
    "words",
    "words lead",
    "meaning",
    "meaning lead",
    "of the question",
    "of the phrasing",
    "known",
    "known words",
    "length",
)
"""What confidence rests on: the best rival's value is taken off a ``lead``."""

_STEPS_OF_ORDER = 150
_STEPS_OF_SURE = 12
_LEAD_LIMIT = 6.0

Rows = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Fusion:
    """The weights of ``ORDER`` and ``SURE``, in their order.

    ``typical`` is the evidence for right answers as they usually are: what others are told by.
    """

    order: Rows
    sure: Rows
    typical: Rows

    def scores(self, rows: Rows) -> Rows:
        """The rank of candidates, one a row of ``ORDER``: higher is better."""
        return rows @ self.order

    def chances(self, rows: Rows) -> Rows:
        """The probability of being right, for rows of ``SURE``."""
        return 1.0 / (1.0 + np.exp(-np.clip(rows @ self.sure, -30.0, 30.0)))


@dataclass(frozen=True, slots=True)
class Lesson:
    """One question whose answer is known: its candidates in rows of ``ORDER``, and the right one.

    ``right`` is None if none of them is, as for a question that the book does not answer.
    ``shares`` are the last columns of ``SURE``, ``weight`` how much the lesson counts.
    """

    candidates: Rows
    shares: Rows
    right: int | None
    weight: float


def evidence(candidates: Rows, shares: Rows, scores: Rows) -> Rows:
    """A row of ``SURE`` for each candidate beside its best rival; the candidates best first.

    ``shares`` has a row a candidate: of the question, of the phrasing, known, known words,
    length.
    """
    count = len(candidates)
    rivals = np.zeros(count, np.int64)
    rivals[0] = min(1, count - 1)
    ahead = candidates - candidates[rivals]
    lead = scores - scores[rivals]
    if count == 1:
        ahead, lead = candidates, scores
    rows = np.empty((count, len(SURE)))
    rows[:, 0] = 1.0
    rows[:, 1] = np.clip(lead, -_LEAD_LIMIT, _LEAD_LIMIT)
    rows[:, 2] = ahead[:, 0]
    for place, column in enumerate((1, 3, 4, 5)):
        rows[:, 3 + 2 * place] = candidates[:, column]
        rows[:, 4 + 2 * place] = ahead[:, column]
    rows[:, 11:] = shares
    return rows


def refit(prior: Fusion, lessons: Sequence[Lesson], *, trust: float) -> Fusion:
    """The weights after the lessons. ``trust`` is how many lessons the prior counts for."""
    if not lessons:
        return prior
    start = Fusion(_fit_order(prior.order, lessons, trust), prior.sure, prior.typical)
    rows, right, weight = _examples(start, lessons)
    best = right > 0
    typical = rows[best].mean(0) if best.any() else prior.typical
    return Fusion(start.order, _fit_sure(prior.sure, rows, right, weight, trust), typical)


def _fit_order(prior: Rows, lessons: Sequence[Lesson], trust: float) -> Rows:
    """Softmax over the candidates of each question that the book answers."""
    told = [item for item in lessons if item.right is not None and len(item.candidates) > 1]
    if not told:
        return prior
    most = max(len(item.candidates) for item in told)
    rows = np.zeros((len(told), most, len(ORDER)))
    absent = np.ones((len(told), most), bool)
    right = np.zeros(len(told), np.int64)
    for number, item in enumerate(told):
        rows[number, : len(item.candidates)] = item.candidates
        absent[number, : len(item.candidates)] = False
        right[number] = item.right or 0
    wanted = rows[np.arange(len(told)), right]
    weights, speed, pull = prior.copy(), np.zeros_like(prior), _PULL_OF_ORDER * trust
    for step in range(_STEPS_OF_ORDER):
        scores = np.where(absent, -np.inf, rows @ weights)
        powers = np.exp(scores - scores.max(1, keepdims=True))
        chances = powers / powers.sum(1, keepdims=True)
        slope = (wanted - np.einsum("nc,ncf->nf", chances, rows)).sum(0)
        slope = (slope - pull * (weights - prior)) / (len(told) + pull)
        speed = 0.9 * speed + (3.0 if step < _STEPS_OF_ORDER * 2 // 3 else 1.0) * slope
        weights = weights + speed
    return weights


_PULL = 0.02  # of the prior, per lesson that it counts for
# Phrasings of one editor resemble each other more than fans' words do: order moves slowly.
_PULL_OF_ORDER = 2.0


def _fit_sure(prior: Rows, rows: Rows, right: Rows, weight: Rows, trust: float) -> Rows:
    """Logistic regression by Newton's method on "this candidate is right"."""
    weights = prior.copy()
    pull = _PULL * trust + 1e-6

    def loss(at: Rows) -> float:
        odds = rows @ at
        return float(weight @ (np.logaddexp(0, odds) - right * odds)) + pull / 2 * float(
            np.sum((at - prior) ** 2)
        )

    for _ in range(_STEPS_OF_SURE):
        chances = 1.0 / (1.0 + np.exp(-np.clip(rows @ weights, -30.0, 30.0)))
        slope = rows.T @ (weight * (right - chances)) - pull * (weights - prior)
        curve = (rows * (weight * chances * (1 - chances))[:, None]).T @ rows
        curve[np.diag_indices(len(prior))] += pull
        step = np.linalg.solve(curve, slope)
        start = loss(weights)
        while loss(weights + step) > start and np.abs(step).max() > 1e-9:
            step /= 2  # Newton's step leads too far from a bad start
        weights = weights + step
    return weights


_RANKS = 3  # candidates of a question that confidence is learned from
_OTHERS_WEIGHT = 0.3  # of the second and third of them beside the first


def _examples(fusion: Fusion, lessons: Sequence[Lesson]) -> tuple[Rows, Rows, Rows]:
    rows, right, weight = [], [], []
    for item in lessons:
        scores = fusion.scores(item.candidates)
        order = np.argsort(-scores, kind="stable")
        found = evidence(item.candidates[order], item.shares[order], scores[order])
        for rank, place in enumerate(order[:_RANKS].tolist()):
            rows.append(found[rank])
            right.append(float(place == item.right))
            weight.append(item.weight * (_OTHERS_WEIGHT if rank else 1.0))
    return np.array(rows), np.array(right), np.array(weight)
