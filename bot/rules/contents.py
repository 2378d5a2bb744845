"""The one written form of a bubble: as the database keeps it and as the REST interface takes it.

A form is a table with ``type`` (the platform's ``msgtype``) and the fields of that content.
Whether what it says may be sent is decided in ``bot/rules/limits.py``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, asdict, fields
from typing import Any, cast

from bot.errors import Refused
from bot.model import (
    Article,
    Content,
    MenuItem,
    MiniProgramPage,
    MpNews,
    MpNewsArticle,
    MsgMenu,
    Music,
    News,
    Picture,
    Text,
    TransferToAi,
    TransferToDesk,
    Video,
    Voice,
    WxCard,
)

TYPES: Mapping[str, type[Content]] = {
    "text": Text,
    "image": Picture,
    "voice": Voice,
    "video": Video,
    "music": Music,
    "news": News,
    "mpnews": MpNews,
    "mpnewsarticle": MpNewsArticle,
    "msgmenu": MsgMenu,
    "wxcard": WxCard,
    "miniprogrampage": MiniProgramPage,
    "transfer_customer_service": TransferToDesk,
    "transfer_biz_ai_ivr": TransferToAi,
}
"""Every content by its name."""

_NAMES = {content: name for name, content in TYPES.items()}
LISTS: Mapping[str, type[Article] | type[MenuItem]] = {"articles": Article, "items": MenuItem}
"""Fields that are lists, with what stands in them."""
SENT = {n: kind for n, kind in TYPES.items() if kind not in {TransferToDesk, TransferToAi}}
"""What can leave as a customer-service message: all but handing over."""
_ELSEWHERE = {
    "link": "WeChat takes link in mini-program chats only; send news with one article",
    "location": "WeChat has no such message; send a text with a map link, or news",
}


def kind_of(content: Content) -> str:
    """The name under which a bubble of ours is listed: the platform's ``msgtype``."""
    return _NAMES[type(content)]


def words_of(content: Content) -> str:
    """What of a bubble can be read as text."""
    match content:
        case Text(text=text):
            return text
        case News(articles=articles):
            return articles[0].title if articles else ""
        case Video(title=title) | Music(title=title) | MiniProgramPage(title=title):
            return title
        case MsgMenu():
            lines = (content.head, *(item.content for item in content.items), content.tail)
            return "\n".join(line for line in lines if line)
        case _:
            return ""


def form_of(content: Content) -> dict[str, Any]:
    """The written form; what may be left unsaid and is stands not there."""
    unsaid = {item.name for item in fields(content) if item.default == ""}
    said = {n: value for n, value in asdict(content).items() if value or n not in unsaid}
    return {"type": kind_of(content), **said}


def read_content(form: object) -> Content:
    """The bubble of a written form, strictly: what is unknown, missing or no text is refused.

    Raises ``Refused`` with ``reason`` ``syntax``, or ``text`` for a NUL character.
    """
    table = _table(form, "content")
    name = table.get("type")
    if isinstance(name, str) and name in _ELSEWHERE:
        raise _refused(f"{name} cannot be sent", _ELSEWHERE[name])
    if not isinstance(name, str) or name not in TYPES:
        raise _refused(f"there is no type {name!r:.40}", f"use one of {', '.join(TYPES)}")
    values = {key: value for key, value in table.items() if key != "type"}
    return cast(Content, _filled(TYPES[name], values, where=name))


def _filled(wanted: type[Any], values: Mapping[str, object], *, where: str) -> object:
    known = {item.name: item for item in fields(wanted)}
    unknown = sorted(set(values) - set(known))
    if unknown:
        raise _refused(f"{where} has no {unknown[0]!r:.40}", f"it has {', '.join(known) or 'none'}")
    missing = [n for n, item in known.items() if item.default is MISSING and n not in values]
    if missing:
        raise _refused(f"{where} needs {missing[0]}", f"add {missing[0]}")
    return wanted(**{n: _value(n, value, f"{where}.{n}") for n, value in values.items()})


def _value(name: str, value: object, where: str) -> object:
    inner = LISTS.get(name)
    if inner is not None:
        if not isinstance(value, list | tuple):
            raise _refused(f"{where} is no list", "write [...]")
        return tuple(
            _filled(inner, _table(item, f"{where}[{n}]"), where=f"{where}[{n}]")
            for n, item in enumerate(value)
        )
    if not isinstance(value, str):
        raise _refused(f"{where} is no text", 'write "..."')
    if "\0" in value:
        raise Refused(f"{where} holds a NUL character", remedy="remove it", reason="text")
    return value


def _table(value: object, where: str) -> Mapping[str, object]:
    if not isinstance(value, Mapping):
        raise _refused(f"{where} is no table", 'write {"type": "...", ...}')
    return value


def _refused(message: str, remedy: str) -> Refused:
    return Refused(message, remedy=remedy, reason="syntax")
