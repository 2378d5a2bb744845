"""The admin page's own buttons as buttons that the API can make, to bring a former menu back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from bot.model.adminpage import AdminReply
from bot.model.menu import AccountMenus, MenuButton
from intents.types import Book


def restorable(menus: AccountMenus, book: Book | None) -> tuple[AccountMenus, tuple[str, ...]]:
    """The menus as far as the API can make them, and the names of the buttons it cannot.

    A text of the admin page becomes a tap on the entry that answers the same.
    """
    lost: list[str] = []
    default = tuple(made for button in menus.default for made in _made(button, book, lost))
    return replace(menus, default=default, by_hand=False), tuple(lost)


def _made(button: MenuButton, book: Book | None, lost: list[str]) -> Iterator[MenuButton]:
    if button.buttons:
        inner = tuple(made for child in button.buttons for made in _made(child, book, lost))
        if inner:
            yield replace(button, buttons=inner)
        return
    if button.reply is None:
        yield button
        return
    found = _target(button.reply, book)
    if found is None:
        lost.append(button.name)
        return
    kind, value = found
    yield MenuButton(name=button.name, kind=kind, value=value)


def _target(reply: AdminReply, book: Book | None) -> tuple[str, str] | None:
    if reply.kind == "text":
        said = reply.value.strip()
        entries = book.entries.values() if book else ()
        return next(
            (("click", entry.id) for entry in entries if said in entry.answers.values()), None
        )
    links = [article.url for article in reply.articles if article.url]
    if links:
        return "view", links[0]
    if reply.value.startswith(("http://", "https://")):
        return "view", reply.value
    return ("media_id", reply.value) if reply.value else None
