"""Names of other houses: whoever asks 优衣库几点关门 does not ask when ours closes.

Pure: where a name stands in a message. What follows from it is decided in ``decide``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from intents.text import has_han, normalise

_SHORT = 2
"""A Chinese name of so few characters ends where a word ends: 得物 is not meant by 得 物流."""
_SEARCHED = 256
_MARKS = 3
"""Points and spaces that may stand within a name: 路易·威登, "D & G"."""
_COMPARES = re.compile(
    r"哪个|哪家|哪一家|谁家|谁更|区别|差别|差多少|不同|比起|相比|对比|比较|不如|一样|更[好值贵强]|档次"
    r"|比.{0,8}[好贵差强值]|便宜.{0,2}[些点]|\bvs\b|\bversus\b|\bcompar|\bbetter\b|\bworse\b"
    r"|\bdifference|\bdifferent\b|\brather\b|\bcheaper\b|\bsame\b|\bas good\b"
)


@dataclass(frozen=True, slots=True)
class Mention:
    """Another's name in a message, as the editor lists it, and whether it is compared with us.

    ``spelling`` is the normalised form that was found.
    """

    name: str
    spelling: str
    compares: bool = False


class Others:
    """The names of other houses, ready to be looked for."""

    def __init__(self, names: Mapping[str, str]) -> None:
        """``names`` maps each normalised spelling to the name under which it is listed."""
        self._names = names
        self._by_start: dict[str, list[str]] = {}
        for spelling in sorted(names, key=len, reverse=True):
            self._by_start.setdefault(spelling[0], []).append(spelling)

    def find(self, plain: str, tokens: Sequence[str]) -> Mention | None:
        """The first name in a normalised text with its words; the longest of several there.

        A name begins where a word begins, and is no part of a longer word: 小米 is not meant by
        小米粥, nor "mac" by "macau".
        """
        if not self._names:
            return None
        spans = list(_spans(plain, tokens))
        ends = {end for _, end in spans}
        for start, word_end in spans:
            for spelling in self._by_start.get(plain[start], ()):
                end = start + len(spelling)
                free = word_end <= end and (end in ends or _may_run_on(spelling))
                if free and plain.startswith(spelling, start):
                    compares = _COMPARES.search(plain) is not None
                    return Mention(self._names[spelling], spelling, compares)
        return None


def as_written(text: str, mention: Mention) -> str:
    """The name as the fan wrote it (愛馬仕, GUCCI), else as it is listed."""
    text, length = text[:_SEARCHED], len(mention.spelling)
    for start, char in enumerate(text):
        if normalise(char) != mention.spelling[0]:
            continue
        for end in range(start + length, start + length + _MARKS + 1):
            if normalise(text[start:end]) == mention.spelling:
                return text[start:end]
    return mention.name


def stands_in(spelling: str, plain: str) -> bool:
    """Whether a normalised name stands in a normalised text, Latin ones as whole words."""
    if has_han(spelling):
        return spelling in plain
    return re.search(rf"(?<![a-z0-9]){re.escape(spelling)}(?![a-z0-9])", plain) is not None


def _may_run_on(spelling: str) -> bool:
    # The segmenter does not know most names: of 优衣库存货 it makes 优 衣 库存 货.
    return has_han(spelling) and len(spelling) > _SHORT


def _spans(plain: str, tokens: Iterable[str]) -> Iterator[tuple[int, int]]:
    """Where each word stands in the text; a word that is not found is passed over."""
    end = 0
    for token in tokens:
        start = plain.find(token, end)
        if start >= 0 and token:
            end = start + len(token)
            yield start, end
