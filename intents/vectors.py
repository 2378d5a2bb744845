"""A text as numbers: its characters, words and sounds, alone and in pairs, weighed by rarity.

A unit is a Chinese character or a Latin word without its ending. A pair is any two units in
their order, whatever stands between them: it survives words put in between, and it tells
退了再买 from 买了再退. Sounds are the same over pinyin syllables, so a slip of the ear costs
little, and a question typed in pinyin is read as it sounds.
"""

from __future__ import annotations

import functools
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from intents.pinyin import sound, syllables

MOST_UNITS = 64
"""Units of a text that are compared; what comes later in a message is rarely the question."""
NEAR = 24
"""Units between which pairs are made in a book of ordinary size."""
ADJACENT = 1
"""The same in a large book, where all pairs would take too much memory."""
SOUND_WEIGHT = math.sqrt(0.4)  # of a sound beside the character that it belongs to
_FADING = 0.05  # how much less each unit in between makes a pair count
_SHIFT = np.int64(32)
_UNIT = re.compile(r"[a-z0-9]+|[^\sa-z0-9]")
_ENDINGS = (("ies", "y"), ("ing", ""), ("ed", ""), ("es", ""), ("s", ""))
_UNKNOWN = -1

Ints = NDArray[np.int64]
Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Vector:
    """A text's known features in ascending order, weighed; the whole text has length one.

    ``known`` is the share 0..1 of its weight that the book knows, ``length`` the length before
    scaling. ``spoken`` has the syllables of a text that is nothing but typed pinyin.
    """

    ids: Ints
    weights: Floats
    length: float
    known: float
    spoken: str = ""


@dataclass(frozen=True, slots=True)
class _Coded:
    """Features by code with their weights before rarity; the heaviest of equal ones first.

    ``gain`` is how much more likeness counts because some of it came as sound only.
    """

    codes: Ints
    weights: Floats
    gain: float
    spoken: str


class Vocabulary:
    """Every feature of a book's texts with its rarity. Immutable once built.

    ``extra`` are further words of each text that count as they are, such as the segmenter's.
    """

    def __init__(
        self, texts: Sequence[str], extra: Sequence[Sequence[str]], *, reach: int, power: float
    ) -> None:
        self._reach = reach
        self._units: dict[str, int] = {}
        coded = [
            self._coded(text, words, grow=True) for text, words in zip(texts, extra, strict=True)
        ]
        parts = [_heaviest(item) for item in coded]
        sizes = np.array([len(codes) for codes, _ in parts], np.int64)
        every = np.concatenate([codes for codes, _ in parts]) if parts else np.zeros(0, np.int64)
        self._codes, ids, counts = np.unique(every, return_inverse=True, return_counts=True)
        self.counts = counts.astype(np.int32)
        total = max(1, len(texts))
        self._rarity = ((np.log((1 + total) / (1 + counts)) + 1) ** power).astype(np.float32)
        self._strange = float((math.log(1 + total) + 1) ** power)
        self.starts = np.concatenate(([0], np.cumsum(sizes)))
        self.ids = ids.astype(np.int32)
        weights = np.concatenate([item for _, item in parts]) if parts else np.zeros(0, np.float32)
        self.weights = weights * self._rarity[self.ids]
        owners = np.repeat(np.arange(len(sizes)), sizes)
        squares = np.bincount(owners, self.weights**2, len(sizes))
        self.lengths = np.sqrt(np.where(sizes > 0, squares, 1.0)).astype(np.float32)
        self.weights /= np.repeat(self.lengths, sizes)

    def nbytes(self) -> int:
        """Memory of the arrays and the units, roughly."""
        arrays = (self._codes, self.counts, self._rarity, self.ids, self.weights, self.lengths)
        return int(sum(part.nbytes for part in arrays)) + 110 * len(self._units)

    def vector(self, text: str, extra: Sequence[str] = ()) -> Vector:
        """A normalised text as the book sees it; all zero if it knows nothing of it."""
        coded = self._coded(text, extra, grow=False)
        codes, weights = _heaviest(coded)
        places = np.searchsorted(self._codes, codes)
        places[places == len(self._codes)] = 0
        found = self._codes[places] == codes if len(self._codes) else np.zeros(0, bool)
        ids = places[found]
        known = weights[found] * self._rarity[ids]
        mass = float(known @ known)
        strange = weights[~found]
        whole = mass + float(strange @ strange) * self._strange**2
        if not mass:
            return Vector(ids, known, 1.0, 0.0)
        length = math.sqrt(whole)
        return Vector(
            ids, known * np.float32(coded.gain / length), length, mass / whole, coded.spoken
        )

    def _coded(self, text: str, extra: Sequence[str], *, grow: bool) -> _Coded:
        written: list[str] = []
        pieces = [f"#{word}" for word in extra]
        heard: list[str] = []
        typed = 0
        units = _UNIT.findall(text)[:MOST_UNITS]
        spelled = {} if grow else self._spelled(units)
        for unit in units:
            if not unit.isascii():
                written.append(unit)
                heard.append(f"/{sound(unit)}")
            elif unit in spelled:
                heard += [f"/{syllable}" for syllable in spelled[unit]]
                typed += len(spelled[unit])
            else:
                written.append(stem(unit))
                pieces += _pieces(unit)
        numbers = self._numbers((*written, *heard), grow=grow)
        first, second, weights = _pairs(len(written), len(heard), self._reach)
        left, right = numbers[first], numbers[second]
        if pieces:
            latin = np.array([part.isascii() for part in (*written, *heard)], bool)
            latin[len(written) :] = False
            # Two Latin words mean much the same in either order.
            swapped = (right < left) & latin[first] & latin[second]
            left, right = np.where(swapped, right, left), np.where(swapped, left, right)
        pairs = ((left + 1) << _SHIFT) | right
        pairs[(left < 0) | (right < 0)] = _UNKNOWN
        single = self._numbers(pieces, grow=grow)
        share = typed / (typed + len(written)) if typed else 0.0
        return _Coded(
            np.concatenate((single, numbers, pairs)),
            np.concatenate((np.ones(len(single), np.float32), weights)),
            1.0 + share * (math.sqrt(1 + 1 / SOUND_WEIGHT**2) - 1.0),
            "".join(heard) if typed and not written else "",
        )

    def _spelled(self, units: Sequence[str]) -> dict[str, list[str]]:
        """The words of a text that are typed pinyin, with their syllables.

        One syllable alone may be English (can, fan, size), so it counts only where nothing else
        of the text is English.
        """
        latin = [unit for unit in units if unit.isascii()]
        found = {unit: parts for unit in latin if (parts := syllables(unit))}
        if len(found) < len(set(latin)):
            return {
                unit: parts
                for unit, parts in found.items()
                if len(parts) > 1 and stem(unit) not in self._units
            }
        return found

    def _numbers(self, parts: Sequence[str], *, grow: bool) -> Ints:
        units = self._units
        if grow:
            for part in parts:
                units.setdefault(part, len(units))
            return np.array([units[part] for part in parts], np.int64)
        return np.array([units.get(part, _UNKNOWN) for part in parts], np.int64)


def spoken(text: str) -> str:
    """The syllables of a text's Chinese characters, as ``Vector.spoken`` has them."""
    return "".join(f"/{sound(char)}" for char in text if not char.isascii())


def _heaviest(coded: _Coded) -> tuple[Ints, Floats]:
    """Each code once with its greatest weight, in ascending order; unknown ones all of them."""
    # Equal codes stand in falling order of weight, and the first of them is taken.
    order = np.argsort(coded.codes, kind="stable")
    codes = coded.codes[order]
    first = np.ones(len(codes), bool)
    np.not_equal(codes[1:], codes[:-1], out=first[1:])
    first |= codes < 0
    return codes[first], coded.weights[order[first]]


@functools.lru_cache(maxsize=1024)
def _pairs(written: int, heard: int, reach: int) -> tuple[Ints, Ints, Floats]:
    """First and second of each pair of units, the nearest first.

    The weights are of the units themselves and then of the pairs; sounds come after what is
    written.
    """
    parts = [_pairs_of(written, reach), _pairs_of(heard, reach)]
    first = np.concatenate((parts[0][0], parts[1][0] + written))
    second = np.concatenate((parts[0][1], parts[1][1] + written))
    weights = np.concatenate(
        (
            np.ones(written),
            np.full(heard, SOUND_WEIGHT),
            parts[0][2],
            parts[1][2] * SOUND_WEIGHT,
        )
    )
    return first, second, weights.astype(np.float32)


def _pairs_of(size: int, reach: int) -> tuple[Ints, Ints, NDArray[np.float64]]:
    first, second = np.triu_indices(size, 1)
    apart = second - first
    keep = apart <= reach
    order = np.argsort(apart[keep], kind="stable")
    apart = apart[keep][order]
    return first[keep][order], second[keep][order], 1 / (1 + _FADING * (apart - 1))


@functools.lru_cache(maxsize=16_384)
def stem(word: str) -> str:
    """An English word without plural, -ing or -ed; anything else as it is."""
    if len(word) < 4 or not word.isascii() or not word.isalpha() or word.endswith("ss"):
        return word
    for ending, instead in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word[: -len(ending)] + instead
            break
    if len(word) > 3 and word.endswith("e"):
        word = word[:-1]
    return word[:-1] if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "lsz" else word


@functools.lru_cache(maxsize=16_384)
def _pieces(word: str) -> tuple[str, ...]:
    """Three and four letters of a Latin word: what survives a slip of the finger."""
    padded = f"<{word}>"
    threes = [f"-{padded[start : start + 3]}" for start in range(len(padded) - 2)]
    fours = [f"-{padded[start : start + 4]}" for start in range(len(padded) - 3)]
    return (f"={word}", *(threes if len(word) > 2 else ()), *(fours if len(word) > 3 else ()))
