"""A conversation as the desk shows it: the bot's part folded, bubbles, lines of what happened.

Pure. What fans and agents wrote stays text; the only markup made here is a checked link.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise
from types import MappingProxyType
from urllib.parse import urlsplit

from markupsafe import Markup, escape

from bot.model import Attachment, Handoff, InboundKind, Message, MessageId
from bot.rules.optout import wish_of
from bot.web.hiding import masked

_EVENT_KINDS = frozenset(str(kind) for kind in InboundKind if not kind.is_message)
_ANCHOR = re.compile(
    r"""<a\s+href=["']?([^"'\s>]+)["']?[^>]*>(.*?)</a>""", re.IGNORECASE | re.DOTALL
)
_BARE = re.compile(r"https?://[^\s<>\"'，。；！？（）「」]+")
_NOTE_CHARS = 80
_SPOKEN = frozenset({InboundKind.TEXT, InboundKind.VOICE})
_OWN_COPY = frozenset({InboundKind.IMAGE, InboundKind.VOICE, InboundKind.VIDEO})


@dataclass(frozen=True, slots=True, kw_only=True)
class Bubble:
    """One message. ``link`` is a checked http or https address, or nothing.

    ``again`` means that the bubble before has the same author, who need not be named twice.
    ``file`` is what became of the picture, recording or film that the fan sent. ``hides`` says
    that numbers of a person are masked in it.
    """

    message: Message
    body: Markup
    title: str = ""
    link: str | None = None
    again: bool = False
    file: Attachment | None = None
    hides: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Something that happened: ``key`` names its words, ``note`` is a detail from outside.

    ``origin`` tells it from other lines of the same page: the message or request it comes from.
    """

    key: str
    at: datetime
    origin: int
    note: str = ""
    name: str = ""
    hides: bool = False


Item = Bubble | Line


@dataclass(frozen=True, slots=True, kw_only=True)
class Phase:
    """A stretch of the conversation: from one request for a human to the next.

    ``handoff`` is the request that began it, nothing for the bot's part before the first.
    """

    items: tuple[Item, ...]
    count: int
    handoff: Handoff | None
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Transcript:
    """Earlier phases, to be folded, and the items from the last request for a human on."""

    folded: tuple[Phase, ...]
    shown: tuple[Item, ...]


def arrange(
    messages: Sequence[Message],
    handoffs: Sequence[Handoff],
    files: Mapping[MessageId, Attachment] = MappingProxyType({}),
    *,
    revealed: Container[MessageId] = (),
) -> Transcript:
    """Everything oldest first; requests from before the first message are left out.

    Each request's phase begins with the fan's question that led to it, and holds the lines of
    what became of the request. Without any request nothing is folded.
    """
    within = [item for item in handoffs if messages and not _is_before(item, messages[0].at)]
    cuts = [0, *(_cut(messages, handoff) for handoff in within), len(messages)]
    phases = [
        _phase(messages[start:end], handoff, files, revealed)
        for handoff, (start, end) in zip([None, *within], pairwise(cuts), strict=True)
        if handoff or end > start
    ]
    if not phases:
        return Transcript(folded=(), shown=())
    return Transcript(folded=tuple(phases[:-1]), shown=phases[-1].items)


def _phase(
    messages: Sequence[Message],
    handoff: Handoff | None,
    files: Mapping[MessageId, Attachment],
    revealed: Container[MessageId],
) -> Phase:
    items = [
        item
        for message in messages
        for item in _items(message, files.get(message.id), whole=message.id in revealed)
    ]
    for line in _handoff_lines(handoff) if handoff else ():
        place = next((n for n, item in enumerate(items) if _is_after(item, line.at)), len(items))
        items.insert(place, line)
    return Phase(
        items=_name_once(items),
        count=len(messages),
        handoff=handoff,
        start=_moment(items[0]),
        end=_moment(items[-1]),
    )


def _moment(item: Item) -> datetime:
    return item.at if isinstance(item, Line) else item.message.at


def _is_before(handoff: Handoff, first: datetime) -> bool:
    return handoff.closed_at is not None and handoff.closed_at < first


def _name_once(items: Sequence[Item]) -> tuple[Item, ...]:
    named: list[Item] = []
    author: tuple[str, str | None] | None = None
    for item in items:
        if isinstance(item, Line):
            author = None
            named.append(item)
            continue
        this = (item.message.actor, item.message.agent)
        named.append(replace(item, again=this == author))
        author = this
    return tuple(named)


def _cut(messages: Sequence[Message], handoff: Handoff) -> int:
    before = [n for n, message in enumerate(messages) if message.at <= handoff.queued_at]
    asked = [n for n in before if messages[n].direction == "in" and not _is_event(messages[n])]
    return asked[-1] if asked else len(before)


def _handoff_lines(handoff: Handoff) -> Iterable[Line]:
    yield Line(key="line.requested", at=handoff.queued_at, origin=handoff.id)
    if handoff.claimed_at is not None:
        name = handoff.agent or ""
        yield Line(key="line.claimed", at=handoff.claimed_at, origin=handoff.id, name=name)
    if handoff.closed_at is not None:
        yield Line(key="line.closed", at=handoff.closed_at, origin=handoff.id)


def _is_after(item: Item, at: datetime) -> bool:
    # An agent's first words may carry the very moment of the claim; the claim stands before them.
    if isinstance(item, Line):
        return item.at > at
    by_agent = item.message.actor == "agent"
    return item.message.at > at or (by_agent and item.message.at == at)


def _is_event(message: Message) -> bool:
    return message.kind in _EVENT_KINDS


def _items(message: Message, file: Attachment | None, *, whole: bool) -> Iterator[Item]:
    """The message as it may be seen, and what it changed for the fan."""
    seen, shown = _item(message, file), _item(masked(message), file)
    if whole or _visible(seen) == _visible(shown):
        yield seen
    else:
        yield replace(shown, hides=True)
    wish = wish_of(message.text) if message.kind in _SPOKEN else None
    if wish and message.direction == "in":
        yield Line(key=f"line.{wish}", at=message.at, origin=message.id)


def _visible(item: Item) -> tuple[object, ...]:
    if isinstance(item, Line):
        return (item.note,)
    return item.body, item.title, item.link


def _item(message: Message, file: Attachment | None) -> Item:
    if _is_event(message):
        return Line(
            key=f"line.{message.kind}",
            at=message.at,
            origin=message.id,
            note=_detail(message.text or _field(message.content, "event_key")),
        )
    # Of a picture we show our own copy: the platform's would tell it who looks.
    address = "" if message.kind in _OWN_COPY else _field(message.content, "url")
    trusted = message.direction == "out"
    return Bubble(
        message=message,
        body=_body(message) if trusted else plain_text(message.text),
        title=_field(message.content, "title") if message.kind == "news" else "",
        link=safe_link(address),
        file=file,
    )


def _body(message: Message) -> Markup:
    """What the house said; link cards as links, each with its words under it."""
    articles = message.content.get("articles")
    if not isinstance(articles, list):
        return rich_text(message.text)
    return Markup("\n").join(
        line
        for article in articles
        for line in (
            _anchor(_field(article, "url"), _field(article, "title")),
            escape(_field(article, "description")),
        )
        if line
    )


def _detail(text: str) -> str:
    return text if len(text) <= _NOTE_CHARS else text[: _NOTE_CHARS - 1] + "…"


def _field(content: Mapping[str, object], name: str) -> str:
    value = content.get(name)
    return value if isinstance(value, str) else ""


def safe_link(address: str) -> str | None:
    """The address if it is a web address; anything else could run code in the agent's page."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    is_web = address.lower().startswith(("http://", "https://"))
    return address if is_web and parts.netloc else None


def plain_text(text: str) -> Markup:
    """What a fan wrote, with bare web addresses made clickable."""
    pieces, start = Markup(), 0
    for match in _BARE.finditer(text):
        pieces += escape(text[start : match.start()])
        pieces += _anchor(match.group(0), match.group(0))
        start = match.end()
    return pieces + escape(text[start:])


def rich_text(text: str) -> Markup:
    """What the house wrote: the platform's ``<a href>`` links are links, the rest is text."""
    pieces, start = Markup(), 0
    for match in _ANCHOR.finditer(text):
        pieces += plain_text(text[start : match.start()])
        pieces += _anchor(match.group(1), match.group(2))
        start = match.end()
    return pieces + plain_text(text[start:])


def _anchor(address: str, words: str) -> Markup:
    link = safe_link(address)
    if link is None:
        return escape(words)
    return Markup('<a href="{}" target="_blank" rel="noopener noreferrer">{}</a>').format(
        link, words
    )
