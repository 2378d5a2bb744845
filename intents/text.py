"""Fans' words made comparable: script, width, case, emoji, punctuation.

No segmentation (``tokens``) and no judgement about meaning here.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Callable
from typing import Literal

MAX_CHARS = 2000
"""How much of a message is looked at; the platform's own limit for a text is 2 048 bytes."""

HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_HAN = re.compile(f"[{HAN}]")
_LATIN = re.compile(r"[A-Za-z]")

# WeChat's faces arrive as text: [微笑], [Smile], or the older /::) and /:rose forms.
_FACES = re.compile(
    r"\[[\u4e00-\u9fffA-Za-z]{1,12}\]"
    r"|/::[^\s\w]{1,2}|/::[A-Za-z0-9]\b|/:[a-z]+\b|/:[^\s\w]{1,3}"
)
_NOT_WORD = re.compile(r"[\W_]+")
_SPACE_BESIDE_HAN = re.compile(rf"(?<=[{HAN}]) (?=\S)|(?<=\S) (?=[{HAN}])")
_LONG_RUN = re.compile(r"(.)\1{3,}", re.DOTALL)
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_CANTONESE = frozenset("冇唔嘅喺嗰咗啲嘢佢哋乜咁啱嚟")
# Simplified texts use these too, so they tell nothing about the script.
_BOTH_SCRIPTS = frozenset("著乾瞭藉於么後里面余台")


def normalise(text: str) -> str:
    """The comparable form of a message: lower case, simplified, without faces and punctuation.

    Single spaces remain between Latin words and numbers only. Applying it twice changes nothing.
    """
    text = _FACES.sub(" ", unicodedata.normalize("NFKC", text[:MAX_CHARS])[:MAX_CHARS])
    for _ in range(4):
        text = _fold(text)
        if _letters(text) == text:
            break  # a few characters change again when lowered or simplified
    return text


def _fold(text: str) -> str:
    text = _NOT_WORD.sub(" ", unicodedata.normalize("NFKC", text).lower()).strip()
    if not text.isascii():
        text = _SPACE_BESIDE_HAN.sub("", simplified(text))
    return _LONG_RUN.sub(r"\1\1\1", text)


def _letters(text: str) -> str:
    """Folded text with its letters folded once more."""
    if text.isascii():
        return text
    return simplified(unicodedata.normalize("NFKC", text).lower())


def has_han(text: str) -> bool:
    """Whether any Chinese character stands in the text."""
    return _HAN.search(text) is not None


def language(text: str) -> Literal["zh", "zh-Hant", "en"]:
    """The language a fan writes in; Chinese when in doubt."""
    text = text[:MAX_CHARS]
    han = "".join(_HAN.findall(text))
    if not han:
        return "en" if _LATIN.search(text) else "zh"
    simple = simplified(han)
    if any(a != b and a not in _BOTH_SCRIPTS for a, b in zip(han, simple, strict=False)):
        return "zh-Hant"
    # Written Cantonese in characters that both scripts share is Hong Kong's.
    return "zh-Hant" if _CANTONESE & set(han) and fits_both_scripts(text) else "zh"


def fits_both_scripts(text: str) -> bool:
    """Whether no character of the text is written differently in the traditional script."""
    han = "".join(_HAN.findall(text[:MAX_CHARS]))
    pairs = zip(han, _converter("s2t")(han), strict=False)
    return all(a == b or b in _BOTH_SCRIPTS or a in _BOTH_SCRIPTS for a, b in pairs)


def simplified(text: str) -> str:
    """The same text in simplified script; other characters stay as they are.

    Half a character, as broken software sends it, becomes the sign for an unknown one.
    """
    return _converter("t2s")(_LONE_SURROGATE.sub("\ufffd", text))


@functools.cache
def _converter(direction: Literal["t2s", "s2t"]) -> Callable[[str], str]:
    # Loading the dictionaries takes 20 ms and 5 MB, so not at import.
    from opencc import OpenCC  # noqa: PLC0415

    convert: Callable[[str], str] = OpenCC(direction).convert
    return convert
