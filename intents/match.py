"""A fan's words against the book: the entries that may be meant, each with a probability.

Similarity (``index``) finds the candidates, learned weights (``linear``) and string measures
order them, a small calibrated fusion says how sure one may be. What to do with that is decided
in ``decide``. Measures that call a subset of words a full match are not used anywhere.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rapidfuzz import fuzz

from intents.filler import says_something, without_courtesy
from intents.index import Hit, Index, Query
from intents.linear import Weights, entry_scores, learn, vector
from intents.text import has_han, normalise
from intents.tokens import Tokenizer, join
from intents.types import Book, Match

LONGEST = 256
"""How much of a message is compared; a question is shorter, an article is none."""
EXACT = 0.99
"""Confidence of a phrasing that stands in the book word for word."""
_SHARED_EXACT = 0.5
_GRAMMAR_ONLY = 0.02
_ODD_LENGTH = 0.4  # a single character, or a pasted article
_CLOSE = 2  # phrasings of an entry that are compared as strings


@dataclass(frozen=True, slots=True)
class Prior:
    """Weights of the fusion: ``order`` ranks candidates, ``sure`` turns evidence into log-odds."""

    order: tuple[float, ...]
    sure: tuple[float, ...]


# Fitted by bench/fit_priors.py on the phrasings of three public research sets in Chinese and
# English: each book was cut into parts, some phrasings and some whole entries left out, and the
# left-out ones asked. By script and by whether the book is large enough for learned weights.
PRIORS: dict[tuple[str, bool], Prior] = {
    ("zh", True): Prior(
        (0.221, 1.273, 5.792, 3.017, 1.816),
        (-2.837, 0.748, -0.787, -0.758, 1.457, 1.731, -0.084, 1.784, -2.621, -0.627, 1.411, -0.0),
    ),
    ("zh", False): Prior(
        (5.193, 2.672, 0.0, 4.878, 2.782),
        (-2.502, 0.769, 0.502, 1.226, 0.0, 1.016, 1.06, 1.318, -0.881, 0.28, -0.66, 0.107),
    ),
    ("en", True): Prior(
        (1.782, 2.17, 6.76, 1.756, 1.869),
        (-4.406, 0.588, -0.292, -0.922, 1.662, 0.231, 1.535, 3.248, -1.594, -0.504, 0.181, 0.257),
    ),
    ("en", False): Prior(
        (8.609, 4.302, 0.0, 1.851, 3.363),
        (-2.936, 0.653, 0.69, 4.352, 0.0, -1.315, 0.795, 3.3, -1.099, 0.477, -0.771, 0.269),
    ),
}


@dataclass(slots=True)
class Candidate:
    """An entry that may be meant, with the evidence."""

    entry: int
    hits: Sequence[Hit]
    close: int
    order: tuple[float, ...]
    score: float = 0.0
    sure: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """A message made ready for comparison."""

    tokens: tuple[str, ...]
    plain: str
    core: str
    words: str

    @property
    def script(self) -> str:
        """``zh`` where any Chinese character stands in it, else ``en``."""
        return "zh" if has_han(self.core) else "en"


class Matcher:
    """Ranks a book's entries for a text. Built once per book, then only read: thread-safe."""

    def __init__(self, book: Book, tokenizer: Tokenizer, *, cache_dir: Path | None = None) -> None:
        self.book = book
        self._tokenizer = tokenizer
        self._ids = list(book.entries)
        self._texts: list[str] = []
        self._owner: list[int] = []
        self._cores: list[str] = []
        self._words: list[str] = []
        self._exact: dict[str, dict[int, str]] = {}
        for number, entry in enumerate(book.entries.values()):
            for phrasing in entry.questions:
                self._add(number, phrasing.text)
        self.index = Index(self._cores)
        self._weights: Weights | None = learn(
            self.index, self._cores, self._owner, cache_dir=cache_dir
        )

    def _add(self, number: int, text: str) -> None:
        asked = self.read(text)
        self._texts.append(text)
        self._owner.append(number)
        self._cores.append(asked.core)
        self._words.append(asked.words)
        for form in (asked.plain, asked.core):
            if form:
                self._exact.setdefault(form, {}).setdefault(number, text)

    @property
    def learned(self) -> bool:
        """Whether the book was large enough, and not too large, for learned weights."""
        return self._weights is not None

    def nbytes(self) -> int:
        """Memory that matching adds to the book, roughly."""
        texts = sum(map(sys.getsizeof, (*self._cores, *self._words)))
        return self.index.nbytes() + texts + (self._weights.nbytes() if self._weights else 0)

    def read(self, text: str) -> Asked:
        """Normalise and segment a message."""
        plain = normalise(text)[:LONGEST].strip()
        tokens = self._tokenizer.cut(plain)
        if self._tokenizer.synonyms:
            plain = join(tokens)
        core = without_courtesy(plain)
        return Asked(tuple(tokens), plain, core, " ".join(sorted(tokens)))

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
        prior = PRIORS[asked.script, self.learned]
        for candidate in self.candidates(asked, top=top + len(exact)):
            if candidate.entry in exact:
                continue
            log_odds = _dot(prior.sure, candidate.sure)
            ceiling = min(ceiling, 1 / (1 + math.exp(-max(-30.0, min(30.0, log_odds)))))
            matches.append(self._match(candidate, ceiling))
        return matches[:top]

    def candidates(self, asked: Asked, *, top: int) -> list[Candidate]:
        """The best candidates in order with their evidence, as the fusion sees it."""
        query = self.index.query(asked.core)
        if not query.mass:
            return []
        by_entry = entry_scores(self.index.search(query), self._owner)
        pieces = vector(query)
        found: list[Candidate] = []
        prior = PRIORS[asked.script, self.learned]
        for entry, hits in by_entry.items():
            learned = self._weights.score(entry, pieces) if self._weights else 0.0
            candidate = self._compare(asked, entry, hits, learned)
            candidate.score = _dot(prior.order, candidate.order)
            found.append(candidate)
        found.sort(key=lambda candidate: -candidate.score)
        for place, candidate in enumerate(found[:top]):
            rival = found[0] if place else found[1] if len(found) > 1 else None
            candidate.sure = self._evidence(query, candidate, rival)
        return found[:top]

    def _compare(self, asked: Asked, entry: int, hits: Sequence[Hit], learned: float) -> Candidate:
        characters, words, close = 0.0, 0.0, hits[0].phrasing
        for hit in hits[:_CLOSE]:
            ratio = fuzz.ratio(asked.core, self._cores[hit.phrasing]) / 100
            if ratio > characters:
                characters, close = ratio, hit.phrasing
            words = max(words, fuzz.ratio(asked.words, self._words[hit.phrasing]) / 100)
        likeness = sum(hit.cosine for hit in hits[:4]) / 4
        order = (hits[0].cosine, likeness, learned, characters, words)
        return Candidate(entry, hits, close, order)

    def _evidence(
        self, query: Query, candidate: Candidate, rival: Candidate | None
    ) -> tuple[float, ...]:
        """What confidence rests on; the first is constant, the second the lead over the rival."""
        lead = candidate.score - (rival.score if rival else 0.0)
        best = candidate.hits[0]
        return (
            1.0,
            max(-6.0, min(6.0, lead)),
            *candidate.order,
            self._covered(query, candidate),
            best.of_query,
            best.of_phrasing,
            query.known,
            math.log(1 + len(query.weights)),
        )

    def _covered(self, query: Query, candidate: Candidate) -> float:
        """Which share of the text's weight stands in any of the entry's closest phrasings."""
        known: set[int] = set()
        for hit in candidate.hits[:4]:
            known.update(self.index.grams_of(hit.phrasing))
        shared = sum(weight for gram, weight in query.weights.items() if gram in known)
        return shared / query.mass

    def _match(self, candidate: Candidate, confidence: float) -> Match:
        cosine, _, learned, characters, words = candidate.order
        text = self._texts[candidate.close]
        reason = (
            f"close to 「{text}」: characters {characters:.2f}, words {words:.2f}, "
            f"rare parts {cosine:.2f}"
        )
        if self._weights:
            reason += f", learned {learned:.2f}"
        return Match(
            entry=self._ids[candidate.entry], confidence=confidence, reason=reason, phrasing=text
        )

    def _exact_match(self, number: int, text: str, owners: int) -> Match:
        reason = f"the same as 「{text}」"
        if owners > 1:
            reason += f", which stands in {owners} entries"
        return Match(
            entry=self._ids[number],
            confidence=EXACT if owners == 1 else _SHARED_EXACT,
            reason=reason,
            phrasing=text,
            exact=True,
        )


def _ceiling(asked: Asked) -> float:
    """How sure one may be at most, however alike: too little or too much was said."""
    if not says_something(asked.core):
        return _GRAMMAR_ONLY
    return _ODD_LENGTH if not 1 < len(asked.core) < LONGEST else 1.0


def _dot(weights: Sequence[float], values: Sequence[float]) -> float:
    return sum([a * b for a, b in zip(weights, values, strict=True)])
