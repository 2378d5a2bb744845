"""Questions that mean the same, found together by their wording. Pure, and always the same.

For questions that the book does not answer; what it does answer is ranked in ``match``. A text is
its characters and pairs of them, the sound of each pair (so that homophone typos stay together)
and the words and word pieces of Latin script, weighted by how rare they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from intents.filler import says_something

ALIKE = 0.36
"""Least likeness of a text to a group, 0..1, on average over the group's members."""
JOINED = 0.32
"""Least likeness of two groups that become one, on average over all pairs."""
NEIGHBOUR = 0.44
"""Least likeness of a text to the member that is nearest to it."""
_SOUND = 0.6
_PIECE_OF_WORD = 0.5
_TELLS_LITTLE = 0.05
_LONGEST = 120  # characters that are compared: a question is shorter
# A few dozen questions do not tell which words are grammar, so further texts are imagined:
_IMAGINED = 300  # this many,
_GRAMMAR = 0.05  # of which this share holds each piece that says nothing
_COMMON = 0.25  # pieces in more of the texts than this share weigh next to nothing: not looked up
_RUN = re.compile(r"[a-z0-9]+|[^\sa-z0-9]+")

_Ints = NDArray[np.int64]
_Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _Vectors:
    """Texts as rows of numbered pieces in one long table; each row has length one.

    Row ``n`` stands from ``starts[n]`` to ``starts[n + 1]``.
    """

    starts: _Ints
    pieces: _Ints
    weights: _Floats
    known: int

    def __len__(self) -> int:
        return len(self.starts) - 1

    def row(self, number: int) -> tuple[_Ints, _Floats]:
        here = slice(self.starts[number], self.starts[number + 1])
        return self.pieces[here], self.weights[here]


def cluster(
    texts: Sequence[str], *, weights: Sequence[float] = (), background: Iterable[str] = ()
) -> list[tuple[int, ...]]:
    """Groups of alike texts as their places in ``texts``, the most central of each first.

    ``texts`` are normalised, distinct and without courtesy. Heavier ones (``weights``: asked by
    more fans, 1 if not given) come first and so shape the groups, which come in the order of
    their heaviest text. ``background`` are other texts of the field, from which it is learned
    which pieces tell little. 20 000 texts take a few seconds; memory grows with their characters.
    """
    heavy = list(weights) or [1.0] * len(texts)
    order = sorted(range(len(texts)), key=lambda place: (-heavy[place], texts[place]))
    vectors = _vectors([texts[place] for place in order], background)
    mass = np.asarray([heavy[place] for place in order])
    grown = _grown(vectors, np.ones(len(texts)), alike=ALIKE, neighbour=NEIGHBOUR)
    # Groups that began apart may have grown towards each other.
    sizes = np.asarray([float(len(rows)) for rows in grown])
    joined = _grown(_means(vectors, grown), sizes, alike=JOINED, neighbour=JOINED)
    groups = [sorted(row for group in several for row in grown[group]) for several in joined]
    return [tuple(order[row] for row in _central_first(rows, vectors, mass)) for rows in groups]


def _pieces(text: str) -> Iterator[tuple[str, float]]:
    """The pieces of a text with what each counts before its rarity."""
    from pypinyin import lazy_pinyin  # noqa: PLC0415 - its dictionaries take 50 MB

    previous = ""
    for run in _RUN.findall(text[:_LONGEST]):
        if run.isascii():
            yield from _of_word(run, previous)
            previous = run
            continue
        previous = ""
        yield from ((char, 1.0) for char in run)
        yield from ((run[start : start + 2], 1.0) for start in range(len(run) - 1))
        sounds = pairwise(lazy_pinyin(run))
        yield from ((f"~{first} {second}", _SOUND) for first, second in sounds)


def _of_word(word: str, previous: str) -> Iterator[tuple[str, float]]:
    yield word, 1.0
    if previous:
        yield f"{previous} {word}", 1.0
    padded = f"<{word}>"
    for start in range(len(padded) - 2):
        yield f"/{padded[start : start + 3]}", _PIECE_OF_WORD


def _vectors(texts: Sequence[str], background: Iterable[str]) -> _Vectors:
    numbers: dict[str, int] = {}
    rows = [
        {numbers.setdefault(piece, len(numbers)): weight for piece, weight in _pieces(text)}
        for text in texts
    ]
    pieces = np.asarray([piece for row in rows for piece in row], dtype=np.int64)
    seen = np.bincount(pieces, minlength=len(numbers)).astype(np.float64)
    total = len(texts)
    for text in background:
        total += 1
        known = {numbers[piece] for piece, _ in _pieces(text) if piece in numbers}
        seen[list(known)] += 1
    grammar = [number for piece, number in numbers.items() if not says_something(piece)]
    seen[grammar] += _IMAGINED * _GRAMMAR
    rarity = np.maximum(np.log((1 + _IMAGINED + total) / (1 + seen)), _TELLS_LITTLE)
    starts = np.cumsum([0, *map(len, rows)])
    given = np.asarray([weight for row in rows for weight in row.values()], dtype=np.float64)
    weights = given * rarity[pieces]
    row_of = np.repeat(np.arange(len(rows)), np.diff(starts))
    lengths = np.sqrt(np.bincount(row_of, weights=weights**2, minlength=len(rows)))
    return _Vectors(starts, pieces, weights / lengths[row_of], len(numbers))


@dataclass(frozen=True, slots=True)
class _Postings:
    """The rows that hold each piece, in order, as another long table; common pieces left out."""

    starts: _Ints
    rows: _Ints
    weights: _Floats

    @classmethod
    def of(cls, vectors: _Vectors) -> _Postings:
        order = np.argsort(vectors.pieces, kind="stable")
        counts = np.bincount(vectors.pieces, minlength=vectors.known)
        rows = np.repeat(np.arange(len(vectors)), np.diff(vectors.starts))
        weights = vectors.weights[order]
        common = counts > max(50.0, _COMMON * len(vectors))
        weights[np.repeat(common, counts)] = 0.0
        return cls(np.concatenate(([0], np.cumsum(counts))), rows[order], weights)

    def likeness(self, pieces: _Ints, weights: _Floats, *, until: _Ints, rows: int) -> _Floats:
        """The likeness of a text to each of the first ``rows`` rows, which end at ``until``."""
        starts = self.starts[pieces]
        lengths = until - starts
        ends = np.cumsum(lengths)
        places = np.arange(ends[-1] if len(ends) else 0) + np.repeat(
            starts - ends + lengths, lengths
        )
        shared = self.weights[places] * np.repeat(weights, lengths)
        summed = np.bincount(self.rows[places], weights=shared, minlength=rows)
        return summed.astype(np.float64, copy=False)


def _grown(vectors: _Vectors, sizes: _Floats, *, alike: float, neighbour: float) -> list[list[int]]:
    """Each row in turn joins the earlier group that it is most like, or begins its own.

    ``sizes`` says how many texts a row stands for.
    """
    postings = _Postings.of(vectors)
    written = postings.starts[:-1].copy()  # per piece: the end of the rows before this one
    owner = np.zeros(len(vectors), dtype=np.int64)
    members: list[list[int]] = []
    for row in range(len(vectors)):
        pieces, weights = vectors.row(row)
        like = postings.likeness(pieces, weights, until=written[pieces], rows=row)
        group = len(members)
        if len(near := owner[:row][like >= neighbour]):
            best, mean = _most_alike(near, like, owner[:row], sizes[:row])
            group = best if mean >= alike else group
        if group == len(members):
            members.append([])
        members[group].append(row)
        owner[row] = group
        written[pieces] += 1
    return members


def _most_alike(near: _Ints, like: _Floats, owner: _Ints, sizes: _Floats) -> tuple[int, float]:
    """The near group whose members are most alike on average, and that average."""
    groups = np.unique(near)
    summed = np.bincount(owner, weights=like * sizes)[groups]
    mean = summed / np.bincount(owner, weights=sizes)[groups]
    best = int(np.argmax(mean))
    return int(groups[best]), float(mean[best])


def _means(vectors: _Vectors, groups: Sequence[Sequence[int]]) -> _Vectors:
    """Each group's average as a row of its own."""
    rows = []
    for members in groups:
        pieces, place = np.unique(
            np.concatenate([vectors.row(row)[0] for row in members]), return_inverse=True
        )
        weights = np.concatenate([vectors.row(row)[1] for row in members])
        rows.append((pieces, np.bincount(place, weights=weights) / len(members)))
    return _Vectors(
        np.cumsum([0, *(len(pieces) for pieces, _ in rows)]),
        np.concatenate([pieces for pieces, _ in rows] or [np.zeros(0, dtype=np.int64)]),
        np.concatenate([weights for _, weights in rows] or [np.zeros(0)]),
        vectors.known,
    )


def _central_first(rows: Sequence[int], vectors: _Vectors, mass: _Floats) -> list[int]:
    """The rows of a group by their likeness to all of it, where heavier ones count for more."""
    if len(rows) < 3:
        return list(rows)
    centre: dict[int, float] = {}
    for row in rows:
        pieces, weights = vectors.row(row)
        for piece, weight in zip(pieces.tolist(), (weights * mass[row]).tolist(), strict=True):
            centre[piece] = centre.get(piece, 0.0) + weight

    def centrality(row: int) -> float:
        pieces, weights = vectors.row(row)
        at = np.asarray([centre[piece] for piece in pieces.tolist()])
        return float(at @ weights)

    return sorted(rows, key=lambda row: (-round(centrality(row), 6), row))
