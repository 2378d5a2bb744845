"""What people put into one cell of a question list: several ways of asking, an answer as HTML."""

from __future__ import annotations

import html
import re

from bot.content.headings import Role
from intents.text import has_han

_LINES = re.compile(r"[\n|｜;；\t]+")
_WORDS = re.compile(r"[\n|｜;；\t,，、]+")
_SLASH = re.compile(r"\s*[/／]\s*")
_NUMBERING = re.compile(r"^\s*(?:[(（]?\d{1,2}[.．、)）]\s*(?!\d)|[-•·●▪*]\s+|[•·●▪])\s*")
_ASKED = re.compile(r"^(?:问题?|q|question)\s*\d{0,3}\s*[:：]\s*", re.IGNORECASE)
_SAID = re.compile(r"^(?:答案?|a|answer)\s*\d{0,3}\s*[:：]\s*", re.IGNORECASE)
_BREAK = re.compile(r"(?i)<br\s*/?>|</(?:p|div|li|tr|h[1-6])>")
_TAG = re.compile(
    r"(?i)</?(?:p|div|span|ul|ol|li|b|i|u|strong|em|font|table|tbody|tr|td|th|h[1-6]|img|br)\b[^>]*>"
)
# So short a half of a/b is one of two words, not a way of asking of its own.
_LEAST = {Role.KEYWORD: 2, Role.PHRASING: 3, Role.QUESTION: 4}


def ways_of_asking(cell: str, role: Role) -> list[str]:
    """The ways of asking in one cell, in their order, without numbering.

    Lines, ``|`` and ``;`` always part them, commas only keywords, ``/`` only where what stands on
    both sides could be asked alone: 怎么退货/如何退货, but not 退货/换货怎么办.
    """
    parts = (_WORDS if role is Role.KEYWORD else _LINES).split(cell)
    found = [way for part in parts for way in _by_slash(part, role)]
    if role is Role.KEYWORD:
        found = [way for part in found for way in (part.split() if _all_han(part) else [part])]
    bare = (_ASKED.sub("", _NUMBERING.sub("", way.strip())).strip() for way in found)
    return list(dict.fromkeys(way for way in bare if any(char.isalnum() for char in way)))


def _by_slash(part: str, role: Role) -> list[str]:
    halves = _SLASH.split(part)
    if "://" in part or any(_weight(half) < _LEAST[role] for half in halves):
        return [part]
    return halves


def _weight(text: str) -> int:
    """How much is said: a Chinese character counts one, a word of another script two."""
    if any(char.isdigit() for char in text):
        return 0
    return sum(has_han(char) for char in text) + 2 * len(re.findall(r"[A-Za-z]{3,}", text))


def _all_han(text: str) -> bool:
    return all(has_han(char) or char.isspace() for char in text)


def answer_text(cell: str) -> str:
    """An answer as fans read it: HTML of an export becomes lines, links stay links."""
    text = cell
    if _TAG.search(text):
        text = html.unescape(_TAG.sub("", _BREAK.sub("\n", text))).replace("\xa0", " ")
    text = "\n".join(line.rstrip() for line in text.strip().splitlines())
    return _SAID.sub("", re.sub(r"\n{3,}", "\n\n", text)).strip()
