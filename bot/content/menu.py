"""The menus under the chat: every button with its purpose, and what a fan's tap means.

A button that tells us of its tap names an entry of the book; its key at the platform is that
entry's id. How the file is written and what it may hold is in ``menufile``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from bot.model.menu import AccountMenus, MenuButton, MenuFor
from intents.types import Book, EntryId, Problem
from intents.yamltree import Mark

Purpose = Literal["service", "crm", "ecom", "content"]
Asks = Literal["scan", "scan_for_answer", "photo", "photo_or_album", "album", "location"]
"""What a fan's phone asks for at the tap, before anything is sent."""
Client = Literal["ios", "android", "other"]


@dataclass(frozen=True, slots=True)
class MiniProgramPage:
    """A page of a mini-program bound to the account; ``url`` opens on phones too old for it."""

    app_id: str
    page: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """A button as published; one of ``entry``, the targets and ``buttons`` is set.

    ``asks`` makes the phone scan, take a picture or choose a place first, for ``entry``'s
    matter. ``media`` and ``article`` are sent into the chat by the platform, ``article_page``
    is opened; none of the three tells us of the tap.
    """

    name: str
    purpose: Purpose | None = None
    entry: str | None = None
    asks: Asks | None = None
    url: str | None = None
    miniprogram: MiniProgramPage | None = None
    media: str | None = None
    article: str | None = None
    article_page: str | None = None
    buttons: tuple[Button, ...] = ()
    mark: Mark = field(default=(1, 1), compare=False, repr=False)
    """Where its entry was written."""

    def told_as(self) -> Iterator[str]:
        """What a push names this button by: its key, its address or its page."""
        if self.entry:
            yield self.entry
        if self.url:
            yield self.url
        if self.miniprogram:
            yield from (self.miniprogram.page, self.miniprogram.url)


@dataclass(frozen=True, slots=True, kw_only=True)
class ConditionalMenu:
    """A menu for the fans with this tag, on this kind of phone, or both."""

    tag: str = ""
    client: Client | None = None
    buttons: tuple[Button, ...] = ()

    @property
    def title(self) -> str:
        """How people tell it from the others: the fans it is for."""
        return " · ".join(part for part in (self.tag, self.client) if part)


@dataclass(frozen=True, slots=True)
class Menu:
    """All menus of the account; no buttons means that none is managed here.

    Of the conditional ones a fan sees the first that fits.
    """

    buttons: tuple[Button, ...] = ()
    conditional: tuple[ConditionalMenu, ...] = ()
    path: str = field(default="", compare=False, repr=False)

    def leaves(self) -> Iterator[Button]:
        """Every button that does something, those of the default menu first."""
        for buttons in (self.buttons, *(menu.buttons for menu in self.conditional)):
            for button in buttons:
                yield from button.buttons or (button,)

    def purpose_of(self, told: str) -> str:
        """The purpose of the button that a push names so, ``unknown`` if it is not ours."""
        for button in self.leaves():
            if told and told in button.told_as():
                return button.purpose or "unknown"
        return "unknown"


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


_ASKED: Mapping[Asks, str] = {
    "scan": "scancode_push",
    "scan_for_answer": "scancode_waitmsg",
    "photo": "pic_sysphoto",
    "photo_or_album": "pic_photo_or_album",
    "album": "pic_weixin",
    "location": "location_select",
}
ASKS: Mapping[str, Asks] = {kind: asks for asks, kind in _ASKED.items()}
"""The platform's type of a button -> what it asks the phone for."""


def published(menu: Menu) -> AccountMenus:
    """The menus as the platform holds them once they are published."""
    return AccountMenus(
        default=tuple(map(_as_published, menu.buttons)),
        conditional=tuple(
            MenuFor(
                tag=item.tag,
                client=item.client or "",
                buttons=tuple(map(_as_published, item.buttons)),
            )
            for item in menu.conditional
        ),
    )


def _as_published(button: Button) -> MenuButton:
    if button.buttons:
        return MenuButton(name=button.name, buttons=tuple(map(_as_published, button.buttons)))
    if button.miniprogram:
        page = button.miniprogram
        return MenuButton(
            name=button.name,
            kind="miniprogram",
            value=page.url,
            app_id=page.app_id,
            page=page.page,
        )
    kind, value = next(
        (kind, value)
        for kind, value in (
            (_ASKED[button.asks] if button.asks else "click", button.entry),
            ("view", button.url),
            ("media_id", button.media),
            ("article_id", button.article),
            ("article_view_limited", button.article_page),
        )
        if value
    )
    return MenuButton(name=button.name, kind=kind, value=value)
