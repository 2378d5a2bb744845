"""Every part of the content folder as read by itself; how they fit is decided in ``library``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.content.canned import CannedReply, load_canned
from bot.content.codes import Codes, load_codes
from bot.content.domains import Domains, Link, links_in, load_domains
from bot.content.hours import OpeningHours, load_hours
from bot.content.menu import Menu
from bot.content.menufile import load_menu
from bot.content.pictures import Pictures, read_pictures
from bot.content.products import ProductBook, load_products
from bot.content.sent import sent_texts
from bot.content.stores import StoreBook, load_stores
from bot.content.tags import TagRegistry, load_tags
from bot.content.texts import Texts, load_texts
from bot.content.welcome import Welcome
from bot.content.welcomefile import load_welcome
from bot.content.wording import wording_problems
from intents.book import bind_book, read_answers
from intents.catalogue import SERVICES
from intents.types import Book, Problem

KNOWN_FILES = (
    "canned.yaml",
    "codes.yaml",
    "domains.yaml",
    "hours.yaml",
    "menu.yaml",
    "others.yaml",
    "products.yaml",
    "stores.yaml",
    "synonyms.yaml",
    "tags.yaml",
    "texts.yaml",
    "welcome.yaml",
    "words.txt",
)
"""What may stand beside ``answers/`` and ``journeys/``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What the files hold; a part at fault is empty or incomplete, a book at fault is missing.

    ``problems`` are those of the files in themselves, ``links`` all that fans may be sent.
    """

    book: Book | None
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
    links: tuple[Link, ...]
    problems: tuple[Problem, ...]

    @property
    def beside_the_book(self) -> Mapping[str, Any]:
        """Name -> value of every part but the book."""
        names = (
            "stores",
            "products",
            "hours",
            "texts",
            "tags",
            "canned",
            "welcome",
            "menu",
            "codes",
            "domains",
            "pictures",
        )
        return {name: getattr(self, name) for name in names}


def read_parts(folder: Path, *, former_hours: OpeningHours | None = None) -> Parts:
    """Read every file once; shops without own hours take ``former_hours`` if the new are broken."""
    answers = read_answers(folder)
    book, book_problems = bind_book(folder, answers)
    hours, hour_problems = load_hours(folder)
    stores, store_problems = load_stores(folder, (hour_problems and former_hours) or hours)
    products, product_problems = load_products(folder, book.synonyms if book else None)
    texts, text_problems = load_texts(folder)
    tags, tag_problems = load_tags(folder)
    canned, canned_problems = load_canned(folder)
    welcome, welcome_problems = load_welcome(folder)
    menu, menu_problems = load_menu(folder)
    codes, code_problems = load_codes(folder)
    domains, domain_problems = load_domains(folder)
    pictures, picture_problems = read_pictures(folder, answers)
    found = [*book_problems, *hour_problems, *store_problems, *text_problems, *tag_problems]
    found += [*canned_problems, *welcome_problems, *menu_problems, *code_problems]
    found += [*domain_problems, *product_problems, *picture_problems]
    found += [*_unknown_services(book), *_unread_files(folder)]
    texts_to_fans = tuple(sent_texts(folder, answers))
    found += wording_problems(texts_to_fans)
    return Parts(
        book=book,
        stores=stores,
        products=products,
        hours=hours,
        texts=texts,
        tags=tags,
        canned=canned,
        welcome=welcome,
        menu=menu,
        codes=codes,
        domains=domains,
        pictures=pictures,
        links=tuple(links_in(texts_to_fans)),
        problems=tuple(found),
    )


def _unknown_services(book: Book | None) -> list[Problem]:
    known = ", ".join(sorted(SERVICES))
    return [
        Problem(
            entry.path,
            entry.line,
            1,
            f"{entry.id}: there is no service `{entry.service}`",
            f"use one of {known}",
        )
        for entry in (book.entries.values() if book else ())
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
