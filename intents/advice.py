"""What to write into a book first: entries that are confused, and entries that want phrasings.

Everything rests on the left-out questions of ``selftest`` and, where a record of real questions
is at hand, on how often each entry is asked. Expectations are shares of right first answers.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from intents.selftest import Asked
from intents.text import has_han, language
from intents.types import Book, Entry, EntryId

ADDED = 5
"""So many phrasings more are weighed: an editor's quarter of an hour."""
_EXPECTED = ((1, 0.70), (2, 0.815), (3, 0.848), (5, 0.896), (10, 0.937), (20, 0.952))
"""Phrasings of an entry -> share of its questions that are found, measured on public sets."""
_TRUST = 4.0  # left-out questions that weigh as much as the table above
_SHORT_HAN, _SHORT_WORDS, _LONG_HAN, _LONG_WORDS = 4, 2, 8, 5
_BILINGUAL = 0.2  # of the entries, from which on English is expected of all
_LEAST_SHARED = 3  # phrasings, from which on a word in all of them is telling


@dataclass(frozen=True, slots=True)
class Demand:
    """How often an entry was answered or thought of, and what it was thought of in vain for."""

    asked: int = 0
    missed: int = 0
    wrote: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Confusion:
    """Two entries whose left-out questions lead to each other.

    ``times`` counts both ways, ``wrongly`` those in which the other would have been answered
    outright; ``examples`` are question -> the entry that it belongs to.
    """

    entry: EntryId
    other: EntryId
    times: int
    wrongly: int
    examples: tuple[tuple[str, EntryId], ...]


@dataclass(frozen=True, slots=True)
class Advice:
    """An entry to add phrasings to. ``gain``: how many of 1 000 questions it would find more.

    ``wants`` names the kinds of phrasing that it has none of, ``wrote`` what fans asked in vain.
    """

    entry: EntryId
    phrasings: int
    found: float
    asked: int
    missed: int
    gain: float
    wants: tuple[str, ...]
    wrote: tuple[str, ...]


def confusions(left_out: Sequence[Asked]) -> list[Confusion]:
    """Pairs of entries that take each other's questions, the worst first."""
    times: dict[tuple[EntryId, EntryId], list[Asked]] = defaultdict(list)
    for item in left_out:
        if item.instead is not None:
            first, second = sorted((item.entry, item.instead))
            times[first, second].append(item)
    found = [
        Confusion(
            entry=first,
            other=second,
            times=len(items),
            wrongly=sum(item.sure for item in items),
            examples=tuple(
                (item.text, item.entry) for item in sorted(items, key=lambda item: not item.sure)
            )[:3],
        )
        for (first, second), items in times.items()
        if len(items) > 1 or items[0].sure
    ]
    return sorted(found, key=lambda pair: (-pair.wrongly, -pair.times, pair.entry))


def advise(
    book: Book,
    left_out: Sequence[Asked],
    *,
    tokens: Callable[[str], Sequence[str]],
    demand: Mapping[EntryId, Demand] | None = None,
) -> list[Advice]:
    """Entries that would gain by more phrasings, those of the greatest gain first.

    Without ``demand`` every entry counts as asked equally often. ``tokens`` cuts a phrasing.
    """
    hits: Counter[EntryId] = Counter()
    tried: Counter[EntryId] = Counter()
    for item in left_out:
        tried[item.entry] += 1
        hits[item.entry] += item.reached == "answered"
    known = demand or {name: Demand(asked=1) for name in book.entries}
    # One more than on record: what nobody has asked yet may be asked tomorrow.
    total = sum(known.get(name, _NONE).asked + 1 for name in book.entries)
    bilingual = _is_bilingual(book)
    found: list[Advice] = []
    for name, entry in book.entries.items():
        here = known.get(name, _NONE)
        count = len(entry.questions)
        now = (hits[name] + _TRUST * expected(count)) / (tried[name] + _TRUST)
        # What fans wrote in vain stands on record and can be copied; the rest is expected.
        rest = (here.asked - here.missed + 1) * (1 - now) * _fewer_misses(count)
        gain = 1_000 * (here.missed + rest) / total
        wants = tuple(_wants(entry, tokens, bilingual=bilingual))
        if gain > 0:
            advice = Advice(name, count, now, here.asked, here.missed, gain, wants, here.wrote)
            found.append(advice)
    return sorted(found, key=lambda item: (-item.gain, item.entry))


_NONE = Demand()


def expected(phrasings: int) -> float:
    """The share of an entry's questions that is found with so many phrasings."""
    below = _EXPECTED[0]
    for above in _EXPECTED:
        if phrasings <= above[0]:
            if above == below:
                return above[1]
            part = (phrasings - below[0]) / (above[0] - below[0])
            return below[1] + part * (above[1] - below[1])
        below = above
    return below[1]


def _fewer_misses(phrasings: int) -> float:
    """Which part of the misses goes away with some more phrasings; none where there are many."""
    return 1 - (1 - expected(phrasings + ADDED)) / (1 - expected(phrasings))


def _is_bilingual(book: Book) -> bool:
    having = sum(
        any(language(item.text) == "en" for item in entry.questions)
        for entry in book.entries.values()
    )
    return having >= max(1.0, len(book.entries) * _BILINGUAL)


def _wants(
    entry: Entry, tokens: Callable[[str], Sequence[str]], *, bilingual: bool
) -> Iterator[str]:
    texts = [item.text for item in entry.questions]
    if len(texts) < _LEAST_SHARED:
        yield "two or three more of any kind"
    if bilingual and all(language(text) != "en" for text in texts):
        yield "English"
    if bilingual and all(language(text) == "en" for text in texts):
        yield "Chinese"
    if not any(_length(text) <= 1 for text in texts):
        yield "a short one, as of somebody in a hurry"
    if not any(_length(text) >= 3 for text in texts):
        yield "a whole sentence"
    shared = _in_all([tokens(text) for text in texts if language(text) != "en"])
    if shared:
        yield f"one without 「{shared}」"


def _length(text: str) -> int:
    """1 for a short text, 3 for a whole sentence, 2 between them."""
    if has_han(text):
        size, short, long = sum(map(has_han, text)), _SHORT_HAN, _LONG_HAN
    else:
        size, short, long = len(text.split()), _SHORT_WORDS, _LONG_WORDS
    return 1 if size <= short else 3 if size >= long else 2


def _in_all(cut: Sequence[Sequence[str]]) -> str:
    """The longest word of two characters or more that every phrasing has; empty if none."""
    if len(cut) < _LEAST_SHARED:
        return ""
    shared = set(cut[0]).intersection(*cut[1:])
    return max((word for word in shared if len(word) > 1), key=len, default="")
