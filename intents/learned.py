"""What is learned of a book when it is built: the regression and the book's own fusion."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from intents import kept, ridge
from intents.fusion import Fusion, refit
from intents.index import Index
from intents.priors import prior_for
from intents.rehearse import Rehearsal, plan
from intents.text import has_han
from intents.vectors import Floats
from intents.witness import Phrasings, Witness

VERSION = "ridge-1"
"""Counted up when something is learned differently, so that nothing old is taken for new."""
TRUST = 10_000.0
"""How many lessons the fusion of other books counts for beside this book's own."""


@dataclass(frozen=True, slots=True)
class Learned:
    """The regression, if the book is of a size for it, and the fusion.

    Not ``complete`` while the book could teach more than likeness tells.
    """

    ridge: ridge.Ridge | None
    fusion: Fusion
    complete: bool = True

    def nbytes(self) -> int:
        """Memory of the weights."""
        return self.ridge.weights.nbytes if self.ridge else 0


def learned_of(
    index: Index,
    witness: Witness,
    phrasings: Phrasings,
    meaning: Floats | None,
    *,
    cache_dir: Path | None,
    learning: bool = True,
) -> Learned:
    """What the book teaches; with ``cache_dir`` it is kept for the next start.

    Without ``learning`` what is not kept is left out, which takes no time.
    """
    prior = prior_for(chinese=_mostly_han(phrasings), learned=is_learned(phrasings, index))
    if not is_learned(phrasings, index):
        return Learned(None, prior)
    file = None
    if cache_dir is not None:
        file = kept.file_for(cache_dir, *_facts(phrasings, meaning, prior))
        found = kept.load(file, ("weights", "order", "sure", "typical"))
        if found is not None and found["weights"].shape == (len(index), phrasings.entries):
            return _unpacked(found)
    if not learning:
        alike = prior_for(chinese=_mostly_han(phrasings), learned=False)
        return Learned(None, alike, complete=False)
    learned = learn(index, witness, phrasings, meaning, prior)
    if file is not None and learned.ridge is not None:
        fusion = learned.fusion
        kept.save(
            file,
            {
                "weights": learned.ridge.weights,
                "order": fusion.order,
                "sure": fusion.sure,
                "typical": fusion.typical,
            },
        )
    return learned


def learn(
    index: Index,
    witness: Witness,
    phrasings: Phrasings,
    meaning: Floats | None,
    prior: Fusion,
) -> Learned:
    """The regression and, from the book asked its own phrasings, the fusion."""
    alike = ridge.likenesses(index)
    asked = plan(phrasings, alike)
    regression, left_out = ridge.learn(alike, phrasings.owner, phrasings.named, asked.rows())
    rehearsal = Rehearsal(index, witness, phrasings, alike, left_out, meaning)
    return Learned(regression, refit(prior, rehearsal.lessons(asked), trust=TRUST))


def is_learned(phrasings: Phrasings, index: Index) -> bool:
    """Whether a book is not too large for a regression."""
    return not index.large and phrasings.entries > 1


def _mostly_han(phrasings: Phrasings) -> bool:
    cores = [core for core, name in zip(phrasings.cores, phrasings.named, strict=True) if not name]
    return sum(map(has_han, cores)) * 2 >= len(cores)


def _facts(phrasings: Phrasings, meaning: Floats | None, prior: Fusion) -> list[object]:
    """All that learning depends on."""
    return [
        VERSION,
        TRUST,
        prior.order.tolist(),
        prior.sure.tolist(),
        list(phrasings.cores),
        [list(words) for words in phrasings.words],
        phrasings.owner.tolist(),
        phrasings.named.tolist(),
        "" if meaning is None else hashlib.sha256(meaning.tobytes()).hexdigest(),
    ]


def _unpacked(found: kept.Arrays) -> Learned:
    order, sure, typical = (
        np.asarray(found[name], np.float64) for name in ("order", "sure", "typical")
    )
    weights = np.asarray(found["weights"], np.float32)
    return Learned(ridge.Ridge(weights), Fusion(order, sure, typical))
