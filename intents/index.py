"""Candidate retrieval: the phrasings that share the rarest pieces with a text.

Grows slower than the book: common pieces are not followed once enough rare ones were.
Nothing is judged here, see ``match``.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from heapq import nlargest
from itertools import pairwise

from intents.grams import grams

POOL = 50
"""How many phrasings are looked at closely."""
_BUDGET = 700  # postings followed in one search: some 0.1 ms
_EXACT = 32  # candidates of a cut-off search that are scored to the end
_FAINT = 0.25  # phrasings sharing less than this part of the best are not looked at


@dataclass(frozen=True, slots=True)
class Query:
    """A text as the index sees it: known pieces with their weights, and the whole weight."""

    weights: dict[int, float]
    mass: float

    @property
    def known(self) -> float:
        """Which share 0..1 of the text's weight is made of pieces that the book has."""
        return sum(self.weights.values()) / self.mass if self.mass else 0.0


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrasing by number, how alike it is, and the shares covered; all 0..1."""

    phrasing: int
    cosine: float
    of_query: float
    of_phrasing: float


class Index:
    """An inverted index over normalised phrasings, in flat arrays. Immutable once built."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._vocabulary: dict[str, int] = {}
        forward, starts = self._read(texts)
        counts = array("I", bytes(4 * len(self._vocabulary)))
        for gram in forward:
            counts[gram] += 1
        total = max(1, len(texts))
        self._idf = array("f", (math.log(1 + total / count) for count in counts))
        self._unknown = math.log(1 + total)
        self._forward, self._starts = forward, starts
        self._postings, self._offsets = _invert(forward, starts, counts)
        idf = self._idf
        self._mass = array(
            "f", (sum(idf[gram] for gram in forward[a:b]) or 1.0 for a, b in pairwise(starts))
        )
        self._scales = array("f", (1 / math.sqrt(mass) for mass in self._mass))

    def _read(self, texts: Sequence[str]) -> tuple[array[int], array[int]]:
        forward, starts = array("I"), array("I", [0])
        vocabulary = self._vocabulary
        for text in texts:
            forward.extend(vocabulary.setdefault(gram, len(vocabulary)) for gram in grams(text))
            starts.append(len(forward))
        return forward, starts

    def __len__(self) -> int:
        return len(self._mass)

    def nbytes(self) -> int:
        """Memory of the arrays and the vocabulary, roughly."""
        arrays = (self._idf, self._forward, self._starts, self._postings, self._offsets, self._mass)
        return sum(len(part) * part.itemsize for part in arrays) + 130 * len(self._vocabulary)

    def query(self, text: str) -> Query:
        """The pieces of a normalised text."""
        found: dict[int, float] = {}
        strange = 0.0
        for gram in grams(text):
            number = self._vocabulary.get(gram)
            if number is None:
                strange += self._unknown
            else:
                found[number] = self._idf[number]
        return Query(found, strange + sum(found.values()))

    def grams_of(self, phrasing: int) -> array[int]:
        """The pieces of a phrasing."""
        return self._forward[self._starts[phrasing] : self._starts[phrasing + 1]]

    def search(self, query: Query, *, without: int = -1) -> list[Hit]:
        """The most alike phrasings, best first, at most ``POOL``; ``without`` leaves one out."""
        if not query.weights:
            return []
        shared, exact = self._gather(query)
        shared.pop(without, None)
        scales = self._scales
        least = _FAINT * max(shared.values(), default=0.0)
        alike = [(m * scales[j], j) for j, m in shared.items() if m >= least]
        if not exact:
            shared = {j: self._shared(query, j) for _, j in nlargest(_EXACT, alike)}
            alike = [(m * scales[j], j) for j, m in shared.items()]
        scale = 1 / math.sqrt(query.mass)
        return [
            Hit(j, cosine * scale, shared[j] / query.mass, shared[j] / self._mass[j])
            for cosine, j in nlargest(POOL, alike)
        ]

    def _gather(self, query: Query) -> tuple[dict[int, float], bool]:
        """Shared weight by phrasing, and whether every piece could be followed."""
        shared: dict[int, float] = {}
        get = shared.get
        left = _BUDGET
        for gram, weight in sorted(query.weights.items(), key=lambda pair: -pair[1]):
            start, end = self._offsets[gram], self._offsets[gram + 1]
            if end - start > left:
                if shared:
                    return shared, False
                end = start + _BUDGET  # nothing but common pieces: some of them must do
            left -= end - start
            for phrasing in self._postings[start:end]:
                shared[phrasing] = get(phrasing, 0.0) + weight
        return shared, True

    def _shared(self, query: Query, phrasing: int) -> float:
        weights = query.weights
        return sum(map(weights.__getitem__, weights.keys() & self.grams_of(phrasing)))


def _invert(
    forward: array[int], starts: array[int], counts: array[int]
) -> tuple[array[int], array[int]]:
    offsets = array("I", [0])
    for count in counts:
        offsets.append(offsets[-1] + count)
    free = array("I", offsets)
    postings = array("I", bytes(4 * len(forward)))
    for phrasing, (start, end) in enumerate(pairwise(starts)):
        for gram in forward[start:end]:
            postings[free[gram]] = phrasing
            free[gram] += 1
    return postings, offsets
