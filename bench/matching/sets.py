"""Labelled sets: a book with questions of known kind, read from where they lie, never copied."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import get_args

from bench.matching.measure import Kind
from intents.book import load_book
from intents.evaluate import labelled
from intents.text import has_han
from intents.types import Book, EntryId

ROOT = Path(__file__).parents[2]
OWN = "own"
"""The product's own book (``faq/``) with its own examination (``tests/questions/``)."""
ORDER = (OWN, "smp5", "smp10", "clinc10", "clincfull", "banking10", "lcq1k", "lcq10k", "lcq20k")


@dataclass(frozen=True, slots=True)
class Question:
    text: str
    entries: frozenset[EntryId]
    kind: Kind


@dataclass(frozen=True, slots=True)
class LabelledSet:
    name: str
    book: Book
    questions: tuple[Question, ...]

    @property
    def chinese(self) -> bool:
        """Whether more than half of the phrasings hold a Chinese character."""
        return 2 * sum(map(has_han, self.phrasings)) > len(self.phrasings)

    @property
    def phrasings(self) -> list[str]:
        """Every example phrasing, in the order of the book."""
        return [each.text for entry in self.book.entries.values() for each in entry.questions]

    @property
    def owners(self) -> list[EntryId]:
        """The entry of each phrasing."""
        return [name for name, entry in self.book.entries.items() for _ in entry.questions]

    def of(self, kind: Kind) -> list[Question]:
        """The questions of one kind."""
        return [question for question in self.questions if question.kind == kind]

    def sample(self, most: int) -> LabelledSet:
        """The same with at most so many questions of each kind, drawn alike at every call."""
        kept = []
        for kind in get_args(Kind):
            found = self.of(kind)
            kept += random.Random(most).sample(found, most) if len(found) > most else found
        return replace(self, questions=tuple(kept))


def names_in(folder: Path) -> list[str]:
    """The known sets first, in their order, then whatever else lies there; always our own."""
    found = {path.parent.name for path in folder.glob("*/queries.jsonl")} | {OWN}
    return [name for name in ORDER if name in found] + sorted(found - set(ORDER))


def load(folder: Path, name: str) -> LabelledSet:
    """One set, or ``SystemExit`` with what is wrong about it."""
    book_folder, files = folder / name / "book", [folder / name / "queries.jsonl"]
    if name == OWN:
        book_folder = ROOT / "faq"
        files = [
            ROOT / "tests/questions" / f"{part}.jsonl" for part in ("in_scope", "out_of_scope")
        ]
    if not all(file.is_file() for file in files):
        raise SystemExit(f"there is no set {name} in {folder}")
    book, problems = load_book(book_folder)
    if book is None:
        raise SystemExit("\n".join(map(str, problems)))
    return LabelledSet(name, book, tuple(question for file in files for question in _read(file)))


def _read(path: Path) -> Iterator[Question]:
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        query = labelled(row)
        kind: Kind = row.get("kind") or ("in" if query.entries else "far")
        if kind not in get_args(Kind) or (kind == "in") != bool(query.entries):
            raise SystemExit(f"{path}: entry and kind do not fit: {line}")
        yield Question(query.text, query.entries, kind)
