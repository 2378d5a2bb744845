"""What tells a book's entries apart: kernel ridge regression over the likeness of phrasings.

Likeness alone counts every shared piece; the regression counts those that decide. It has a
closed form for what it would say of a phrasing if it had never seen that phrasing, or the whole
entry: the book can be asked its own questions without learning anew (Rasmussen and Williams,
Gaussian Processes for Machine Learning, MIT Press 2006, section 5.4.2).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from intents.index import Index
from intents.vectors import Floats, Ints

RIDGE = 0.2
"""How far a phrasing is trusted: small follows each phrasing closely."""
RIDGE_OF_NAME = 1.0
"""The same for an entry's title and id, which are no fan's words."""


@dataclass(frozen=True, slots=True)
class Ridge:
    """The learned weights: phrasings down, entries across."""

    weights: Floats

    def scores(self, cosines: Floats) -> Floats:
        """How much a text speaks for each entry, about 1 for its own phrasings."""
        # Not by "@": its threads wait longer for each other than so little work takes.
        found: Floats = np.einsum("n,ne->e", kernel(cosines), self.weights)
        return found


def kernel(cosines: Floats) -> Floats:
    """Likeness that counts close phrasings more: half of it squared."""
    return (cosines + cosines * cosines) * np.float32(0.5)


def likenesses(index: Index) -> Floats:
    """How alike each phrasing is to each."""
    return np.stack([index.cosines(index.row(number)) for number in range(len(index))])


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What the regression would say had it not seen some phrasings.

    ``rows`` are the phrasings that may be hidden, in ascending order, ``inverse`` has a row for
    every phrasing and a column for each of these.
    """

    rows: Ints
    inverse: Floats
    weights: Floats
    target: Floats

    def scores(self, phrasing: int, hidden: Ints) -> Floats:
        """The scores by entry of a phrasing that was hidden together with others.

        ``hidden`` are the numbers of all that were, in ascending order, the phrasing's among them.
        """
        block = self.inverse[np.ix_(hidden, np.searchsorted(self.rows, hidden))]
        residuals = np.linalg.solve(block, self.weights[hidden])
        unseen: Floats = self.target[phrasing] - residuals[np.searchsorted(hidden, phrasing)]
        return unseen


def learn(
    alike: Floats, owner: Ints, named: NDArray[np.bool_], hideable: Ints
) -> tuple[Ridge, LeftOut]:
    """The regression of phrasings onto entries; ``named`` marks titles and ids among them.

    ``hideable`` are the phrasings that it may be asked to have never seen, in ascending order:
    each costs some time.
    """
    size, entries = len(owner), int(owner.max(initial=-1)) + 1
    wanted = np.zeros((size, entries + len(hideable)), np.float32)
    wanted[np.arange(size), owner] = 1.0
    wanted[hideable, entries + np.arange(len(hideable))] = 1.0
    matrix = kernel(alike)
    matrix[np.diag_indices(size)] += np.where(named, RIDGE_OF_NAME, RIDGE).astype(np.float32)
    solved: Floats = np.linalg.solve(matrix, wanted).astype(np.float32, copy=False)
    weights = np.ascontiguousarray(solved[:, :entries])
    return Ridge(weights), LeftOut(hideable, solved[:, entries:], weights, wanted[:, :entries])
