"""The house's own book, read and understood once for all tests of a process."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from rapidfuzz import fuzz, process

from intents.book import load_book
from intents.text import normalise
from intents.types import Book
from intents.understanding import Understanding

ROOT = Path(__file__).parents[1]
FAQ = ROOT / "faq"

ALIKE = 70
"""A rapidfuzz ratio; above it two questions are one with other particles."""

_UNDERSTOOD: dict[str, Understanding] = {}


@cache
def shared_folder() -> Path:
    """A folder for what is costly to make and the same for every test."""
    return Path(mkdtemp(prefix="gateway-tests-"))


@cache
def segmenter_folder() -> Path:
    """Where jieba's parsed dictionary is kept: it costs a second, the tests are many."""
    folder = shared_folder() / "jieba"
    folder.mkdir()
    return folder


def understand(book: Book) -> Understanding:
    """The same book is understood once for all tests of a run."""
    if book.version not in _UNDERSTOOD:
        _UNDERSTOOD[book.version] = Understanding(book, cache_dir=segmenter_folder())
    return _UNDERSTOOD[book.version]


@cache
def house_book() -> Book:
    """What editors wrote for the demo house."""
    loaded, problems = load_book(FAQ)
    assert loaded is not None, problems
    return loaded


@cache
def asked(name: str) -> list[dict[str, Any]]:
    """The rows of a file of the examination, e.g. ``in_scope``."""
    lines = (ROOT / "tests" / "questions" / f"{name}.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in lines.splitlines()]


def entries_of(row: dict[str, Any]) -> list[str]:
    """The entries that honestly answer a question, the one it was written for first."""
    entry = row["entry"]
    return [] if entry is None else [entry] if isinstance(entry, str) else list(entry)


def alike(texts: Sequence[str]) -> list[tuple[str, str]]:
    """The pairs of which one is made from the other."""
    plain = [normalise(text) for text in texts]
    scores = process.cdist(plain, plain, scorer=fuzz.ratio, score_cutoff=ALIKE + 0.01)
    return [(texts[a], texts[b]) for a, b in zip(*scores.nonzero(), strict=True) if a < b]
