"""What tells a book's entries apart: weights per entry and piece, learned from its phrasings.

Similarity alone counts every shared piece; the weights count those that decide. Learned when
the book is built, by passive-aggressive updates (Crammer et al., JMLR 7, 2006) against the
entries that similarity confuses. Deterministic.
"""

from __future__ import annotations

import math
import random
import sys
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from intents import kept
from intents.index import Hit, Index, Query

MOST_PHRASINGS = 5000
"""Larger books are matched by similarity only: learning would take longer than it gives."""
LEAST_PER_ENTRY = 3.0
"""With fewer phrasings an entry there is nothing to generalise from."""
RIVALS = 10
_EPOCHS = 8
_STEP = 0.3
_REST = 2  # rounds that an example which is told apart well sits out

_LEARNING = ("passive-aggressive-1", RIVALS, _EPOCHS, _STEP, _REST)
"""What weights that were kept must have been learned with; count up when the rule changes."""

Vector = list[tuple[int, float]]


def entry_scores(hits: Sequence[Hit], owner: Sequence[int]) -> dict[int, list[Hit]]:
    """The hits by entry number, the most alike entries first, at most ``RIVALS``.

    An entry's rank is its best phrasing's likeness plus half the sum of its best four.
    """
    found: dict[int, list[Hit]] = {}
    for hit in hits:
        found.setdefault(owner[hit.phrasing], []).append(hit)
    ranked = sorted(found, key=lambda entry: -_likeness(found[entry]))
    return {entry: found[entry] for entry in ranked[:RIVALS]}


def _likeness(hits: Sequence[Hit]) -> float:
    return hits[0].cosine + 0.5 * sum(hit.cosine for hit in hits[:4])


def vector(query: Query) -> Vector:
    """The pieces of a text with weights of length one."""
    length = math.sqrt(sum(weight * weight for weight in query.weights.values()))
    return [(gram, weight / length) for gram, weight in query.weights.items()] if length else []


@dataclass(frozen=True, slots=True)
class Weights:
    """The learned weights by entry number."""

    by_entry: tuple[Mapping[int, float], ...]

    def score(self, entry: int, pieces: Vector) -> float:
        """How much the pieces speak for the entry: about 1 for its own phrasings."""
        return _dot(self.by_entry[entry], pieces)

    def nbytes(self) -> int:
        """Memory of the weights, roughly."""
        return sum(sys.getsizeof(weights) + 32 * len(weights) for weights in self.by_entry)


def _dot(weights: Mapping[int, float], pieces: Vector) -> float:
    get = weights.get
    return sum([value * get(gram, 0.0) for gram, value in pieces])


def learn(
    index: Index, texts: Sequence[str], owner: Sequence[int], *, cache_dir: Path | None = None
) -> Weights | None:
    """Weights of a book whose phrasing ``i`` belongs to entry number ``owner[i]``.

    With ``cache_dir`` they are kept for the next start.
    """
    entries = max(owner, default=-1) + 1
    if entries < 2 or not LEAST_PER_ENTRY * entries <= len(texts) <= MOST_PHRASINGS:
        return None
    queries = [index.query(text) for text in texts]
    vectors = [vector(query) for query in queries]
    if cache_dir is None:
        return _learned(index, queries, vectors, owner)
    file = kept.file_for(cache_dir, _LEARNING, list(owner), vectors)
    found = kept.load(file, entries=entries)
    if found is not None:
        return Weights(tuple(found))
    weights = _learned(index, queries, vectors, owner)
    kept.save(file, weights.by_entry)
    return weights


def _learned(
    index: Index, queries: list[Query], vectors: list[Vector], owner: Sequence[int]
) -> Weights:
    rivals = []
    for example, query in enumerate(queries):
        alike = entry_scores(index.search(query, without=example), owner)
        rivals.append([entry for entry in alike if entry != owner[example]])
    return _Learner(vectors, owner, rivals).run()


class _Learner:
    """Averaged passive-aggressive updates: the average forgets the order of the examples."""

    def __init__(
        self, vectors: list[Vector], owner: Sequence[int], rivals: list[list[int]]
    ) -> None:
        self.vectors, self.owner, self.rivals = vectors, owner, rivals
        entries = max(owner) + 1
        self.weights: list[dict[int, float]] = [{} for _ in range(entries)]
        self.history: list[dict[int, float]] = [{} for _ in range(entries)]
        self.rest = [0] * len(vectors)
        self.step = 1
        self._start()

    def _start(self) -> None:
        """Begin at the entries' centres."""
        sizes = array("I", bytes(4 * len(self.weights)))
        for entry in self.owner:
            sizes[entry] += 1
        for pieces, entry in zip(self.vectors, self.owner, strict=True):
            weights = self.weights[entry]
            share = 1 / math.sqrt(sizes[entry])
            for gram, value in pieces:
                weights[gram] = weights.get(gram, 0.0) + value * share

    def run(self) -> Weights:
        order = list(range(len(self.vectors)))
        shuffle = random.Random(1).shuffle  # noqa: S311 - an order, not a secret
        for _ in range(_EPOCHS):
            shuffle(order)
            for example in order:
                if self.rest[example]:
                    self.rest[example] -= 1
                elif not self._visit(example):
                    self.rest[example] = _REST
        for weights, history in zip(self.weights, self.history, strict=True):
            for gram, value in history.items():
                weights[gram] -= value / self.step
        return Weights(tuple(self.weights))

    def _visit(self, example: int) -> bool:
        """Learn from one example; whether there was anything to learn."""
        pieces, right = self.vectors[example], self.owner[example]
        worst, high = -1, -math.inf
        for entry in self.rivals[example]:
            score = _dot(self.weights[entry], pieces)
            if score > high:
                worst, high = entry, score
        loss = 1 - _dot(self.weights[right], pieces) + high
        if worst >= 0 and loss > 0:
            push = min(_STEP, loss / 2)
            self._move(right, pieces, push)
            self._move(worst, pieces, -push)
        self.step += 1
        return loss > 0

    def _move(self, entry: int, pieces: Vector, push: float) -> None:
        weights, history = self.weights[entry], self.history[entry]
        late = push * self.step
        for gram, value in pieces:
            weights[gram] = weights.get(gram, 0.0) + push * value
            history[gram] = history.get(gram, 0.0) + late * value
