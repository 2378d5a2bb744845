"""Which phrasings of the book are most like a text, and how alike they are.

In an ordinary book every phrasing is compared. In a large one common features are not followed
once enough rare ones were, so the time grows slower than the book. Nothing is judged here, see
``match``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from intents.vectors import ADJACENT, NEAR, Floats, Ints, Vector, Vocabulary

LARGE = 6000
"""From this number of phrasings on a book is large: searched, not compared as a whole."""
POOL = 32
"""How many phrasings are looked at closely."""
_BUDGET = 12_000  # postings followed in one search of a large book
_FAINT = 0.2  # phrasings that share less than this part of the best are not looked at
_RESCORED = 200  # candidates of such a search that are compared in full


@dataclass(frozen=True, slots=True)
class Hits:
    """The most alike phrasings by number and their likeness 0..1, best first."""

    phrasings: Ints
    cosines: Floats


class Index:
    """An inverted index over the features of a book's phrasings. Immutable once built."""

    def __init__(self, texts: Sequence[str], words: Sequence[Sequence[str]]) -> None:
        self.large = len(texts) > LARGE
        self._size = len(texts)
        # Rarity tells more where each entry has one phrasing; the words help there too.
        self.vocabulary = Vocabulary(
            texts,
            words if self.large else [()] * len(texts),
            reach=ADJACENT if self.large else NEAR,
            power=1.0 if self.large else 0.5,
        )
        known = self.vocabulary
        order = np.argsort(known.ids, kind="stable")
        owners = np.repeat(np.arange(self._size, dtype=np.int32), np.diff(known.starts))
        self._rows, self._values = owners[order], known.weights[order]
        self._offsets = np.concatenate(([0], np.cumsum(known.counts))).astype(np.int64)

    def __len__(self) -> int:
        return self._size

    def nbytes(self) -> int:
        """Memory of the arrays and the vocabulary, roughly."""
        arrays = (self._rows, self._values, self._offsets)
        return sum(part.nbytes for part in arrays) + self.vocabulary.nbytes()

    def vector(self, text: str, words: Sequence[str]) -> Vector:
        """A normalised text and its words as the index sees them."""
        return self.vocabulary.vector(text, words if self.large else ())

    def row(self, phrasing: int) -> Vector:
        """A phrasing of the book."""
        known = self.vocabulary
        part = slice(known.starts[phrasing], known.starts[phrasing + 1])
        ids = known.ids[part].astype(np.int64)
        return Vector(ids, known.weights[part], float(known.lengths[phrasing]), 1.0)

    def cosines(self, vector: Vector) -> Floats:
        """How alike each phrasing of the book is, in their order."""
        rows, values = self._followed(vector.ids, vector.weights)
        return np.bincount(rows, values, self._size).astype(np.float32)

    def search(self, vector: Vector) -> Hits:
        """The most alike phrasings of a large book, at most ``POOL``, best first."""
        if not len(vector.ids):
            return Hits(vector.ids, vector.weights)
        spread = self._offsets[vector.ids + 1] - self._offsets[vector.ids]
        # What weighs most for its postings first, which is the rarest.
        order = np.argsort(spread, kind="stable")
        kept = order[: max(1, int(np.searchsorted(np.cumsum(spread[order]), _BUDGET)))]
        rows, values = self._followed(vector.ids[kept], vector.weights[kept])
        phrasings, places = np.unique(rows, return_inverse=True)
        cosines = np.bincount(places, values).astype(np.float32)
        if len(kept) < len(order):
            best = _highest(cosines, _RESCORED)
            phrasings = phrasings[best]
            cosines = self._rescored(vector, phrasings)
        best = _highest(cosines, POOL)
        return Hits(phrasings[best].astype(np.int64), cosines[best])

    def _followed(self, ids: Ints, weights: Floats) -> tuple[Ints, Floats]:
        """The phrasings that have any of these features, with what each adds to likeness."""
        starts = self._offsets[ids]
        spread = self._offsets[ids + 1] - starts
        before = np.cumsum(spread) - spread
        places = np.arange(int(spread.sum())) + np.repeat(starts - before, spread)
        return self._rows[places], self._values[places] * np.repeat(weights, spread)

    def _rescored(self, vector: Vector, phrasings: Ints) -> Floats:
        known = self.vocabulary
        starts = known.starts[phrasings]
        sizes = known.starts[phrasings + 1] - starts
        before = np.cumsum(sizes) - sizes
        places = np.arange(int(sizes.sum())) + np.repeat(starts - before, sizes)
        ids = known.ids[places]
        spots = np.minimum(np.searchsorted(vector.ids, ids), len(vector.ids) - 1)
        shared = np.where(vector.ids[spots] == ids, vector.weights[spots], np.float32(0))
        owners = np.repeat(np.arange(len(phrasings)), sizes)
        shared *= known.weights[places]
        return np.bincount(owners, shared, len(phrasings)).astype(np.float32)


def _highest(values: Floats, most: int) -> Ints:
    """The places of the highest values, highest first; faint ones are left out."""
    loud = np.flatnonzero(values > _FAINT * values.max(initial=0.0))
    return loud[np.argsort(-values[loud], kind="stable")[:most]]


def highest(values: Floats, most: int) -> Hits:
    """The highest of all likenesses as hits, faint ones left out."""
    best = _highest(values, most)
    return Hits(best, values[best])
