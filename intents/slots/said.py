"""A message made comparable character by character, so that positions stay those of the fan."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TypeVar

from intents.slots.forms import Slot
from intents.text import HAN, MAX_CHARS, simplified

NAME_CHARS = 300
"""How much of a message is searched for places, days and products; longer ones tell a story."""

T = TypeVar("T")
_BMP = 0x10000
_FACE = re.compile(r"\[[\u4e00-\u9fffa-z]{1,12}\]")
_WORD = re.compile(r"[^\W_]+")
_HAN = re.compile(f"[{HAN}]")


def _composed(char: str) -> str:
    return unicodedata.normalize("NFKC", char)


class _Fold(dict[int, str]):
    """Code point -> its comparable character: width, case and script; always exactly one."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        for fold in (_composed, str.lower, simplified):
            folded = fold(char)
            char = folded if len(folded) == 1 else char
        if code < _BMP:
            self[code] = char
        return char


_FOLD = _Fold()


@dataclass(frozen=True, slots=True)
class Said:
    """A message as sent (``text``) and folded (``plain``), of the same length.

    ``words`` is the head of it without punctuation, with single blanks between Latin words and
    numbers only; ``at`` tells for each of its characters the position in ``text``.
    """

    text: str
    plain: str
    words: str
    at: tuple[int, ...]

    @classmethod
    def of(cls, text: str) -> Said:
        """Any message, cut at the platform's limit."""
        text = unicodedata.normalize("NFC", text[:MAX_CHARS])
        plain = _FACE.sub(lambda face: " " * len(face[0]), _folded(text))
        words, at = _words_of(plain[:NAME_CHARS])
        return cls(text, plain, words, at)

    @property
    def head(self) -> str:
        """As much of ``plain`` as is searched for days and times."""
        return self.plain[:NAME_CHARS]

    def slot(self, value: T, start: int, end: int) -> Slot[T]:
        """The value found between two positions of ``plain``."""
        return Slot(value, self.text[start:end], start, end)

    def name_slot(self, value: T, start: int, end: int) -> Slot[T]:
        """The value found between two positions of ``words``."""
        return self.slot(value, self.at[start], self.at[end - 1] + 1)


def comparable(name: str) -> str:
    """A name in the form of ``Said.words``."""
    return Said.of(name).words


def _folded(text: str) -> str:
    # Not str.translate: some characters fold to one of another plane, whose length would differ.
    return "".join(map(_FOLD.__getitem__, map(ord, text)))


def _words_of(plain: str) -> tuple[str, tuple[int, ...]]:
    words: list[str] = []
    at: list[int] = []
    for found in _WORD.finditer(plain):
        if words and not (_HAN.match(words[-1]) or _HAN.match(found[0])):
            words.append(" ")
            at.append(found.start() - 1)
        words.extend(found[0])
        at.extend(range(found.start(), found.end()))
    return "".join(words), tuple(at)
