"""``faq test``: the content asked its own questions, told to editors."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

import typer

from bot import config
from bot.cli.faq.common import FOUND_PROBLEMS, Folder, Json, print_json, today
from bot.config import Settings
from bot.errors import ContentError
from intents.book import bind_book, read_answers
from intents.selftest import (
    PARTS,
    Asked,
    Twins,
    ask_left_out,
    ask_tests,
    find_twins,
)
from intents.types import Book, EntryId
from intents.understanding import Understanding


@dataclass(frozen=True, slots=True)
class Findings:
    """What the three looks found; ``unreached`` entries were found by nothing of their own."""

    book: Book
    tests: tuple[Asked, ...]
    left_out: tuple[Asked, ...]
    twins: tuple[Twins, ...]

    @property
    def failed(self) -> list[Asked]:
        """Tests that reach another entry, or none."""
        return [test for test in self.tests if test.reached == "missed"]

    @property
    def unreached(self) -> list[EntryId]:
        """Entries that neither a test nor any left-out phrasing found, not even among three."""
        asked = Counter(item.entry for item in (*self.tests, *self.left_out))
        found = {item.entry for item in (*self.tests, *self.left_out) if item.reached != "missed"}
        return [name for name in self.book.entries if asked[name] and name not in found]

    def as_json(self) -> dict[str, Any]:
        """One flat object with lists, for programs."""
        return {
            "entries": len(self.book.entries),
            "phrasings": self.book.phrasing_count(),
            "tests": _counts(self.tests),
            "left_out": _counts(self.left_out) | {"parts": PARTS},
            "failed": [asdict(test) for test in self.failed],
            "missed": [asdict(item) for item in self.left_out if item.reached != "answered"],
            "twins": [asdict(pair) for pair in self.twins],
            "unreached": self.unreached,
        }


def test_content(folder: Folder = None, json: Json = False) -> None:
    """Ask the content its own questions; exit 1 where a test or an entry is not reached."""
    settings = config.load()
    found = examine(folder or settings.faq_dir, settings, day=today())
    if json:
        print_json(found.as_json())
    else:
        show(found)
    if found.failed or found.unreached:
        raise typer.Exit(FOUND_PROBLEMS)


def examine(folder: Path, settings: Settings, *, day: date) -> Findings:
    """Read the folder and ask it; a book with errors raises ``ContentError``.

    Progress goes to stderr when a person is looking.
    """
    documents = read_answers(folder)
    book, problems = bind_book(folder, documents)
    if book is None:
        errors = tuple(problem for problem in problems if problem.severity == "error")
        raise ContentError(
            f"{len(errors)} errors in {folder}", remedy="mend them first", problems=errors
        )
    cache, backend = settings.data_dir / "jieba", settings.segmenter
    _progress("tests", 0)
    understanding = Understanding(book, cache_dir=cache, backend=backend)
    tests = ask_tests(understanding, documents, today=day)
    left_out: list[Asked] = []
    for part in range(PARTS):
        _progress("left-out phrasings", part + 1)
        left_out += ask_left_out(book, part, cache_dir=cache, backend=backend)
    _progress("", PARTS + 1)
    return Findings(book, tests, tuple(left_out), find_twins(book))


def show(findings: Findings) -> None:
    """Failures first, each with its place, then what an editor may want to look at."""
    for test in findings.failed:
        where = f"leads to {test.instead}" if test.instead else "reaches nothing"
        typer.echo(f"{_place(test)}: the test 「{test.text}」 of {test.entry} {where}")
    for name in findings.unreached:
        entry = findings.book.entries[name]
        typer.echo(f"{entry.path}:{entry.line}:1: nothing reaches {name}")
    for pair in findings.twins:
        typer.echo(
            f"{pair.path}:{pair.line}:1: 「{pair.text}」 of {pair.entry} is nearly "
            f"「{pair.other_text}」 of {pair.other} ({pair.percent:.0f} %)"
        )
    lost = Counter(item.entry for item in findings.left_out if item.reached == "missed")
    asked = Counter(item.entry for item in findings.left_out)
    for name, count in lost.most_common(10):
        typer.echo(f"weak: {name} misses {count} of {asked[name]} phrasings when they are left out")
    typer.echo(_line("tests", _counts(findings.tests)))
    typer.echo(_line("phrasings left out", _counts(findings.left_out)))


def _line(name: str, counts: dict[str, int]) -> str:
    return (
        f"{name}: {counts['answered']} of {counts['asked']} first, {counts['offered']} among the "
        f"choices, {counts['missed']} missed"
    )


def _counts(items: Sequence[Asked]) -> dict[str, int]:
    reached: Counter[str] = Counter(item.reached for item in items)
    names = ("answered", "offered", "missed")
    return {"asked": len(items), **{name: reached[name] for name in names}}


def _place(item: Asked) -> str:
    return f"{item.path}:{item.line}:{item.column}"


def _progress(what: str, done: int) -> None:
    if sys.stderr.isatty():
        end = "\r\033[K" if not what else f"\r\033[K{what} {done}/{PARTS}"
        sys.stderr.write(end)
        sys.stderr.flush()
