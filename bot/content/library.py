"""The whole content folder as one frozen value, or every fault in it at once."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from bot.content.canned import CannedReply, load_canned
from bot.content.domains import Domains, check_links, load_domains
from bot.content.hours import OpeningHours, load_hours
from bot.content.menu import Menu, load_menu
from bot.content.stores import StoreBook, load_stores
from bot.content.tags import TagRegistry, check_book, load_tags
from bot.content.texts import Texts, load_texts
from bot.content.welcome import Welcome, load_welcome
from bot.model import Lang
from intents.book import load_book
from intents.catalogue import SERVICES
from intents.types import Book, Problem

KNOWN_FILES = (
    "canned.yaml",
    "domains.yaml",
    "hours.yaml",
    "menu.yaml",
    "stores.yaml",
    "synonyms.yaml",
    "tags.yaml",
    "texts.yaml",
    "welcome.yaml",
    "words.txt",
)
"""What may stand beside ``answers/`` and ``journeys/``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    """Everything editors wrote, valid as a whole."""

    book: Book
    stores: StoreBook
    hours: OpeningHours
    texts: Texts
    tags: TagRegistry
    canned: tuple[CannedReply, ...]
    welcome: Welcome
    menu: Menu
    domains: Domains

    def brand(self, lang: Lang) -> str:
        """The house's name as the bot says it."""
        names = self.welcome.brand
        return names.get(lang) or names.get("zh") or self.texts.say("brand", lang)


def load_library(folder: Path) -> tuple[Library | None, tuple[Problem, ...]]:
    """Read the content folder; the library is missing exactly when a problem is an error.

    Problems are ordered by file and place. Takes CPU time: call it off the event loop.
    """
    book, problems = load_book(folder)
    stores, store_problems = load_stores(folder)
    hours, hour_problems = load_hours(folder)
    texts, text_problems = load_texts(folder)
    tags, tag_problems = load_tags(folder)
    canned, canned_problems = load_canned(folder)
    welcome, welcome_problems = load_welcome(folder)
    menu, menu_problems = load_menu(folder, book)
    domains, domain_problems = load_domains(folder)
    found = [*problems, *store_problems, *hour_problems, *text_problems, *tag_problems]
    found += [*canned_problems, *welcome_problems, *menu_problems, *domain_problems]
    found += [*check_links(folder, domains), *_unread_files(folder)]
    if book is not None:
        found += [*check_book(book, tags), *_unknown_services(book)]
    ordered = tuple(sorted(found))
    if book is None or any(problem.severity == "error" for problem in ordered):
        return None, ordered
    library = Library(
        book=book,
        stores=stores,
        hours=hours,
        texts=texts,
        tags=tags,
        canned=canned,
        welcome=welcome,
        menu=menu,
        domains=domains,
    )
    return library, ordered


def _unknown_services(book: Book) -> list[Problem]:
    known = ", ".join(sorted(SERVICES))
    return [
        Problem(
            entry.path,
            entry.line,
            1,
            f"{entry.id}: there is no service `{entry.service}`",
            f"use one of {known}",
        )
        for entry in book.entries.values()
        if entry.service is not None and entry.service not in SERVICES
    ]


def _unread_files(folder: Path) -> list[Problem]:
    """Files that nobody reads: most are misspelt names."""
    known = ", ".join(KNOWN_FILES)
    return [
        Problem(
            path.as_posix(),
            1,
            1,
            "this file is not read",
            f"known here: {known}; answers belong into answers/",
            "warning",
        )
        for path in sorted(folder.glob("*.y*ml"))
        if path.suffix in {".yaml", ".yml"}
        and path.name not in KNOWN_FILES
        and not path.name.startswith(".")
    ]
