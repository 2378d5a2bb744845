"""The whole content folder as one frozen value, or every fault in it at once."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from bot.content.canned import CannedReply
from bot.content.codes import Codes, check_code_tags
from bot.content.domains import Domains
from bot.content.hours import OpeningHours
from bot.content.menu import Menu, check_entries
from bot.content.parts import Parts, read_parts
from bot.content.pictures import Pictures
from bot.content.products import ProductBook
from bot.content.stores import StoreBook
from bot.content.tags import TagRegistry, check_book
from bot.content.texts import Texts
from bot.content.welcome import Welcome, check_reason_tags, check_reasons
from bot.model import Lang
from intents.types import Book, Problem

_BOOK_FILES = frozenset({"answers", "others.yaml", "synonyms.yaml", "words.txt"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    """Everything editors wrote, each part valid in itself and with the others.

    ``version`` is a short hash of all that fans are answered with, whatever file it stands in.
    """

    book: Book
    stores: StoreBook
    products: ProductBook
    hours: OpeningHours
    texts: Texts
    tags: TagRegistry
    canned: tuple[CannedReply, ...]
    welcome: Welcome
    menu: Menu
    codes: Codes
    domains: Domains
    pictures: Pictures
    version: str = field(init=False)

    def __post_init__(self) -> None:
        heard = (self.book.version, self.stores, self.hours, self.texts, self.welcome, self.menu)
        digest = hashlib.sha256(repr((*heard, self.products, self.pictures)).encode())
        object.__setattr__(self, "version", digest.hexdigest()[:12])

    def brand(self, lang: Lang) -> str:
        """The house's name as the bot says it."""
        names = self.welcome.brand
        return names.get(lang) or names.get("zh") or self.texts.say("brand", lang)


def load_library(
    folder: Path, *, today: date | None = None
) -> tuple[Library | None, tuple[Problem, ...]]:
    """Read the content folder; the library is missing exactly when a problem is an error.

    Problems are ordered by file and place. With ``today``, a day in Asia/Shanghai, a menu that
    leads to an entry out of its time is warned of. Takes CPU time: call it off the event loop.
    """
    parts = read_parts(folder)
    problems = _all_problems(parts, today)
    if parts.book is None or _errors(problems):
        return None, problems
    return Library(book=parts.book, **parts.beside_the_book), problems


def renew_library(folder: Path, *, former: Library) -> tuple[Library, tuple[Problem, ...]]:
    """Read the edited folder; what is at fault keeps its former value, all else is new.

    A check across two parts that fails is put down to the one whose edit made it fail: a tag
    that is used no more declared, a host that is linked no more listed. Without ``answers/``
    the folder is being exchanged and nothing of it counts. Takes CPU time as well.
    """
    parts = read_parts(folder, former_hours=former.hours)
    problems = _all_problems(parts, None)
    if not (folder / "answers").is_dir():
        return former, problems
    refused = _refused(folder, parts, former)
    values = {"book": parts.book, **parts.beside_the_book}
    fresh = {name: value for name, value in values.items() if name not in refused}
    return replace(former, **fresh), problems


def _all_problems(parts: Parts, today: date | None) -> tuple[Problem, ...]:
    found = [*parts.problems, *parts.domains.faults(parts.links)]
    found += _tag_faults(parts, parts.tags)
    if parts.book is not None:
        found += check_entries(parts.menu, parts.book, today)
        found += check_reasons(parts.welcome, parts.book)
    return tuple(sorted(found))


def _refused(folder: Path, parts: Parts, former: Library) -> set[str]:
    """The names of the parts that keep their former values."""
    refused = {_part_of(folder, problem) for problem in _errors(parts.problems)}

    def settle(measure: str, now: Iterable[Problem], before: Iterable[Problem]) -> None:
        known = {_place(problem) for problem in before}
        found = list(before if measure in refused else now)
        if any(_place(problem) not in known for problem in found):
            refused.add(measure)
            found = list(before)
        refused.update(_part_of(folder, problem) for problem in found)

    settle("domains", parts.domains.faults(parts.links), former.domains.faults(parts.links))
    settle("tags", _tag_faults(parts, parts.tags), _tag_faults(parts, former.tags))
    entries_before = _missing_entries(parts, former.book)
    entries_now = _missing_entries(parts, parts.book) if parts.book else entries_before
    settle("book", entries_now, entries_before)
    if "book" in refused:
        refused.add("pictures")
    return refused


def _tag_faults(parts: Parts, registry: TagRegistry) -> tuple[Problem, ...]:
    of_answers = check_book(parts.book, registry) if parts.book is not None else ()
    of_welcome = check_reason_tags(parts.welcome, registry)
    return (*of_answers, *check_code_tags(parts.codes, registry), *of_welcome)


def _missing_entries(parts: Parts, book: Book) -> tuple[Problem, ...]:
    return (*check_entries(parts.menu, book), *check_reasons(parts.welcome, book))


def _part_of(folder: Path, problem: Problem) -> str:
    name = Path(problem.path).relative_to(folder).parts[0]
    return "book" if name in _BOOK_FILES else Path(name).stem


def _place(problem: Problem) -> tuple[str, int, int, str]:
    return problem.path, problem.line, problem.column, problem.message


def _errors(problems: Iterable[Problem]) -> list[Problem]:
    return [problem for problem in problems if problem.severity == "error"]
