"""Fits the fusion that ships in ``intents/priors.py``, and prints it to paste.

    python bench/fit_priors.py --data DIR

DIR holds ``<set>/book/answers/*.yaml``. Only the books are read, never labelled queries. For a
book that learns, each phrasing is asked with itself left out, and again with its whole entry left
out. For a large book, which is only searched, books of one and two phrasings an entry are cut from
them and put among the thousands of another book, a fifth of the entries is left out whole, and
the rest is asked.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from intents import rehearse, ridge
from intents.book import load_book
from intents.fusion import ORDER, SURE, Fusion, Lesson, Rows, refit
from intents.match import Matcher
from intents.tokens import Tokenizer
from intents.types import Book, Entry, EntryId, Phrasing
from intents.witness import Candidates

LEARNED = {True: ("smp5", "smp10"), False: ("clinc10", "banking10")}
CROWDS = {"smp5": "lcq20k", "smp10": "lcq20k", "banking10": "clincfull"}
SEARCHED = {True: ("smp5", "smp10"), False: ("banking10",)}
SIZES = (1, 2)
LEFT_OUT = 0.2
OUTSIDE_WEIGHT = 0.25
TRUST = 30.0
ORDERS = {
    True: np.array([12.0, 0.0, 0.0, 0.7, 1.7, 2.0]),
    False: np.array([0.0, 3.0, 0.0, 1.5, 3.0, 2.0]),
}


def of_learned(folder: Path, name: str) -> list[Lesson]:
    book, _ = load_book(folder / name / "book")
    assert book is not None
    matcher = Matcher(book, Tokenizer({}, None))
    index, phrasings = matcher.index, matcher.phrasings
    alike = ridge.likenesses(index)
    rehearse.MOST_ASKED = 2000
    asked = rehearse.plan(phrasings, alike)
    _, left_out = ridge.learn(alike, phrasings.owner, phrasings.named, asked.rows())
    rehearsal = rehearse.Rehearsal(index, matcher.witness, phrasings, alike, left_out, None)
    return rehearsal.lessons(asked)


def of_searched(folder: Path, name: str) -> Iterator[Lesson]:
    book, _ = load_book(folder / name / "book")
    crowd, _ = load_book(folder / CROWDS[name] / "book")
    assert book is not None
    assert crowd is not None
    tokenizer = Tokenizer({}, None)
    for size in SIZES:
        yield from _cut(book, crowd, size, random.Random(size), tokenizer)


def _cut(
    book: Book, crowd: Book, size: int, chance: random.Random, tokenizer: Tokenizer
) -> Iterator[Lesson]:
    entries: dict[EntryId, Entry] = {}
    questions: list[tuple[Phrasing, EntryId | None]] = []
    for name, entry in book.entries.items():
        texts = list(entry.questions)
        chance.shuffle(texts)
        if chance.random() < LEFT_OUT:
            questions += [(phrasing, None) for phrasing in texts]
            continue
        entries[name] = replace(entry, questions=tuple(texts[:size]), titles={})
        questions += [(phrasing, name) for phrasing in texts[size : size + 4]]
    entries |= {EntryId(f"crowd.{name}"): entry for name, entry in crowd.entries.items()}
    matcher = Matcher(Book(entries=entries, version="cut"), tokenizer)
    names = list(entries)
    inside = sum(name is not None for _, name in questions)
    weight = OUTSIDE_WEIGHT * inside / max(1, len(questions) - inside)
    for phrasing, wanted in questions:
        found: Candidates = matcher.held(matcher.read(phrasing.text))
        if found.entries:
            places = [names[entry] for entry in found.entries]
            right = places.index(wanted) if wanted in places else None
            yield Lesson(found.rows, found.shares, right, 1.0 if wanted else weight)


def _shown(name: str, rows: Rows, columns: Sequence[str]) -> str:
    told = ", ".join(f"{value:.3f}" for value in rows.tolist())
    return f"        # {', '.join(columns)}\n        {name}=np.array(({told})),"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    folder: Path = parser.parse_args().data
    kinds = ((True, LEARNED, of_learned), (False, SEARCHED, of_searched))
    for learns, sets, lessons_of in kinds:
        for chinese, names in sets.items():
            lessons = [lesson for name in names for lesson in lessons_of(folder, name)]
            start = Fusion(ORDERS[learns], np.zeros(len(SURE)), np.zeros(len(SURE)))
            found = refit(start, lessons, trust=TRUST)
            print(f"    ({chinese}, {learns}): Fusion(")
            for name, rows, columns in (
                ("order", found.order, ORDER),
                ("sure", found.sure, SURE),
                ("typical", found.typical, SURE),
            ):
                print(_shown(name, rows, columns))
            print("    ),", flush=True)


if __name__ == "__main__":
    main()
