"""``faq``: what editors need to know of their content before fans see it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import orjson
import typer

from bot import config
from bot.cli import selftest
from bot.content.hours import load_hours
from bot.content.library import load_library
from bot.content.schemas import write_schemas
from bot.content.sent import sent_texts
from bot.content.stores import load_stores
from bot.errors import ConfigError, ContentError
from bot.rules.lengths import long_texts
from bot.rules.routing import Guide, by_words
from intents.book import load_book, read_answers
from intents.evaluate import LabelledQuery, evaluate, explain, labelled
from intents.selftest import reach_problems
from intents.types import Book, Problem
from intents.understanding import Understanding

app = typer.Typer(help="The content folder.", rich_markup_mode=None)

Json = Annotated[bool, typer.Option("--json", help="for programs")]
BookFolder = Annotated[
    Path | None, typer.Option("--book", help="a content folder instead of BOT_FAQ_DIR")
]
_FOUND_ERRORS = 1
_SHANGHAI = ZoneInfo("Asia/Shanghai")


@app.command()
def check(
    folder: Annotated[Path | None, typer.Argument(metavar="[DIR]")] = None, json: Json = False
) -> None:
    """Validate everything in the content folder; exit 1 on any error."""
    settings = config.load()
    folder = folder or settings.faq_dir
    problems = _problems(folder, settings)
    if json:
        _print_json({"problems": [_problem_json(problem) for problem in problems]})
    else:
        for problem in problems:
            typer.echo(problem)
        errors = sum(problem.severity == "error" for problem in problems)
        print(  # noqa: T201 - a summary for people, apart from the problems
            f"{errors} errors, {len(problems) - errors} warnings in {folder}", file=sys.stderr
        )
    if any(problem.severity == "error" for problem in problems):
        raise typer.Exit(_FOUND_ERRORS)


@app.command("test")
def test_content(
    folder: Annotated[Path | None, typer.Argument(metavar="[DIR]")] = None, json: Json = False
) -> None:
    """Ask the content its own questions; exit 1 where a test or an entry is not reached."""
    settings = config.load()
    found = selftest.examine(folder or settings.faq_dir, settings, today=_today())
    if json:
        _print_json(found.as_json())
    else:
        selftest.show(found)
    if found.failed or found.unreached:
        raise typer.Exit(_FOUND_ERRORS)


@app.command()
def ask(
    text: Annotated[str, typer.Argument(help="what a fan writes")],
    top: Annotated[int, typer.Option(min=1, max=50, help="candidates to show, at least three")] = 5,
    json: Json = False,
    book: BookFolder = None,
) -> None:
    """Show what the bot would do with these words, and why."""
    settings = config.load()
    folder = book or settings.faq_dir
    text = text.encode("utf-8", "replace").decode()
    understanding = _understanding(folder, settings)
    shown = max(top, 3)
    told = explain(understanding.decide(text, top=shown), understanding.book, top=shown)
    hours, _ = load_hours(folder)
    stores, _ = load_stores(folder, hours)
    guide = Guide(book=understanding.book, stores=stores, understand=understanding.decide)
    route = by_words(text, guide)
    told["route"] = {"handler": route.handler, "reason": route.reason}
    if json:
        _print_json(told)
    else:
        _print_decision(told)


@app.command("evaluate")
def evaluate_queries(
    queries: Annotated[Path, typer.Option(help='JSON lines {"text", "entry"}')],
    book: BookFolder = None,
    out: Annotated[Path | None, typer.Option(help="one line per query, as faq ask --json")] = None,
    json: Json = False,
) -> None:
    """Measure the understanding against labelled questions."""
    settings = config.load()
    rows = _read_queries(queries)
    understanding = _understanding(book or settings.faq_dir, settings)
    figures, decisions = evaluate(understanding, rows)
    if out is not None:
        lines = (orjson.dumps(explain(item, understanding.book)) + b"\n" for item in decisions)
        try:
            with out.open("wb") as file:
                file.writelines(lines)
        except OSError as error:
            raise _unusable(f"cannot write {out}: {error.strerror}", "another file") from None
    if json:
        _print_json(figures)
        return
    for name, value in figures.items():
        shown = f"{value:.3f}" if isinstance(value, float) else value
        typer.echo(f"{name}\t{shown}")


@app.command()
def schema(
    out: Annotated[Path, typer.Argument(metavar="[DIR]")] = Path("docs/schemas"),
) -> None:
    """Write the JSON Schemas that editors' YAML files point to."""
    for path in write_schemas(out):
        typer.echo(path.as_posix())


def _problems(folder: Path, settings: config.Settings) -> tuple[Problem, ...]:
    """Faults of the files, and, where they are in order, what fans would not reach."""
    library, problems = load_library(folder, today=_today())
    if library is None:
        return problems
    understanding = _built(library.book, settings)
    answers = read_answers(folder)
    more = reach_problems(understanding, answers, today=_today())
    long = long_texts(library, sent_texts(folder, answers))
    return tuple(sorted((*problems, *more, *long)))


def _today() -> date:
    return datetime.now(_SHANGHAI).date()


def _understanding(folder: Path, settings: config.Settings) -> Understanding:
    book, problems = load_book(folder)
    if book is None:
        errors = tuple(problem for problem in problems if problem.severity == "error")
        raise ContentError(
            f"{len(errors)} errors in {folder}", remedy="mend them first", problems=errors
        )
    return _built(book, settings)


def _built(book: Book, settings: config.Settings) -> Understanding:
    return Understanding(book, cache_dir=settings.data_dir / "jieba", backend=settings.segmenter)


def _read_queries(path: Path) -> list[LabelledQuery]:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise _unusable(f"cannot read {path}: {error.strerror}", "another file") from None
    return list(_labelled_lines(path, data))


def _labelled_lines(path: Path, data: bytes) -> Iterator[LabelledQuery]:
    for number, line in enumerate(data.splitlines(), 1):
        if not line.strip():
            continue
        try:
            row = orjson.loads(line)
            if not isinstance(row, dict):
                raise ValueError("the line is not a JSON object")
            yield labelled(row)
        except ValueError as error:
            raise _unusable(f"{path}:{number}:1: {error}", "mend this line") from None


def _unusable(fault: str, remedy: str) -> ConfigError:
    return ConfigError(fault, remedy=remedy, faults=(fault,))


def _problem_json(problem: Problem) -> dict[str, Any]:
    return {
        "path": problem.path,
        "line": problem.line,
        "column": problem.column,
        "severity": problem.severity,
        "message": problem.message,
        "remedy": problem.remedy,
    }


def _print_json(body: object) -> None:
    typer.echo(orjson.dumps(body, option=orjson.OPT_INDENT_2).decode())


def _print_decision(told: dict[str, Any]) -> None:
    typer.echo(f"{told['decision']}: {told['entry']} ({told['confidence']:.2f})")
    typer.echo(f"tokens: {' / '.join(told['tokens'])}")
    typer.echo(f"handled by: {told['route']['handler']}, {told['route']['reason']}")
    for candidate in told["candidates"]:
        typer.echo(f"  {candidate['confidence']:.2f}  {candidate['entry']}: {candidate['reason']}")
    if told["answer"]:
        typer.echo(f"\n{told['answer']}")
