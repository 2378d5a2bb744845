"""What the commands of ``faq`` share: the book made ready, options, printing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import orjson
import typer

from bot.config import DEMO_APP_ID, Settings
from bot.errors import ConfigError, ContentError
from bot.flow.learning import learned_file, taught_by
from intents.book import load_book
from intents.types import Book, Problem
from intents.understanding import Understanding

FOUND_PROBLEMS = 1
Json = Annotated[bool, typer.Option("--json", help="for programs")]
BookFolder = Annotated[
    Path | None, typer.Option("--book", help="a content folder instead of BOT_FAQ_DIR")
]
Folder = Annotated[Path | None, typer.Argument(metavar="[DIR]")]
_SHANGHAI = ZoneInfo("Asia/Shanghai")


def today() -> date:
    """The day in Asia/Shanghai."""
    return datetime.now(_SHANGHAI).date()


def understanding_of(folder: Path, settings: Settings) -> Understanding:
    """The folder's book, ready to decide; ``ContentError`` with all problems if it has errors."""
    return built(book_of(folder), settings)


def book_of(folder: Path) -> Book:
    """The folder's book; ``ContentError`` with all problems if it has errors."""
    book, problems = load_book(folder)
    if book is None:
        raise broken(folder, problems)
    return book


def broken(folder: Path, problems: Iterable[Problem]) -> ContentError:
    """The error of a folder that cannot be worked with, with every error in it."""
    errors = tuple(problem for problem in problems if problem.severity == "error")
    return ContentError(
        f"{len(errors)} errors in {folder}", remedy="mend them first", problems=errors
    )


def built(book: Book, settings: Settings) -> Understanding:
    """The book made ready as the gateway does it, with what the account has learned."""
    taught = taught_by(file_of(settings))
    return Understanding(
        book,
        cache_dir=settings.data_dir / "jieba",
        backend=settings.segmenter,
        encoder=taught.encoder if taught else None,
        fusion=taught.fusion if taught else None,
    )


def file_of(settings: Settings) -> Path:
    """Where that which the account has learned lies; the demo's where no account is set up."""
    return learned_file(settings.data_dir, settings.wechat_app_id or DEMO_APP_ID)


def unusable(fault: str, remedy: str) -> ConfigError:
    """The error of a file or option that cannot be worked with."""
    return ConfigError(fault, remedy=remedy, faults=(fault,))


def print_json(body: object) -> None:
    """One indented JSON document on stdout."""
    typer.echo(orjson.dumps(body, option=orjson.OPT_INDENT_2).decode())
