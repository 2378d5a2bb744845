"""Fits the fusion weights that ship in ``intents/match.py``, and prints them to paste.

    python bench/fit_priors.py --data DIR

DIR holds ``<set>/book/answers/*.yaml``. Only the books are read, never labelled queries: each
book is cut at random, a fifth of its entries left out whole (their phrasings are then out of
scope) and a quarter of the other phrasings asked. Sub-books of four and eight phrasings an entry
give the weights for books that learn, of one and two the weights for those that do not.
"""

from __future__ import annotations

import argparse
import math
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from intents import match
from intents.book import load_book
from intents.match import Candidate, Matcher, Prior
from intents.tokens import Tokenizer
from intents.types import Book, Entry, EntryId

SETS = {"zh": ("smp5", "smp10"), "en": ("clinc10", "banking10")}
ROUNDS = 4
OUT_OF_SCOPE_SHARE = 0.2
OTHERS_WEIGHT = 0.3  # of the second and third candidate beside the first


@dataclass(frozen=True)
class Question:
    text: str
    entry: str | None


@dataclass(frozen=True)
class Trial:
    matcher: Matcher
    questions: tuple[Question, ...]


def trials(folder: Path, names: Sequence[str], sizes: Sequence[int]) -> Iterator[Trial]:
    tokenizer = Tokenizer({}, None)
    for name in names:
        book, _ = load_book(folder / name / "book")
        assert book is not None
        for number in range(ROUNDS):
            for size in sizes:
                yield _cut(book, size, random.Random(number), tokenizer)


def _cut(book: Book, size: int, chance: random.Random, tokenizer: Tokenizer) -> Trial:
    entries: dict[EntryId, Entry] = {}
    questions: list[Question] = []
    for name, entry in book.entries.items():
        texts = list(entry.questions)
        chance.shuffle(texts)
        if chance.random() < 0.2:
            questions += [Question(phrasing.text, None) for phrasing in texts]
            continue
        asked = max(1, len(texts) // 4)
        questions += [Question(phrasing.text, name) for phrasing in texts[:asked]]
        kept = tuple(texts[asked : asked + size])
        if kept:
            entries[name] = replace(entry, questions=kept)
    sub = Book(entries=entries, version="cut")
    return Trial(Matcher(sub, tokenizer), tuple(questions))


def evidence(trial: Trial, question: Question, top: int) -> list[tuple[str, Candidate]]:
    found = trial.matcher.candidates(trial.matcher.read(question.text), top=top)
    names = list(trial.matcher.book.entries)
    return [(names[candidate.entry], candidate) for candidate in found]


def fit_order(cut: Sequence[Trial]) -> tuple[float, ...]:
    """Softmax over the candidates of each question whose entry is among them."""
    groups: list[tuple[list[tuple[float, ...]], int]] = []
    for trial in cut:
        for question in trial.questions:
            found = evidence(trial, question, 10)
            names = [name for name, _ in found]
            if question.entry in names and len(found) > 1:
                groups.append(([c.order for _, c in found], names.index(question.entry)))
    size = len(groups[0][0][0])
    weights = [1.0] * size
    speed = [0.0] * size
    for step in range(150):
        slope = [-0.002 * weight for weight in weights]
        for vectors, right in groups:
            powers = [math.exp(sum(map(_times, weights, vector))) for vector in vectors]
            total = sum(powers)
            for place, vector in enumerate(vectors):
                off = (place == right) - powers[place] / total
                for i, value in enumerate(vector):
                    slope[i] += off * value / len(groups)
        rate = 3.0 if step < 100 else 1.0
        speed = [0.9 * old + rate * new for old, new in zip(speed, slope, strict=True)]
        weights = [max(0.0, old + new) for old, new in zip(weights, speed, strict=True)]
    return tuple(round(weight, 3) for weight in weights)


def _times(a: float, b: float) -> float:
    return a * b


def fit_sure(cut: Sequence[Trial]) -> tuple[float, ...]:
    """Logistic regression by Newton's method on "this candidate is right"."""
    rows: list[tuple[tuple[float, ...], float, float]] = []
    for trial in cut:
        outside = sum(question.entry is None for question in trial.questions)
        inside = len(trial.questions) - outside
        heavier = inside / outside * OUT_OF_SCOPE_SHARE / (1 - OUT_OF_SCOPE_SHARE)
        for question in trial.questions:
            weight = 1.0 if question.entry else heavier
            for place, (name, candidate) in enumerate(evidence(trial, question, 3)):
                share = weight * (OTHERS_WEIGHT if place else 1.0)
                rows.append((candidate.sure, float(name == question.entry), share))
    size = len(rows[0][0])
    weights = [0.0] * size
    for _ in range(12):
        slope = [-1.0 * weight for weight in weights]
        curve = [[float(i == j) for j in range(size)] for i in range(size)]
        for vector, label, share in rows:
            chance = 1 / (1 + math.exp(-sum(map(_times, weights, vector))))
            off, bend = share * (label - chance), share * chance * (1 - chance)
            for i, value in enumerate(vector):
                slope[i] += off * value
                row, part = curve[i], bend * value
                for j in range(size):
                    row[j] += part * vector[j]
        weights = [w + step for w, step in zip(weights, solve(curve, slope), strict=True)]
    return tuple(round(weight, 3) for weight in weights)


def solve(matrix: list[list[float]], right: list[float]) -> list[float]:
    """Gaussian elimination; the matrix is positive definite."""
    rows = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    for i, pivot in enumerate(rows):
        for other in rows[i + 1 :]:
            factor = other[i] / pivot[i]
            for j in range(i, len(pivot)):
                other[j] -= factor * pivot[j]
    found = [0.0] * len(rows)
    for i in reversed(range(len(rows))):
        rest = sum(rows[i][j] * found[j] for j in range(i + 1, len(rows)))
        found[i] = (rows[i][-1] - rest) / rows[i][i]
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    folder: Path = parser.parse_args().data
    for script, names in SETS.items():
        for learned, sizes in ((True, (4, 8)), (False, (1, 2))):
            cut = [t for t in trials(folder, names, sizes) if t.matcher.learned == learned]
            old = match.PRIORS[script, learned]
            order = fit_order(cut)
            match.PRIORS[script, learned] = Prior(order, old.sure)
            sure = fit_sure(cut)
            print(f'    ("{script}", {learned}): Prior(\n        {order},\n        {sure},\n    ),')


if __name__ == "__main__":
    main()
