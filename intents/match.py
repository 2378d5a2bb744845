"""A fan's words against the book: the entries that may be meant, each with a probability.

Likeness of features (``index``) finds the candidates; what was learned of the book (``ridge``),
letters and words speak for or against each (``witness``), and a small calibrated fusion
(``fusion``) says how sure one may be. What to do with that is decided in ``decide``. Measures
that call a subset of words a full match are not used anywhere.
"""

from __future__ import annotations

import copy
import math
import re
import sys
from collections.abc import Container
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from intents.encoder import Encoder
from intents.filler import says_something, without_courtesy
from intents.fusion import ORDER, Fusion, Lesson, evidence
from intents.index import POOL, Index, highest
from intents.learned import Learned, learned_of
from intents.reasons import Weighed, Word
from intents.text import normalise
from intents.tokens import Tokenizer, join
from intents.types import Book, EntryId, Match
from intents.witness import Candidates, Phrasings, Question, Witness

LONGEST = 256
"""How much of a message is compared; a question is shorter, an article is none."""
EXACT = 0.99
"""Confidence of a phrasing that stands in the book word for word."""
HARDLY_ALIKE = 0.15
"""Below this likeness of the closest phrasing nothing is even asked back: in a small book the
farthest guess may lead its rivals by much."""
_FAR_GUESS = 0.25
_CLOSEST = ORDER.index("closest")
_SHARED_EXACT = 0.5
_GRAMMAR_ONLY = 0.02
_ODD_LENGTH = 0.4  # a single character however often, or a pasted article


@dataclass(frozen=True, slots=True)
class Asked:
    """A message made ready for comparison.

    ``plain`` is normalised, ``core`` also without courtesy, ``tokens`` are the words of
    ``plain``.
    """

    tokens: tuple[str, ...]
    plain: str
    core: str


class Matcher:
    """One book, ready to be asked. Immutable once built.

    ``encoder`` adds what a sentence encoder takes for the same meaning; ``cache_dir`` keeps what
    was learned for the next start. Without ``learning`` only what was kept is known, and likeness
    decides until ``learned`` is called.
    """

    def __init__(
        self,
        book: Book,
        tokenizer: Tokenizer,
        *,
        cache_dir: Path | None = None,
        encoder: Encoder | None = None,
        fusion: Fusion | None = None,
        learning: bool = True,
    ) -> None:
        self.book = book
        self._tokenizer = tokenizer
        self._encoder = encoder
        self._ids = list(book.entries)
        self._exact: dict[str, dict[int, str]] = {}
        self.phrasings = self._collect()
        self.index = Index(self.phrasings.cores, self.phrasings.words)
        self.witness = Witness(self.phrasings, self.index.vocabulary.lengths)
        self._meaning = encoder.encode(self.phrasings.cores) if encoder else None
        self._cache_dir = cache_dir
        self._fitted = fusion
        self._learned: Learned = self._learn(learning=learning)

    def _learn(self, *, learning: bool) -> Learned:
        # The encoder may have learned from the book's own phrasings: they would flatter it.
        rehearsed = self._meaning if self._fitted is None else None
        learned = learned_of(
            self.index,
            self.witness,
            self.phrasings,
            rehearsed,
            cache_dir=self._cache_dir,
            learning=learning,
        )
        if self._fitted is None or not learned.complete:
            return learned
        return replace(learned, fusion=self._fitted)

    @property
    def complete(self) -> bool:
        """Whether all is learned that the book teaches."""
        return self._learned.complete

    def learned(self) -> Matcher:
        """The same book with all learned that it teaches."""
        taught = copy.copy(self)
        taught._learned = self._learn(learning=True)
        return taught

    def _collect(self) -> Phrasings:
        texts: list[str] = []
        asked: list[Asked] = []
        owner: list[int] = []
        named: list[bool] = []
        for number, entry in enumerate(self.book.entries.values()):
            for phrasing in entry.questions:
                texts.append(phrasing.text)
                asked.append(self.read(phrasing.text))
                self._remember(number, phrasing.text, asked[-1])
            titles = [*entry.titles.values(), re.sub(r"[._-]+", " ", entry.id)]
            known = {item.core for item in asked[len(owner) :]}
            names = {read.core: read for title in titles if (read := self.read(title)).core}
            fresh = [read for core, read in names.items() if core not in known]
            texts += [read.core for read in fresh]
            asked += fresh
            owner += [number] * (len(texts) - len(owner))
            named += [False] * len(entry.questions) + [True] * len(fresh)
        return Phrasings(
            texts=texts,
            cores=[item.core for item in asked],
            words=[item.tokens for item in asked],
            owner=np.array(owner, np.int64),
            named=np.array(named, bool),
            entries=len(self._ids),
        )

    def _remember(self, number: int, text: str, asked: Asked) -> None:
        for form in (asked.plain, asked.core):
            if form:
                self._exact.setdefault(form, {}).setdefault(number, text)

    @property
    def fusion(self) -> Fusion:
        """The weights of this book's fusion."""
        return self._learned.fusion

    def nbytes(self) -> int:
        """Memory that matching adds to the book, roughly."""
        texts = sum(map(sys.getsizeof, self.phrasings.cores))
        meaning = 0 if self._meaning is None else self._meaning.nbytes
        return self.index.nbytes() + texts + meaning + self._learned.nbytes()

    def read(self, text: str) -> Asked:
        """Normalise and segment a message."""
        plain = normalise(text)[:LONGEST].strip()
        tokens = self._tokenizer.cut(plain)
        if self._tokenizer.synonyms:
            plain = join(tokens)
        return Asked(tuple(tokens), plain, without_courtesy(plain))

    def rank(self, text: str, *, top: int = 5) -> list[Match]:
        """The entries that may be meant, best first, with calibrated confidence."""
        return self.rank_read(self.read(text), top=top)

    def rank_read(self, asked: Asked, *, top: int = 5) -> list[Match]:
        """The same for a message that was read already."""
        exact = self._exact.get(asked.plain) or self._exact.get(asked.core) or {}
        matches = [self._exact_match(number, text, len(exact)) for number, text in exact.items()]
        ceiling = 1 - EXACT if len(exact) == 1 else _SHARED_EXACT
        if not exact:
            ceiling = _ceiling(asked)
        found = self.held(asked)
        if found.entries:
            matches += self._weighed(asked, found, exact, ceiling, top)
        return matches[:top]

    def held(self, asked: Asked) -> Candidates:
        """A message held against the book: the evidence before it is weighed."""
        return self.witness.candidates(self._question(asked))

    def lessons(self, text: str, right: Container[EntryId], *, outside: float) -> list[Lesson]:
        """What a question teaches whose entries are known: as it is, and if they were not there.

        ``outside`` is the weight of the second.
        """
        found = self.witness.candidates(self._question(self.read(text)))
        known = [self._ids[entry] in right for entry in found.entries]
        if not known:
            return []
        taught = [Lesson(found.rows, found.shares, known.index(True) if any(known) else None, 1.0)]
        others = [place for place, is_right in enumerate(known) if not is_right]
        if others and len(others) < len(known):
            taught.append(Lesson(found.rows[others], found.shares[others], None, outside))
        return taught

    def _question(self, asked: Asked) -> Question:
        vector = self.index.vector(asked.core, asked.tokens)
        ridge = self._learned.ridge
        learned = None
        if self.index.large:
            hits = self.index.search(vector)
        else:
            cosines = self.index.cosines(vector)
            hits = highest(cosines, POOL)
            learned = None if ridge is None else ridge.scores(cosines)
        meaning = None
        if self._encoder is not None and self._meaning is not None:
            meaning = np.einsum("nd,d->n", self._meaning, self._encoder.encode([asked.core])[0])
        return Question(
            core=asked.core,
            words=asked.tokens,
            hits=hits,
            known=vector.known,
            length=vector.length,
            learned=learned,
            meaning=meaning,
            spoken=vector.spoken,
        )

    def _weighed(
        self,
        asked: Asked,
        found: Candidates,
        exact: dict[int, str],
        ceiling: float,
        top: int,
    ) -> list[Match]:
        fusion = self._learned.fusion
        if found.rows[:, _CLOSEST].max() < HARDLY_ALIKE:
            ceiling = min(ceiling, _FAR_GUESS)
        scores = fusion.scores(found.rows)
        order = np.argsort(-scores, kind="stable")[: top + len(exact)]
        rows = evidence(found.rows[order], found.shares[order], scores[order])
        chances, told = fusion.chances(rows).tolist(), rows.tolist()
        matches = []
        for rank, place in enumerate(order.tolist()):
            entry = found.entries[place]
            if entry in exact:
                continue
            # Order is a choice among the candidates: their scores' distance tells their odds.
            odds = math.exp(float(scores[place] - scores[order[0]]))
            ceiling = min(ceiling, chances[rank], chances[0] * odds)
            close = found.close[place]
            phrasing = self.phrasings.texts[close] if close >= 0 else ""
            why = Weighed(phrasing, tuple(told[rank]), fusion)
            matches.append(
                Match(entry=self._ids[entry], confidence=ceiling, phrasing=phrasing, why=why)
            )
        return matches

    def _exact_match(self, number: int, text: str, owners: int) -> Match:
        return Match(
            entry=self._ids[number],
            confidence=EXACT if owners == 1 else _SHARED_EXACT,
            phrasing=text,
            exact=True,
            why=Word(text, owners),
        )


def _ceiling(asked: Asked) -> float:
    """How sure one may be at most, however alike: too little or too much was said."""
    if not says_something(asked.core):
        return _GRAMMAR_ONLY
    one_only = len(set(asked.core)) < 2  # 退退退退 says no more than 退
    return _ODD_LENGTH if one_only or len(asked.core) >= LONGEST else 1.0
