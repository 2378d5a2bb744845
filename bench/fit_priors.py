"""Fits the fusion that ships in ``intents/priors.py``, and prints it to paste.

    python bench/fit_priors.py --data DIR

DIR holds ``<set>/book/answers/*.yaml``. Only the books are read, never labelled queries. For a
book that learns, each phrasing is asked with itself left out, and again with its whole entry left
out. For a book that is only searched, books of one and two phrasings an entry are cut from the
others, a fifth of the entries is left out whole, and the rest is asked.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from intents import learned, rehearse, ridge
from intents.book import load_book
from intents.fusion import ORDER, SURE, Fusion, Lesson, Rows, refit
from intents.match import Matcher
from intents.tokens import Tokenizer
from intents.types import Book, Entry, EntryId, Phrasing
from intents.witness import Candidates

SETS = {True: ("smp5", "smp10"), False: ("clinc10", "banking10")}
ROUNDS = 4
SIZES = (1, 2)
LEFT_OUT = 0.2
OUTSIDE_WEIGHT = 0.25
TRUST = 200.0
START = Fusion(
    np.array([12.0, 0.0, 0.0, 0.7, 1.7, 2.0]),
    np.zeros(len(SURE)),
    np.zeros(len(SURE)),
)


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
    assert book is not None
    tokenizer = Tokenizer({}, None)
    learned.LEAST_PER_ENTRY = 100.0
    for number in range(ROUNDS):
        for size in SIZES:
            yield from _cut(book, size, random.Random(number), tokenizer)


def _cut(book: Book, size: int, chance: random.Random, tokenizer: Tokenizer) -> Iterator[Lesson]:
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
    for learns, lessons_of in ((True, of_learned), (False, of_searched)):
        for chinese, names in SETS.items():
            lessons = [lesson for name in names for lesson in lessons_of(folder, name)]
            found = refit(START, lessons, trust=TRUST)
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
