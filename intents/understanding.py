"""Understanding in one object: a book made ready to decide what a fan means."""

from __future__ import annotations

import copy
import functools
import time
from datetime import date
from pathlib import Path

from intents.decide import beside, decide
from intents.encoder import Encoder
from intents.fusion import Fusion
from intents.match import Matcher
from intents.others import Others
from intents.parts import with_parts
from intents.tokens import Backend, Tokenizer
from intents.types import Book, Decision


class Understanding:
    """One book, ready to decide. Building takes CPU time, so do it off the event loop.

    Deciding only reads: any number of threads may share an instance. ``cache_dir`` is a folder
    of ours where the segmenter keeps its parsed dictionary. ``encoder`` tells of sentences whether
    they mean the same; ``fusion`` was fitted on questions that the encoder had not seen. Without
    one the book's own phrasings tell what the encoder is worth: right for one that was made
    elsewhere, wrong for one that learned from these phrasings. Without ``learning`` it is ready
    sooner, and asks back more often until ``learned`` is called.
    """

    def __init__(
        self,
        book: Book,
        *,
        cache_dir: Path | None = None,
        backend: Backend = "auto",
        encoder: Encoder | None = None,
        fusion: Fusion | None = None,
        learning: bool = True,
    ) -> None:
        started = time.perf_counter()
        tokenizer = Tokenizer(book.words, cache_dir, synonyms=book.synonyms, backend=backend)
        self.book = book
        self.matcher = Matcher(
            book,
            tokenizer,
            cache_dir=cache_dir,
            encoder=encoder,
            fusion=fusion,
            learning=learning,
        )
        self._others = Others(book.others)
        self.build_s = time.perf_counter() - started

    @property
    def complete(self) -> bool:
        """Whether all is learned that the book teaches."""
        return self.matcher.complete

    def learned(self) -> Understanding:
        """The same with all learned that the book teaches; takes seconds of CPU time."""
        if self.complete:
            return self
        started = time.perf_counter()
        taught = copy.copy(self)
        taught.matcher = self.matcher.learned()
        taught.build_s += time.perf_counter() - started
        return taught

    def decide(self, text: str, *, today: date | None = None, top: int = 5) -> Decision:
        """What to do with a fan's words: answer, ask back or offer a human."""
        whole = self._decide(text, today=today, top=top)
        part = functools.partial(self._decide, today=today, top=2)
        return with_parts(whole, part, self.book)

    def _decide(self, text: str, *, today: date | None, top: int) -> Decision:
        asked = self.matcher.read(text)
        matches = self.matcher.rank_read(asked, top=top)
        decision = decide(text, matches, self.book, today=today, tokens=asked.tokens)
        return beside(decision, self._others.find(asked.plain, asked.tokens))
