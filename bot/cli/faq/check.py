"""``faq check``: every fault of the content folder before fans see it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import typer

from bot import config
from bot.cli.faq.common import FOUND_PROBLEMS, Folder, Json, built, print_json, today
from bot.config import Settings
from bot.content.library import load_library
from bot.content.sent import sent_texts
from bot.rules.lengths import long_texts
from intents.book import read_answers
from intents.selftest import reach_problems
from intents.types import Problem


def check(folder: Folder = None, json: Json = False) -> None:
    """Validate everything in the content folder; exit 1 on any error."""
    settings = config.load()
    folder = folder or settings.faq_dir
    problems = _problems(folder, settings)
    if json:
        print_json({"problems": [_problem_json(problem) for problem in problems]})
    else:
        for problem in problems:
            typer.echo(problem)
        errors = sum(problem.severity == "error" for problem in problems)
        print(  # noqa: T201 - a summary for people, apart from the problems
            f"{errors} errors, {len(problems) - errors} warnings in {folder}", file=sys.stderr
        )
    if any(problem.severity == "error" for problem in problems):
        raise typer.Exit(FOUND_PROBLEMS)


def _problems(folder: Path, settings: Settings) -> tuple[Problem, ...]:
    """Faults of the files, and, where they are in order, what fans would not reach."""
    library, problems = load_library(folder, today=today())
    if library is None:
        return problems
    understanding = built(library.book, settings)
    answers = read_answers(folder)
    more = reach_problems(understanding, answers, today=today())
    long = long_texts(library, sent_texts(folder, answers))
    return tuple(sorted((*problems, *more, *long)))


def _problem_json(problem: Problem) -> dict[str, Any]:
    return {
        "path": problem.path,
        "line": problem.line,
        "column": problem.column,
        "severity": problem.severity,
        "message": problem.message,
        "remedy": problem.remedy,
    }
