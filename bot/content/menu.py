"""The menu under the chat: every button with its purpose (``menu.yaml``).

A click button leads to an entry of the book; its key at the platform is that entry's id.
*Source:* developers.weixin.qq.com, custom menus, read in 2026.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import Field

from intents.strict import Document, Strict, load_document
from intents.types import Book, EntryId, Problem
from intents.yamltree import Mark

Purpose = Literal["service", "crm", "ecom", "content"]
MAX_TOP, MAX_SUB = 3, 5
MAX_TOP_BYTES, MAX_SUB_BYTES, MAX_URL_BYTES = 16, 60, 1_024


class ButtonForm(Strict):
    """One button: it opens a sub-menu, an entry of the book, or a web page."""

    name: str = Field(min_length=1)
    purpose: Purpose | None = None
    entry: str | None = None
    url: str | None = Field(None, pattern=r"^https?://")
    buttons: list[ButtonForm] = Field(default_factory=list)


class MenuFile(Strict):
    """``menu.yaml``."""

    buttons: list[ButtonForm] = Field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Button:
    """A button as published; exactly one of ``entry``, ``url`` and ``buttons`` is set."""

    name: str
    purpose: Purpose | None
    entry: str | None
    url: str | None
    buttons: tuple[Button, ...]
    mark: Mark = field(default=(1, 1), compare=False, repr=False)
    """Where its entry was written."""


@dataclass(frozen=True, slots=True)
class Menu:
    """The default menu; no buttons means that none is managed here."""

    buttons: tuple[Button, ...] = ()
    path: str = field(default="", compare=False, repr=False)

    def leaves(self) -> Iterator[Button]:
        """Every button that does something."""
        for button in self.buttons:
            yield from button.buttons or (button,)

    def purpose_of(self, key_or_url: str) -> str:
        """The purpose of the button with this key or address, ``unknown`` if it is not ours."""
        for button in self.leaves():
            if key_or_url in {button.entry, button.url}:
                return button.purpose or "unknown"
        return "unknown"


def load_menu(folder: Path) -> tuple[Menu, tuple[Problem, ...]]:
    """Read the menu and check it against the platform's limits."""
    path = folder / "menu.yaml"
    if not path.exists():
        return Menu(), ()
    document = load_document(path, MenuFile, name=path.as_posix())
    form = document.value or MenuFile()
    problems = (*document.problems, *_check(document, form))
    return Menu(_buttons(document, form.buttons, ()), document.name), problems


def check_entries(menu: Menu, book: Book, today: date | None = None) -> tuple[Problem, ...]:
    """Buttons whose entry the book does not have, and, given a day, does not hold on that day."""
    return tuple(
        Problem(menu.path, *button.mark, *fault)
        for button in menu.leaves()
        if button.entry and (fault := _entry_fault(button.entry, book, today))
    )


def _entry_fault(
    name: str, book: Book, today: date | None
) -> tuple[str, str] | tuple[str, str, Literal["warning"]] | None:
    entry = book.entries.get(EntryId(name))
    if entry is None:
        return f"no entry is called `{name}`", "use the id of an entry in answers/"
    if today is None or entry.is_valid_on(today):
        return None
    remedy = "extend its valid_from and valid_until, or take the button out of the menu"
    return f"the entry `{name}` is not valid on {today}", remedy, "warning"


def _buttons(
    document: Document[MenuFile], forms: list[ButtonForm], place: tuple[str | int, ...]
) -> tuple[Button, ...]:
    return tuple(
        Button(
            form.name,
            form.purpose,
            form.entry,
            form.url,
            _buttons(document, form.buttons, (*place, "buttons", index)),
            document.position(*place, "buttons", index, "entry"),
        )
        for index, form in enumerate(forms)
    )


def _check(document: Document[MenuFile], form: MenuFile) -> Iterator[Problem]:
    if len(form.buttons) > MAX_TOP:
        yield document.problem(
            f"{len(form.buttons)} buttons at the top, WeChat shows {MAX_TOP}",
            "move some into sub-menus",
            "buttons",
            MAX_TOP,
        )
    for index, button in enumerate(form.buttons):
        yield from _check_button(document, button, ("buttons", index))
        if len(button.buttons) > MAX_SUB:
            yield document.problem(
                f"{len(button.buttons)} buttons under `{button.name}`, WeChat shows {MAX_SUB}",
                "remove some",
                "buttons",
                index,
                "buttons",
                MAX_SUB,
            )
        for number, child in enumerate(button.buttons):
            place = ("buttons", index, "buttons", number)
            yield from _check_button(document, child, place)


def _check_button(
    document: Document[MenuFile],
    button: ButtonForm,
    place: tuple[str | int, ...],
) -> Iterator[Problem]:
    limit = MAX_TOP_BYTES if len(place) == 2 else MAX_SUB_BYTES
    if len(button.name.encode()) > limit:
        yield document.problem(
            f"the name `{button.name}` has over {limit} bytes", "shorten it", *place, "name"
        )
    targets = sum((button.entry is not None, button.url is not None, bool(button.buttons)))
    if targets != 1 or (len(place) > 2 and button.buttons):
        yield document.problem(
            f"`{button.name}` needs exactly one of entry, url"
            + ("" if len(place) > 2 else ", buttons"),
            "keep one of them",
            *place,
        )
    if not button.buttons and button.purpose is None:
        yield document.problem(
            f"`{button.name}` has no purpose", "add purpose: service, crm, ecom or content", *place
        )
    if button.url and len(button.url.encode()) > MAX_URL_BYTES:
        yield document.problem("the address is over 1024 bytes", "shorten it", *place, "url")
