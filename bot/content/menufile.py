"""How ``menu.yaml`` is written, and the platform's limits on it.

*Source:* developers.weixin.qq.com, "custom menu" and "personalised menu", read in 2026.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import Field, model_validator

from bot.content.menu import Asks, Button, Client, ConditionalMenu, Menu, MiniProgramPage, Purpose
from intents.schema import Id
from intents.strict import Document, Fault, Strict, load_document
from intents.types import Problem

FILE = "menu.yaml"
MAX_TOP, MAX_SUB = 3, 5
MAX_TOP_BYTES, MAX_SUB_BYTES, MAX_URL_BYTES, MAX_TAG_BYTES = 16, 60, 1_024, 30
MAX_CONDITIONAL_HOSTS = 3
"""To how many sites all conditional menus together may link."""
_RETIRED = ("sex", "country", "province", "city", "language")
_TARGETS = ("entry", "url", "miniprogram", "media", "article", "article_page")
_Place = tuple[str | int, ...]

Address = Annotated[str, Field(pattern=r"^https?://[^\s\"<>]+$")]
StoredId = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{10,128}$")]


class PageForm(Strict):
    """A page of a mini-program that is bound to the account."""

    app_id: Annotated[str, Field(pattern=r"^wx[0-9a-z]{4,32}$")]
    page: Annotated[str, Field(pattern=r"^[^\s\"<>]+$")]
    url: Address = Field(description="Opens on phones that are too old for mini-programs")


class ButtonForm(Strict):
    """One button: a sub-menu, or exactly one thing that it does."""

    name: str = Field(min_length=1)
    purpose: Purpose | None = None
    entry: Id | None = Field(None, description="Id of the entry that answers the tap")
    asks: Asks | None = Field(None, description="What the phone asks for first; beside an entry")
    url: Address | None = None
    miniprogram: PageForm | None = None
    media: StoredId | None = Field(None, description="Media id of what WeChat sends into the chat")
    article: StoredId | None = Field(None, description="Id of a published article, sent as a card")
    article_page: StoredId | None = Field(None, description="Id of a published article, opened")
    buttons: list[ButtonForm] = Field(default_factory=list)

    @property
    def targets(self) -> int:
        """How many things it does."""
        return sum(getattr(self, name) is not None for name in _TARGETS)

    @property
    def addresses(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Its addresses and where they stand in it."""
        if self.url is not None:
            yield self.url, ("url",)
        if self.miniprogram is not None:
            yield self.miniprogram.url, ("miniprogram", "url")


class ConditionalForm(Strict):
    """A menu that only some fans see: those with this tag, on this kind of phone, or both."""

    tag: str | None = Field(None, min_length=1, description="Name of a tag as fans carry it")
    client: Client | None = Field(None, description="ios, android or other")
    buttons: list[ButtonForm] = Field(default_factory=list)

    @model_validator(mode="before")
    @classmethod
    def _names_no_retired_rule(cls, value: object) -> object:
        given = value if isinstance(value, dict) else {}
        for name in _RETIRED:
            if name in given:
                raise Fault(
                    f"WeChat shows no menus by `{name}` any more: the rule was withdrawn for"
                    " privacy, it would fit nobody",
                    remedy="give fans a tag and use `tag`",
                    at=(name,),
                )
        return value


class MenuFile(Strict):
    """``menu.yaml``."""

    buttons: list[ButtonForm] = Field(default_factory=list)
    conditional: list[ConditionalForm] = Field(default_factory=list)


def load_menu(folder: Path) -> tuple[Menu, tuple[Problem, ...]]:
    """Read the menus and check them against the platform's limits."""
    path = folder / FILE
    if not path.exists():
        return Menu(), ()
    document = load_document(path, MenuFile, name=path.as_posix())
    form = document.value or MenuFile()
    menu = Menu(
        _buttons(document, form.buttons, ()),
        tuple(
            ConditionalMenu(
                tag=item.tag or "",
                client=item.client,
                buttons=_buttons(document, item.buttons, ("conditional", index)),
            )
            for index, item in enumerate(form.conditional)
        ),
        document.name,
    )
    return menu, (*document.problems, *_check(document, form))


def _buttons(
    document: Document[MenuFile], forms: list[ButtonForm], place: _Place
) -> tuple[Button, ...]:
    return tuple(
        Button(
            name=form.name,
            purpose=form.purpose,
            entry=form.entry,
            asks=form.asks,
            url=form.url,
            miniprogram=_page(form.miniprogram),
            media=form.media,
            article=form.article,
            article_page=form.article_page,
            buttons=_buttons(document, form.buttons, (*place, "buttons", index)),
            mark=document.position(*place, "buttons", index, "entry"),
        )
        for index, form in enumerate(forms)
    )


def _page(form: PageForm | None) -> MiniProgramPage | None:
    return MiniProgramPage(form.app_id, form.page, form.url) if form else None


def _check(document: Document[MenuFile], form: MenuFile) -> Iterator[Problem]:
    yield from _check_buttons(document, form.buttons, ())
    if form.conditional and not form.buttons:
        yield document.problem(
            "conditional menus need a default menu",
            "add `buttons`: what everybody else sees",
            "conditional",
        )
    for index, item in enumerate(form.conditional):
        yield from _check_rule(document, form, index)
        yield from _check_buttons(document, item.buttons, ("conditional", index))
    yield from _check_hosts(document, form)


def _check_rule(document: Document[MenuFile], form: MenuFile, index: int) -> Iterator[Problem]:
    item, place = form.conditional[index], ("conditional", index)
    if item.tag is None and item.client is None:
        yield document.problem(
            "this conditional menu is for nobody", "add `tag`, `client` or both", *place
        )
    if not item.buttons:
        yield document.problem("this conditional menu has no buttons", "add `buttons`", *place)
    if item.tag and len(item.tag.encode()) > MAX_TAG_BYTES:
        yield document.problem(
            f"the tag `{item.tag}` has over {MAX_TAG_BYTES} bytes", "shorten it", *place, "tag"
        )
    rules = [(other.tag, other.client) for other in form.conditional[:index]]
    if (item.tag, item.client) in rules:
        yield document.problem(
            "a menu above is for the same fans, this one would never be seen",
            "keep one of the two",
            *place,
        )


def _check_hosts(document: Document[MenuFile], form: MenuFile) -> Iterator[Problem]:
    seen: set[str] = set()
    for index, item in enumerate(form.conditional):
        for button, place in _leaves(item.buttons, ("conditional", index)):
            for url, where in button.addresses:
                host = urlsplit(url).hostname or ""
                if host not in seen and len(seen) == MAX_CONDITIONAL_HOSTS:
                    yield document.problem(
                        f"{host} is one site too many: all conditional menus together may link"
                        f" to {MAX_CONDITIONAL_HOSTS}",
                        f"link to one of {', '.join(sorted(seen))}",
                        *place,
                        *where,
                    )
                    return
                seen.add(host)


def _leaves(buttons: list[ButtonForm], place: _Place) -> Iterator[tuple[ButtonForm, _Place]]:
    for index, button in enumerate(buttons):
        here = (*place, "buttons", index)
        yield button, here
        yield from _leaves(button.buttons, here)


def _check_buttons(
    document: Document[MenuFile], buttons: list[ButtonForm], place: _Place, *, below: str = ""
) -> Iterator[Problem]:
    most = MAX_SUB if below else MAX_TOP
    if len(buttons) > most:
        where = f"under `{below}`" if below else "at the top"
        yield document.problem(
            f"{len(buttons)} buttons {where}, WeChat shows {most}",
            "remove some" if below else "move some into sub-menus",
            *place,
            "buttons",
            most,
        )
    for index, button in enumerate(buttons):
        here = (*place, "buttons", index)
        yield from _check_button(document, button, here, top=not below)
        if not below:
            yield from _check_buttons(document, button.buttons, here, below=button.name)


def _check_button(
    document: Document[MenuFile], button: ButtonForm, place: _Place, *, top: bool
) -> Iterator[Problem]:
    limit = MAX_TOP_BYTES if top else MAX_SUB_BYTES
    if len(button.name.encode()) > limit:
        yield document.problem(
            f"the name `{button.name}` has over {limit} bytes", "shorten it", *place, "name"
        )
    if button.targets + bool(button.buttons) != 1 or (button.buttons and not top):
        known = ", ".join((*_TARGETS, "buttons") if top else _TARGETS)
        yield document.problem(
            f"`{button.name}` needs exactly one of {known}", "keep one of them", *place
        )
    if button.asks and not button.entry:
        yield document.problem(
            f"`{button.name}` asks for something but names no entry",
            "add `entry`: the matter that it is asked for",
            *place,
            "asks",
        )
    if not button.buttons and button.purpose is None:
        yield document.problem(
            f"`{button.name}` has no purpose", "add purpose: service, crm, ecom or content", *place
        )
    for url, where in button.addresses:
        if len(url.encode()) > MAX_URL_BYTES:
            yield document.problem(
                f"the address is over {MAX_URL_BYTES} bytes", "shorten it", *place, *where
            )
