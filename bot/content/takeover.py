"""What the admin page had, as content of ours: menu buttons and keyword replies taken over.

A proposal that an editor looks through: what had to be guessed says so. Nothing is written here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from bot.content.menu import ASKS, Button, Menu, Purpose
from bot.model.adminpage import AdminReplies, AdminReply, KeywordRule
from bot.model.menu import AccountMenus, MenuButton
from intents.text import normalise
from intents.types import Book, Entry, EntryId

_PURPOSES: tuple[tuple[Purpose, str], ...] = (
    ("crm", r"会员|會員|积分|積分|绑定|綁定|权益|俱乐部|member|vip|club|loyal|point|bind|crm"),
    ("ecom", r"商城|购|購|买|買|精品店|下单|shop|mall|store\.|buy|cart|eshop|tmall|jd\.com"),
    (
        "service",
        r"服务|服務|客服|门店|門店|门市|預約|预约|维修|維修|保养|保養|售后|售後|咨询|人工|订单|訂單"
        r"|联系|聯繫|service|stores|repair|care|contact|order|book|help",
    ),
)
_SLUG = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenButton:
    """A button as ``menu.yaml`` writes it; ``review`` says what was guessed, empty for nothing."""

    name: str
    values: Mapping[str, object] = field(default_factory=dict)
    review: str = ""
    buttons: tuple[TakenButton, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenMenu:
    """A conditional menu as ``menu.yaml`` writes it."""

    rule: Mapping[str, str]
    buttons: tuple[TakenButton, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenEntry:
    """An entry that answers what the admin page answered."""

    id: str
    questions: tuple[str, ...]
    answer: str
    image: str = ""
    card: Mapping[str, str] = field(default_factory=dict)
    review: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Takeover:
    """Everything taken over, and in words what was not."""

    buttons: tuple[TakenButton, ...] = ()
    conditional: tuple[TakenMenu, ...] = ()
    entries: tuple[TakenEntry, ...] = ()
    welcome: str = ""
    notes: tuple[str, ...] = ()


class _Taking:
    """Collects entries and notes while menus and rules are gone through."""

    def __init__(self, menu: Menu, book: Book | None, choose: Callable[[str], str | None]) -> None:
        self._menu = menu
        self._entries: Mapping[EntryId, Entry] = book.entries if book else {}
        self._choose = choose
        self.entries: dict[str, TakenEntry] = {}
        self.notes: list[str] = []

    def button(self, live: MenuButton) -> Iterator[TakenButton]:
        """The button in our form; nothing for one that cannot be taken over, which is noted."""
        if live.buttons:
            inner = tuple(taken for child in live.buttons for taken in self.button(child))
            yield TakenButton(name=live.name, buttons=inner)
            return
        found = self._values(live)
        if found is None:
            self.notes.append(f"button {live.name}: its type {live.kind} cannot be taken over")
            return
        values, review = found
        known = self._known(values)
        if known is not None and known.purpose:
            yield TakenButton(
                name=live.name, values={**values, "purpose": known.purpose}, review=review
            )
            return
        purpose = _guess(live.name, values)
        reviews = [text for text in (review, f"purpose {purpose} was guessed") if text]
        yield TakenButton(
            name=live.name, values={**values, "purpose": purpose}, review="; ".join(reviews)
        )

    def rule(self, rule: KeywordRule, number: int) -> None:
        """A keyword rule as an entry, unless the book answers its words already."""
        if not rule.words or is_taken_over(rule, self._entries.values()):
            return
        name = rule.name or rule.words[0]
        modes = [
            f"{label}: {' '.join(words)}"
            for label, words in (("contains", rule.contained), ("exactly", rule.exact))
            if words
        ]
        entry = self._entry(
            f"keyword.{_slug(name) or f'rule_{number}'}",
            rule.words,
            rule.replies if rule.every else rule.replies[:1],
            review=f"keyword rule {name} ({'; '.join(modes)})",
        )
        if entry is None:
            self.notes.append(
                f"keyword rule {name}: voice and video cannot be taken over; write an entry for"
                f" {'、'.join(rule.words)}"
            )
            return
        left = len(rule.replies) - 1
        if not rule.every and left > 0:
            self.notes.append(
                f"keyword rule {name}: answered one of {left + 1} replies at random; the first"
                " was taken"
            )

    def _values(self, live: MenuButton) -> tuple[dict[str, object], str] | None:
        kind, value = live.kind, live.value
        if live.reply is not None:
            return self._replied(live, live.reply)
        if kind == "click" or kind in ASKS:
            entry, review = self._entry_for(live)
            asks = {"asks": ASKS[kind]} if kind in ASKS else {}
            return {"entry": entry, **asks}, review
        if kind == "view":
            return {"url": value}, ""
        if kind == "miniprogram":
            page = {"app_id": live.app_id.lower(), "page": live.page, "url": value}
            return {"miniprogram": page}, ""
        stored = {
            "media_id": "media",
            "view_limited": "media",
            "article_id": "article",
            "article_view_limited": "article_page",
        }
        return ({stored[kind]: value}, "") if kind in stored else None

    def _replied(self, live: MenuButton, reply: AdminReply) -> tuple[dict[str, object], str] | None:
        if reply.kind == "text":
            said = reply.value.strip()
            for entry_id, present in self._entries.items():
                if said in present.answers.values():
                    return {"entry": entry_id}, ""
            id_ = f"menu.{_slug(live.name) or f'button_{len(self.entries) + 1}'}"
            entry = self._entry(id_, (live.name,), (reply,), review=f"menu button {live.name}")
            return ({"entry": entry.id}, "") if entry else None
        links = [article.url for article in reply.articles if article.url]
        if links:
            more = f"; {len(links) - 1} more articles were left out" if len(links) > 1 else ""
            return {"url": links[0]}, f"was an article card{more}"
        if reply.value.startswith(("http://", "https://")):
            return {"url": reply.value}, f"was a {reply.kind}"
        return ({"media": reply.value}, "") if reply.value else None

    def _entry_for(self, live: MenuButton) -> tuple[str, str]:
        ours = {button.entry for button in self._menu.leaves()} | self._entries.keys()
        if live.value in ours:
            return live.value, ""
        chosen = self._choose(live.name)
        if chosen is not None:
            return chosen, f"the key was {live.value}, the entry was guessed by the name"
        return (
            f"menu.{_slug(live.value) or 'unknown'}",
            f"the key was {live.value}: write this entry, or name another",
        )

    def _known(self, values: Mapping[str, object]) -> Button | None:
        page = values.get("miniprogram")
        told = page["page"] if isinstance(page, Mapping) else ""
        names = ("entry", "url", "media", "article", "article_page")
        told = told or next((value for name in names if (value := values.get(name))), "")
        for button in self._menu.leaves():
            stored = (button.media, button.article, button.article_page)
            if told in (*button.told_as(), *stored):
                return button
        return None

    def _entry(
        self, id_: str, questions: Iterable[str], replies: Iterable[AdminReply], *, review: str
    ) -> TakenEntry | None:
        replies = tuple(replies)
        texts = [reply.value.strip() for reply in replies if reply.kind == "text" and reply.value]
        images = [reply.value for reply in replies if reply.kind == "image" and reply.value]
        articles = [item for reply in replies for item in reply.articles if item.url]
        if not texts and not images and not articles:
            return None
        card: dict[str, str] = {}
        if articles:
            first = articles[0]
            card = {"title": first.title, "description": first.digest, "url": first.url}
            card |= {"picture_url": first.picture_url} if first.picture_url else {}
            texts += [f'<a href="{item.url}">{item.title}</a>' for item in articles[1:]]
        if len(images) > 1:
            review += f"; {len(images) - 1} more pictures were left out"
        answer = "\n\n".join(texts) or (articles[0].digest if articles else "") or "请您参阅："
        entry = TakenEntry(
            id=self._free(id_),
            questions=tuple(questions),
            answer=answer,
            image=images[0] if images else "",
            card=card,
            review=review,
        )
        self.entries[entry.id] = entry
        return entry

    def _free(self, id_: str) -> str:
        taken = {*self.entries, *self._entries}
        numbered = (f"{id_}_{number}" for number in range(2, len(taken) + 3))
        return next(name for name in (id_, *numbered) if name not in taken)


def take_over(
    live: AccountMenus,
    replies: AdminReplies,
    *,
    menu: Menu,
    book: Book | None,
    choose: Callable[[str], str | None],
) -> Takeover:
    """What of the account becomes content, beside what is there already.

    ``choose`` names the entry that a button's name asks for, where the book surely has one; it
    serves keys that a former server had invented.
    """
    taking = _Taking(menu, book, choose)
    buttons = tuple(taken for button in live.default for taken in taking.button(button))
    conditional = tuple(
        TakenMenu(
            rule={
                name: value for name, value in (("tag", item.tag), ("client", item.client)) if value
            },
            buttons=tuple(taken for button in item.buttons for taken in taking.button(button)),
        )
        for item in live.conditional
    )
    for number, rule in enumerate(replies.rules, 1):
        taking.rule(rule, number)
    if replies.default is not None:
        taking.notes.append(
            "the default reply is not taken over: the bot answers, asks back or offers a human"
            f" (it was: {replies.default.value or replies.default.kind})"
        )
    follow = replies.follow
    if follow is not None and follow.kind != "text":
        taking.notes.append(f"the reply to new followers is a {follow.kind}; see welcome.yaml")
    return Takeover(
        buttons=buttons,
        conditional=conditional,
        entries=tuple(taking.entries.values()),
        welcome=follow.value if follow is not None and follow.kind == "text" else "",
        notes=tuple(taking.notes),
    )


def is_taken_over(rule: KeywordRule, entries: Iterable[Entry]) -> bool:
    """Whether every word of the rule is a question of the book already."""
    known = {normalise(question.text) for entry in entries for question in entry.questions}
    return all(normalise(word) in known for word in rule.words)


def _guess(name: str, values: Mapping[str, object]) -> Purpose:
    entry = values.get("entry")
    page = values.get("miniprogram")
    address = str(values.get("url") or (page["url"] if isinstance(page, Mapping) else ""))
    parts = urlsplit(address) if address else None
    where = f"{parts.hostname or ''} {parts.path}" if parts else ""
    text = f"{name} {entry or ''} {where}"
    for purpose, words in _PURPOSES:
        if re.search(words, text.lower()):
            return purpose
    if page is not None:
        return "ecom"
    return "service" if entry else "content"


def _slug(name: str) -> str:
    return _SLUG.sub("_", name.lower()).strip("_")[:60]
