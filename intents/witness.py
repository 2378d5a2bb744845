"""What speaks for each entry that a text may mean: the evidence, before it is weighed.

The same evidence is gathered for a fan's words and, when the book is rehearsed, for its own
phrasings with some of the book covered up.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from intents.fusion import ORDER, Rows
from intents.index import Hits
from intents.vectors import Floats, Ints, spoken

CANDIDATES = 6
"""Entries that are looked at closely."""
_NOTHING: Mapping[str, int] = {}
_CLOSE = 3  # phrasings of an entry that are compared letter by letter
_SUPPORT = 3  # phrasings of an entry whose likeness is averaged

MEANT = 5
"""Entries that are looked at for their meaning alone, whatever letters they share."""


@dataclass(frozen=True, slots=True)
class Phrasings:
    """All phrasings of a book in the order of its entries; ``named`` marks titles and ids."""

    texts: Sequence[str]
    cores: Sequence[str]
    words: Sequence[Sequence[str]]
    owner: Ints
    named: NDArray[np.bool_]
    entries: int


@dataclass(frozen=True, slots=True)
class Question:
    """A text as it is held against the book, and how alike the book's phrasings are.

    ``known`` is the share of its features that the book has, ``length`` that of its vector,
    ``learned`` and ``meaning`` have a value for each entry and each phrasing, if there are any;
    ``spoken`` has the syllables of a question that is nothing but typed pinyin.
    """

    core: str
    words: Sequence[str]
    hits: Hits
    known: float
    length: float
    learned: Floats | None
    meaning: Floats | None
    spoken: str = ""


@dataclass(frozen=True, slots=True)
class Cover:
    """What is covered up while the book is asked its own phrasing: words not to be counted."""

    entry: int
    words: Mapping[str, int]
    hides_entry: bool = False


@dataclass(frozen=True, slots=True)
class Candidates:
    """Entries with their closest phrasing, rows of ``ORDER`` and the shares of ``SURE``."""

    entries: Sequence[int]
    close: Sequence[int]
    rows: Rows
    shares: Rows


class Witness:
    """Gathers the evidence of one book. Only reads, so threads may share it."""

    def __init__(self, phrasings: Phrasings, lengths: Floats) -> None:
        self._phrasings = phrasings
        self._lengths = lengths
        # Where each entry's phrasings begin: they stand together, in the order of the entries.
        self._starts = np.searchsorted(phrasings.owner, np.arange(phrasings.entries))
        self._words: list[Counter[str]] = [Counter() for _ in range(phrasings.entries)]
        for entry, words in zip(phrasings.owner.tolist(), phrasings.words, strict=True):
            self._words[entry].update(set(words))
        self._spread = Counter(word for counts in self._words for word in counts)
        self._rarest = math.log(1 + phrasings.entries) + 1

    def words_of(self, entry: int) -> Mapping[str, int]:
        """In how many phrasings of an entry each word stands."""
        return self._words[entry]

    def candidates(self, question: Question, cover: Cover | None = None) -> Candidates:
        """The entries that may be meant, in no particular order; none if nothing is alike."""
        by_entry = self._hits_by_entry(question.hits)
        meant = self._meant(question)
        entries = self._nominated(question, by_entry, meant, cover)
        rows = np.zeros((len(entries), len(ORDER)))
        shares = np.empty((len(entries), 5))
        rarities = {word: self._rarity(word) for word in question.words}
        shares[:, 2] = question.known
        # Typed pinyin has no words: what is known of its sounds stands for them.
        shares[:, 3] = question.known if question.spoken else self._known(rarities, cover)
        shares[:, 4] = math.log1p(len(question.core))
        close = []
        alike = self._letters(question, by_entry, entries)
        for place, entry in enumerate(entries):
            hits = by_entry.get(entry, [])
            cosines = [cosine for _, cosine in hits[:_SUPPORT]]
            best = cosines[0] if hits else 0.0
            rows[place, 1] = best
            rows[place, 2] = sum(cosines) / _SUPPORT
            rows[place, 3], nearest = alike[place]
            rows[place, 4] = (
                rows[place, 3] if question.spoken else self._shared_words(rarities, entry, cover)
            )
            close.append(nearest)
            ratio = float(self._lengths[hits[0][0]]) / question.length if hits else 1.0
            shares[place, 0] = min(1.0, best * ratio)
            shares[place, 1] = min(1.0, best / ratio)
        if question.learned is not None:
            rows[:, 0] = question.learned[entries]
        if meant is not None:
            rows[:, 5] = meant[entries]
        return Candidates(entries, close, rows, shares)

    def _hits_by_entry(self, hits: Hits) -> dict[int, list[tuple[int, float]]]:
        found: dict[int, list[tuple[int, float]]] = {}
        owners = self._phrasings.owner[hits.phrasings].tolist()
        pairs = zip(owners, hits.phrasings.tolist(), hits.cosines.tolist(), strict=True)
        for entry, number, cosine in pairs:
            found.setdefault(entry, []).append((number, cosine))
        return found

    def _nominated(
        self,
        question: Question,
        by_entry: Mapping[int, list[tuple[int, float]]],
        meant: Floats | None,
        cover: Cover | None,
    ) -> list[int]:
        """The entries of the most alike phrasings, and those that learning or meaning speak for."""
        found = list(by_entry)
        if question.learned is None:
            found = found[:CANDIDATES]
        elif len(found):
            most = min(CANDIDATES, len(question.learned))
            liked = np.argpartition(question.learned, -most)[-most:].tolist()
            found = [*liked, *(entry for entry in found[:3] if entry not in liked)]
        if meant is not None:
            most = min(MEANT, len(meant))
            nearest = np.argpartition(meant, -most)[-most:].tolist()
            found += [entry for entry in nearest if entry not in found]
        if cover is not None and cover.hides_entry:
            found = [entry for entry in found if entry != cover.entry]
        return found

    def _meant(self, question: Question) -> Floats | None:
        """How near each entry's nearest phrasing is in meaning, if there is an encoder."""
        if question.meaning is None:
            return None
        nearest: Floats = np.maximum.reduceat(question.meaning, self._starts)
        return nearest

    def _letters(
        self,
        question: Question,
        by_entry: Mapping[int, list[tuple[int, float]]],
        entries: Sequence[int],
    ) -> list[tuple[float, int]]:
        """How alike each entry's closest phrasing is letter by letter, and which that is."""
        cores = self._phrasings.cores
        numbers = [[number for number, _ in by_entry.get(entry, ())[:_CLOSE]] for entry in entries]
        texts = [cores[number] for group in numbers for number in group]
        if not texts:
            return [(0.0, -1)] * len(entries)
        asked = question.core
        if question.spoken:
            asked, texts = question.spoken, [spoken(text) for text in texts]
        ratios = iter(process.cdist([asked], texts, scorer=fuzz.ratio)[0].tolist())
        found = []
        for group in numbers:
            best, close = max(((next(ratios), number) for number in group), default=(0.0, -1))
            found.append((best / 100, close))
        return found

    def _shared_words(
        self, rarities: Mapping[str, float], entry: int, cover: Cover | None
    ) -> float:
        """Which share of the question's words, by rarity, the entry has."""
        own = self._words[entry]
        hidden = cover.words if cover is not None and cover.entry == entry else _NOTHING
        have = [rare for word, rare in rarities.items() if own.get(word, 0) > hidden.get(word, 0)]
        return sum(have) / sum(rarities.values()) if have else 0.0

    def _known(self, rarities: Mapping[str, float], cover: Cover | None) -> float:
        """Which share of the question's words, by rarity, stands anywhere in the book."""
        known = [rare for word, rare in rarities.items() if self._spread_without(word, cover) > 0]
        return sum(known) / sum(rarities.values()) if known else 0.0

    def _spread_without(self, word: str, cover: Cover | None) -> int:
        """In how many entries a word stands that are not covered up."""
        spread = self._spread.get(word, 0)
        if cover is None or not spread:
            return spread
        written = self._words[cover.entry].get(word, 0)
        return spread - (0 < written <= cover.words.get(word, 0))

    def _rarity(self, word: str) -> float:
        spread = self._spread.get(word, 0)
        if not spread:
            return self._rarest
        return math.log((1 + self._phrasings.entries) / (1 + spread)) + 1
