"""``faq test``: the content asked its own questions, told to editors."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from bot import config
from bot.cli.faq.common import FOUND_PROBLEMS, Folder, Json, broken, built, print_json, today
from bot.cli.since import moment_of
from bot.config import Settings
from intents.advice import Advice, Confusion, Demand, advise, confusions
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

_THE_SAME = 100.0
_SHOWN = 10  # of each kind; --json has all


@dataclass(frozen=True, slots=True)
class Findings:
    """What the looks found; ``unreached`` entries were found by nothing of their own."""

    book: Book
    tests: tuple[Asked, ...]
    left_out: tuple[Asked, ...]
    twins: tuple[Twins, ...]
    confusions: tuple[Confusion, ...]
    advice: tuple[Advice, ...]

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

    def weak(self) -> list[tuple[EntryId, int]]:
        """Entries that miss left-out phrasings altogether, those that miss most first."""
        lost = Counter(item.entry for item in self.left_out if item.reached == "missed")
        return lost.most_common()

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
            "confusions": [asdict(pair) for pair in self.confusions],
            "advice": [asdict(item) for item in self.advice],
            "unreached": self.unreached,
        }


def test_content(
    folder: Folder = None,
    asked: Annotated[
        str, typer.Option(help="weigh entries by what fans asked since: 30d, or an ISO time (UTC)")
    ] = "",
    json: Json = False,
) -> None:
    """Ask the content its own questions; exit 1 where a test or an entry is not reached."""
    settings = config.load()
    wanted = _recorded(asked) if asked else None
    found = examine(folder or settings.faq_dir, settings, day=today(), wanted=wanted)
    if json:
        print_json(found.as_json())
    else:
        show(found)
    if found.failed or found.unreached:
        raise typer.Exit(FOUND_PROBLEMS)


def _recorded(since: str) -> Mapping[EntryId, Demand]:
    # The database is opened on demand only, and so are its libraries.
    from bot.cli.opened import with_stores  # noqa: PLC0415
    from bot.flow.demand import demand  # noqa: PLC0415

    moment = moment_of(since, now=datetime.now(UTC))
    return with_stores(lambda stores, _: demand(stores.asked, since=moment))


def examine(
    folder: Path,
    settings: Settings,
    *,
    day: date,
    wanted: Mapping[EntryId, Demand] | None = None,
) -> Findings:
    """Read the folder and ask it; a book with errors raises ``ContentError``.

    ``wanted`` tells how often fans ask each entry. Progress goes to stderr when a person is
    looking.
    """
    documents = read_answers(folder)
    book, problems = bind_book(folder, documents)
    if book is None:
        raise broken(folder, problems)
    cache, backend = settings.data_dir / "jieba", settings.segmenter
    _progress("tests", 0)
    understanding = built(book, settings)
    tests = ask_tests(understanding, documents, today=day)
    left_out: list[Asked] = []
    for part in range(PARTS):
        _progress("left-out phrasings", part + 1)
        left_out += ask_left_out(book, part, cache_dir=cache, backend=backend)
    _progress("", PARTS + 1)

    def tokens(text: str) -> Sequence[str]:
        return understanding.matcher.read(text).tokens

    return Findings(
        book=book,
        tests=tests,
        left_out=tuple(left_out),
        twins=find_twins(book),
        confusions=tuple(confusions(left_out)),
        advice=tuple(advise(book, left_out, tokens=tokens, demand=wanted)),
    )


def show(findings: Findings) -> None:
    """Failures first, each with its place, then what an editor may want to look at."""
    for test in findings.failed:
        where = f"leads to {test.instead}" if test.instead else "reaches nothing"
        typer.echo(f"{_place(test)}: the test 「{test.text}」 of {test.entry} {where}")
    for name in findings.unreached:
        entry = findings.book.entries[name]
        typer.echo(f"{entry.path}:{entry.line}:1: nothing reaches {name}")
    for twins in findings.twins:
        same = twins.percent == _THE_SAME
        alike = "the same as" if same else f"nearly ({twins.percent:.0f} %)"
        typer.echo(
            f"{twins.path}:{twins.line}:1: 「{twins.text}」 of {twins.entry} is {alike} "
            f"「{twins.other_text}」 of {twins.other}"
        )
    for pair in findings.confusions[:_SHOWN]:
        typer.echo(_confused(pair))
    for advice in findings.advice[:_SHOWN]:
        typer.echo(_advised(advice))
    for name, count in findings.weak()[:_SHOWN]:
        many = f"of {len(findings.book.entries[name].questions)} phrasings"
        typer.echo(f"weak: {name} is not among three for {count} {many} when they are left out")
    typer.echo(_line("tests", _counts(findings.tests)))
    typer.echo(_line("phrasings left out", _counts(findings.left_out)))


def _confused(pair: Confusion) -> str:
    outright = f", {pair.wrongly} answered wrongly" if pair.wrongly else ""
    examples = ", ".join(f"「{text}」 of {owner}" for text, owner in pair.examples)
    times = f"{pair.times} of their phrasings{outright}"
    return f"confused: {pair.entry} and {pair.other}, {times}: {examples}"


def _advised(advice: Advice) -> str:
    asked = f", asked {advice.asked} times, {advice.missed} in vain" if advice.asked > 1 else ""
    wants = f"; it lacks {', '.join(advice.wants)}" if advice.wants else ""
    wrote = "".join(f" 「{text}」" for text in advice.wrote)
    return (
        f"add first: {advice.entry} has {advice.phrasings} phrasings, some {advice.found:.0%} found"
        f"{asked} (gain {advice.gain:.1f}){wants}{'; fans wrote' + wrote if wrote else ''}"
    )


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
