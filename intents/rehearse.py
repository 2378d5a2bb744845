"""The book asked its own phrasings, each as if it had never been written.

Left out alone, a phrasing is a question that the book answers; left out with its whole entry, it
is one that the book does not answer, near to what it does. From both the fusion learns.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from intents.fusion import Lesson
from intents.index import POOL, Index, highest
from intents.ridge import LeftOut
from intents.vectors import Floats, Ints
from intents.witness import Candidates, Cover, Phrasings, Question, Witness

MOST_ASKED = 400
"""How many phrasings are asked each way: more would cost time and teach little."""
TWINS = 0.6
"""From this likeness on, phrasings of an entry are one thought written twice; fans do not see
the book, so the others are hidden with the one that is asked."""
_MOST_LEFT_OUT = 200  # phrasings of an entry that is left out: the time grows with their cube
_LEAST_LEFT = 2  # phrasings an entry must keep; with fewer, nothing could be recognised
_OUTSIDE = 0.25  # weight of all that the book does not answer, beside all that it does


@dataclass(frozen=True, slots=True)
class Plan:
    """Which phrasings are asked: some with their twins hidden, some with their whole entry.

    ``hidden`` has the phrasings that are hidden with each.
    """

    alone: Mapping[int, Ints]
    with_entry: Mapping[int, Ints]

    def rows(self) -> Ints:
        """All phrasings that are ever hidden, in ascending order."""
        parts = [*self.alone.values(), *self.with_entry.values()]
        return np.unique(np.concatenate(parts)) if parts else np.zeros(0, np.int64)


def plan(phrasings: Phrasings, alike: Floats) -> Plan:
    """A sample of the book's phrasings, the same at every call."""
    owner, named = phrasings.owner, phrasings.named
    sizes = np.bincount(owner[~named], minlength=phrasings.entries)
    size = sizes[owner]
    fit = np.flatnonzero(~named & (size > _LEAST_LEFT) & (size <= _MOST_LEFT_OUT))
    chance = np.random.default_rng(1)
    alone = np.sort(chance.permutation(fit)[:MOST_ASKED]).tolist()
    outside: dict[int, Ints] = {}
    for entry in chance.permutation(np.unique(owner[fit])).tolist():
        if len(outside) >= MOST_ASKED:
            break
        rows = np.flatnonzero(owner == entry)
        outside |= dict.fromkeys(rows[~named[rows]].tolist(), rows)
    twins = {
        number: np.flatnonzero((owner == owner[number]) & (alike[number] >= TWINS))
        for number in alone
    }
    return Plan({number: np.union1d(rows, number) for number, rows in twins.items()}, outside)


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """A built book with what it would say of its phrasings without having seen them."""

    index: Index
    witness: Witness
    phrasings: Phrasings
    alike: Floats
    left_out: LeftOut
    meaning: Floats | None

    def lessons(self, asked: Plan) -> list[Lesson]:
        """What the book's own phrasings teach."""
        found = [self._inside(number, hidden) for number, hidden in asked.alone.items()]
        weight = _OUTSIDE * len(found) / max(1, len(asked.with_entry))
        for number, hidden in asked.with_entry.items():
            seen = self.asked_without(number, hidden, hides_entry=True)
            found.append(Lesson(seen.rows, seen.shares, None, weight))
        return [lesson for lesson in found if len(lesson.candidates)]

    def _inside(self, number: int, hidden: Ints) -> Lesson:
        owner = int(self.phrasings.owner[number])
        seen = self.asked_without(number, hidden, hides_entry=False)
        right = seen.entries.index(owner) if owner in seen.entries else None
        return Lesson(seen.rows, seen.shares, right, 1.0)

    def asked_without(self, number: int, hidden: Ints, *, hides_entry: bool) -> Candidates:
        """A phrasing asked of a book that holds none of the hidden ones of its entry."""
        words: Counter[str] = Counter()
        for row in hidden.tolist():
            words.update(set(self.phrasings.words[row]))
        alike = self.alike[number].copy()
        alike[hidden] = 0.0
        question = Question(
            core=self.phrasings.cores[number],
            words=self.phrasings.words[number],
            hits=highest(alike, POOL),
            known=self._known(number, hidden),
            length=float(self.index.vocabulary.lengths[number]),
            learned=self.left_out.scores(number, hidden),
            meaning=None if self.meaning is None else self.meaning @ self.meaning[number],
        )
        owner = int(self.phrasings.owner[number])
        return self.witness.candidates(question, Cover(owner, words, hides_entry=hides_entry))

    def _known(self, number: int, hidden: Ints) -> float:
        """Which share of a phrasing's weight the book still knows without the hidden ones."""
        row, known = self.index.row(number), self.index.vocabulary
        parts = [known.ids[known.starts[one] : known.starts[one + 1]] for one in hidden.tolist()]
        gone = np.bincount(np.concatenate(parts), minlength=len(known.counts))[row.ids]
        kept = known.counts[row.ids] > gone
        return float(np.sum(row.weights[kept] ** 2))
