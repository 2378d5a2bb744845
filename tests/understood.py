"""The house's own book, read once a process; what is learned of it is learned once a run."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz, process

from bot.content.library import Library, load_library
from intents.text import normalise
from intents.types import Book
from intents.understanding import Understanding

ROOT = Path(__file__).parents[1]
FAQ = ROOT / "faq"

ALIKE = 70
"""A rapidfuzz ratio; above it two questions are one with other particles."""

SHARED = "GATEWAY_TESTS_SHARED"
"""The variable that names the folder of this run."""

KEPT_UNTIL = 4_000_000_000
"""A time of a file that no other file reaches."""

_UNDERSTOOD: dict[str, Understanding] = {}


def shared_folder() -> Path:
    """A folder for what is costly to make and the same for every test of a run."""
    return Path(os.environ[SHARED])


def segmenter_folder() -> Path:
    """Where jieba's parsed dictionary and what was learned of the house's book are kept."""
    folder = shared_folder() / "jieba"
    folder.mkdir(exist_ok=True)
    return folder


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """What one process of the run makes here the others find made."""
    with (shared_folder() / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def understand(book: Book) -> Understanding:
    """The same book is understood once a process, the house's own learned once a run."""
    if book.version not in _UNDERSTOOD:
        with one_at_a_time():
            folder = segmenter_folder()
            known = set(folder.iterdir())
            _UNDERSTOOD[book.version] = Understanding(book, cache_dir=folder)
            if book is house_book():
                for file in set(folder.iterdir()) - known:
                    os.utime(file, (KEPT_UNTIL, KEPT_UNTIL))  # the oldest go, this never
    return _UNDERSTOOD[book.version]


@cache
def house_library() -> Library:
    """All that editors wrote for the demo house."""
    loaded, problems = load_library(FAQ)
    assert loaded is not None, problems
    return loaded


def house_book() -> Book:
    """What fans may ask the demo house, with its answers."""
    return house_library().book


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
