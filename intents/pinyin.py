"""How Chinese sounds: what makes a slip of the ear, or a question typed in pinyin, understood.

Syllables are folded as many people type them: without tones, ``zh`` as ``z``, ``ing`` as ``in``.
"""

from __future__ import annotations

import functools
import os
import re
from collections.abc import Mapping

_HARD = re.compile(r"^(zh|ch|sh)")
_NASAL = re.compile(r"(?<=[aei])ng$")
_LONGEST = 6


@functools.lru_cache(maxsize=16_384)
def sound(char: str) -> str:
    """The folded syllable of a Chinese character; empty for any other character."""
    readings = _readings().get(ord(char))
    return fold(_toneless(readings)) if readings else ""


def fold(syllable: str) -> str:
    """A toneless syllable as careless typing writes it: 张 and 脏 are both ``zan``."""
    return _NASAL.sub("n", _HARD.sub(lambda match: match.group()[0], syllable))


def syllables(word: str) -> list[str] | None:
    """A Latin word as folded syllables if it is typed pinyin (``tuihuo``), else nothing.

    A single syllable counts too: whether ``men`` is English is for the caller to know.
    """
    return _split(word) if word.isascii() and word.isalpha() else None


def is_typed_pinyin(text: str) -> bool:
    """Whether a text of two Latin words or more is Chinese typed by its sound: ``zenme tuihuo``.

    Words that only happen to split (``see you``) need syllables of a single letter.
    """
    words = text.lower().split()
    read = [syllables(word.strip("?!.,")) for word in words]
    return len(words) > 1 and all(
        split and all(len(syllable) > 1 for syllable in split) for split in read
    )


@functools.lru_cache(maxsize=4096)
def _split(word: str) -> list[str] | None:
    if not word:
        return []
    known = _known()
    # Longest first, as readers do: "xian" is one syllable, not "xi an".
    for size in range(min(_LONGEST, len(word)), 0, -1):
        if word[:size] in known:
            rest = _split(word[size:])
            if rest is not None:
                return [fold(word[:size]), *rest]
    return None


def _toneless(readings: str) -> str:
    from pypinyin.constants import Style  # noqa: PLC0415
    from pypinyin.style import convert  # noqa: PLC0415

    return str(convert(readings.partition(",")[0], Style.NORMAL, strict=False))


@functools.cache
def _readings() -> Mapping[int, str]:
    # Its phrases would take 40 MB; the usual reading of a single character is enough here.
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")
    from pypinyin.constants import PINYIN_DICT  # noqa: PLC0415 - takes 50 ms and 15 MB

    return PINYIN_DICT


@functools.cache
def _known() -> frozenset[str]:
    common = {_readings().get(code, "") for code in range(0x4E00, 0x9FA6)}
    return frozenset(word for word in map(_toneless, common) if word and word.isascii())
