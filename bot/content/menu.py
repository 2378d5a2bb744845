"""The menu under the chat: every button with its purpose (``menu.yaml``).

A click button leads to an entry of the book; its key at the platform is that entry's id.
*Source:* developers.weixin.qq.com, custom menus, read in 2026.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from intents.strict import Document, load_document
from intents.types import Book, Problem

Purpose = Literal["service", "crm", "ecom", "content"]
MAX_TOP, MAX_SUB = 3, 5
MAX_TOP_BYTES, MAX_SUB_BYTES, MAX_URL_BYTES = 16, 60, 1_024


class ButtonForm(BaseModel):
    """One button: it opens a sub-menu, an entry of the book, or a web page."""

    model_config = ConfigDict(extra="forbid", strict=True)

    name: str = Field(min_length=1)
    purpose: Purpose | None = None
    entry: str | None = None
    url: str | None = Field(None, pattern=r"^https?://")
    buttons: list[ButtonForm] = Field(default_factory=list)


class MenuFile(BaseModel):
    """``menu.yaml``."""

    model_config = ConfigDict(extra="forbid", strict=True)

    buttons: list[ButtonForm] = Field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Button:
    """A button as published; exactly one of ``entry``, ``url`` and ``buttons`` is set."""

    name: str
    purpose: Purpose | None
    entry: str | None
    url: str | None
    buttons: tuple[Button, ...]


@dataclass(frozen=True, slots=True)
class Menu:
    """The default menu; no buttons means that none is managed here."""

    buttons: tuple[Button, ...] = ()

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


def load_menu(folder: Path, book: Book | None) -> tuple[Menu, tuple[Problem, ...]]:
    """Read the menu and check it against the platform's limits and the book."""
    path = folder / "menu.yaml"
    if not path.exists():
        return Menu(), ()
    document = load_document(path, MenuFile, name=path.as_posix())
    form = document.value or MenuFile()
    problems = (*document.problems, *_check(document, form, book))
    return Menu(tuple(_button(item) for item in form.buttons)), problems


def _button(form: ButtonForm) -> Button:
    return Button(form.name, form.purpose, form.entry, form.url, tuple(map(_button, form.buttons)))


def _check(document: Document[MenuFile], form: MenuFile, book: Book | None) -> Iterator[Problem]:
    if len(form.buttons) > MAX_TOP:
        yield document.problem(
            f"{len(form.buttons)} buttons at the top, WeChat shows {MAX_TOP}",
            "move some into sub-menus",
            "buttons",
            MAX_TOP,
        )
    for index, button in enumerate(form.buttons):
        yield from _check_button(document, button, ("buttons", index), book)
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
            yield from _check_button(document, child, place, book)


def _check_button(
    document: Document[MenuFile],
    button: ButtonForm,
    place: tuple[str | int, ...],
    book: Book | None,
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
    if book and button.entry and button.entry not in book.entries:
        yield document.problem(
            f"no entry is called `{button.entry}`",
            "use the id of an entry in answers/",
            *place,
            "entry",
        )
