"""The books on which growth is measured."""

from __future__ import annotations

from bench.matching.growth import grown_book
from bench.matching.sets import LabelledSet
from intents.types import Book, Entry, EntryId, Phrasing


def a_set(name: str, texts: list[str]) -> LabelledSet:
    entry = Entry(id=EntryId("e"), questions=tuple(map(Phrasing, texts)))
    return LabelledSet(name, Book(entries={entry.id: entry}, version="1"), ())


def test_a_grown_book_has_its_size_holds_the_smaller_ones_and_repeats_no_phrasing() -> None:
    chinese = a_set("zh", [f"{word}在哪里买{word}" for word in "天地玄黄宇宙洪荒日月盈昃"])
    english = a_set("en", [f"{word} where to buy {word}" for word in "abcdefghijkl"])

    small, large = (grown_book([chinese, english], size) for size in (20, 100))

    texts = [each.text for entry in large.entries.values() for each in entry.questions]
    assert (small.phrasing_count(), len(texts), len(set(texts))) == (20, 100, 100)
    assert {q for entry in small.entries.values() for q in entry.questions} <= set(
        map(Phrasing, texts)
    )
    assert grown_book([chinese, english], 100) == large
