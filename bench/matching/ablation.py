"""What each part of ours is worth: the same book and questions with one sort of evidence gone.

The evidence is zero wherever it is used, when the book is asked its own phrasings too. All that
is fitted is fitted anew without it: the weights of the book, and those that ship for every book,
from the phrasings of the same sets as they were (``bench/fit_priors.py``). For ordinary books in
Chinese, not for large ones.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np

from bench import fit_priors
from bench.matching import ours, variants
from bench.matching.measure import top1
from bench.matching.sets import LabelledSet
from intents import fusion, learned, match, rehearse, vectors
from intents.fusion import ORDER, SURE, Fusion, Rows
from intents.understanding import Understanding
from intents.vectors import Floats, Ints
from intents.witness import Candidates, Cover, Question, Witness

REGRESSION = "the regression"
TYPED = ("homophone", "typed pinyin, one word", "typed pinyin, all")
"""The variants that a loss of sounds must show in."""


@dataclass(frozen=True, slots=True)
class Ablated:
    """Ours without one part: of the plain questions, and top-1 of ``TYPED`` by name."""

    without: str
    run: ours.Run
    typed: dict[str, float]


def ablated(folder: Path, data: LabelledSet) -> Iterator[Ablated]:
    """Ours as it is, then without each part in turn."""
    for name, lack in WITHOUT.items():
        with lack():
            order = fit_priors.ORDERS[name != REGRESSION]  # as a large book's where none learns
            understanding = _fitted_anew(folder, data, order)
            run = ours.run(name, understanding, data.questions)
            typed = {variant: _typed(variant, understanding, data) for variant in TYPED}
            yield Ablated(name, run, typed)


def _typed(variant: str, understanding: Understanding, data: LabelledSet) -> float:
    questions = [other for _, other in variants.changed(variant, data.of("in"))]
    return top1(ours.run(variant, understanding, questions).outcomes) or 0.0


def _fitted_anew(folder: Path, data: LabelledSet, order: Rows) -> Understanding:
    """A book with weights that never saw the missing evidence; ``order`` is where they start."""
    # Fitting asks more phrasings of each book than a book asks of itself.
    with patch.object(rehearse, "MOST_ASKED", rehearse.MOST_ASKED):
        sets = fit_priors.LEARNED[True]
        lessons = [each for name in sets for each in fit_priors.of_learned(folder, name)]
    start = Fusion(order, np.zeros(len(SURE)), np.zeros(len(SURE)))
    prior = fusion.refit(start, lessons, trust=fit_priors.TRUST)
    with patch.object(learned, "prior_for", lambda **_: prior):
        return Understanding(data.book)


class _Deaf(Witness):
    """A witness that some evidence does not reach: of the candidates ``rows``, ``shares``."""

    def __init__(
        self, *known: Any, rows: tuple[str, ...] = (), shares: tuple[str, ...] = ()
    ) -> None:
        super().__init__(*known)
        self._gone = [ORDER.index(name) for name in rows]
        self._unshared = [_SHARES.index(name) for name in shares]

    def candidates(self, question: Question, cover: Cover | None = None) -> Candidates:
        if ORDER.index("learned") in self._gone:
            question = replace(question, learned=None)
        found = super().candidates(question, cover)
        found.rows[:, self._gone] = 0.0
        found.shares[:, self._unshared] = 0.0
        return found


_SHARES = SURE[-5:]


def _lacking(**gone: tuple[str, ...]) -> AbstractContextManager[object]:
    return patch.object(match, "Witness", partial(_Deaf, **gone))


@contextmanager
def _soundless() -> Iterator[None]:
    """Sounds weigh nothing, and nothing is read as typed pinyin."""
    pairs = vectors._pairs

    def silent(written: int, heard: int, reach: int) -> tuple[Ints, Ints, Floats]:
        first, second, weights = pairs(written, heard, reach)
        weights = weights.copy()
        weights[written : written + heard] = 0.0
        weights[written + heard :][first >= written] = 0.0
        return first, second, weights

    with ExitStack() as stack:
        stack.enter_context(patch.object(vectors, "_pairs", silent))
        stack.enter_context(patch.object(vectors.Vocabulary, "_spelled", lambda *_: {}))
        yield


@contextmanager
def _unfused() -> Iterator[None]:
    """Ordered by the regression alone; confidence is fitted to its score and to nothing else."""

    def score_alone(candidates: Rows, _: Rows, scores: Rows) -> Rows:
        rows = np.zeros((len(candidates), len(SURE)))
        rows[:, SURE.index("base")], rows[:, SURE.index("lead")] = 1.0, scores
        return rows

    order = np.zeros(len(ORDER))
    order[ORDER.index("learned")] = fit_priors.ORDERS[True][ORDER.index("learned")]
    with ExitStack() as stack:
        stack.enter_context(patch.object(fusion, "_fit_order", lambda *_: order))
        for module in (fusion, match):
            stack.enter_context(patch.object(module, "evidence", score_alone))
        yield


WITHOUT: dict[str, Callable[[], AbstractContextManager[object]]] = {
    "nothing": ExitStack,
    "words (jieba)": partial(_lacking, rows=("words",), shares=("known words",)),
    "sounds (pinyin)": _soundless,
    "letters (rapidfuzz)": partial(_lacking, rows=("letters",)),
    REGRESSION: partial(_lacking, rows=("learned",)),
    "the fusion": _unfused,
}
