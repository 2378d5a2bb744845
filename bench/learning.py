"""What learning from confirmed conversations is worth; run by hand, never as a timed test.

    python bench/learning.py --data DIR [--book clinc10] [--log clincfull] [--pairs 500,2000,13500]

DIR holds ``<set>/book`` and ``<set>/queries.jsonl``. The book of ``--log`` stands for the log of
confirmed pairs, without what the book of ``--book`` says already. Each row learns from that many
pairs by what ``faq learn`` does, and is measured twice: on the pairs that it held back, and on the
questions of ``--book``, which neither book holds. The vectors alone are told beside, by the mean
of an entry's two nearest phrasings.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.matching import ours, sets
from bench.matching.measure import Outcome, cov95, decided, top1
from bench.matching.report import figure, percent, table
from bot.flow.learning import Report, learn
from intents.embedding import train
from intents.encoder import Encoder
from intents.fusion import Fusion
from intents.learning import Lesson, texts_by_entry
from intents.types import Book
from intents.understanding import Understanding

HEAD = ("pairs", "by", "top-1", "cov95 near", "cov95 far", "wrong of all, near", "answered", "s")
START = datetime(2026, 1, 1, tzinfo=UTC)


def lessons(log: Book, book: Book, seed: int = 1) -> list[Lesson]:
    """The log's phrasings as pairs in a random order of time."""
    known = {item.text for entry in book.entries.values() for item in entry.questions}
    pairs = [
        (item.text, name)
        for name, entry in log.entries.items()
        for item in entry.questions
        if item.text not in known
    ]
    random.Random(seed).shuffle(pairs)
    return [
        Lesson(text=text, entry=name, confirmed=True, at=START + timedelta(minutes=number))
        for number, (text, name) in enumerate(pairs)
    ]


def vectors_alone(encoder: Encoder, data: sets.LabelledSet) -> list[Outcome]:
    """Each question to the entry whose two nearest phrasings are nearest."""
    owners = np.array(data.owners)
    nearness = encoder.encode([item.text for item in data.questions])
    nearness = nearness @ encoder.encode(data.phrasings).T
    names = list(data.book.entries)
    best = [np.sort(nearness[:, owners == name], axis=1)[:, -2:].mean(axis=1) for name in names]
    scores = np.stack(best, axis=1)
    return [
        Outcome(
            kind=question.kind,
            confidence=float(row.max()),
            right=names[int(row.argmax())] in question.entries,
        )
        for question, row in zip(data.questions, scores, strict=True)
    ]


def row(pairs: str, by: str, outcomes: Sequence[Outcome], spent: float) -> Sequence[str]:
    wrong, answered = "-", "-"
    if by.startswith("decision"):
        by_itself = decided(outcomes, "near")
        wrong, answered = percent(by_itself.wrong), percent(by_itself.answered)
    near, far = (figure(cov95(outcomes, kind)) for kind in ("near", "far"))
    return (pairs, by, figure(top1(outcomes)), near, far, wrong, answered, f"{spent:.1f}")


def rows(data: sets.LabelledSet, log: Book, sizes: Sequence[int]) -> Iterator[Sequence[str]]:
    folder = Path(tempfile.mkdtemp(prefix="bench-learning-"))

    def understand(encoder: Encoder | None, fusion: Fusion | None) -> Understanding:
        return Understanding(data.book, cache_dir=folder, encoder=encoder, fusion=fusion)

    texts = texts_by_entry((), data.book)
    yield row("0", "pieces alone", vectors_alone(train(texts, epochs=0), data), 0)
    yield row("0", "decision", ours.run("", understand(None, None), data.questions).outcomes, 0)
    every = lessons(log, data.book)
    for size in sizes:
        started = time.process_time()
        report = learn(every[:size], data.book, understand, None)
        spent = time.process_time() - started
        if not isinstance(report, Report):
            yield (str(size), f"refused: {report.usable} pairs")
            continue
        print(told(report), flush=True)
        count, taught = str(report.learned_from), report.taught
        yield row(count, "vectors alone", vectors_alone(taught.encoder, data), spent)
        run = ours.run("", understand(taught.encoder, taught.fusion), data.questions)
        yield row(count, "decision", run.outcomes, spent)


def told(report: Report) -> str:
    verdict = report.verdict
    return (
        f"{report.pairs} pairs: better {verdict.better} ({verdict.why});"
        f" +{verdict.gained} -{verdict.lost}, p {verdict.chance:.2g}, {verdict.span}\n"
        f"  before {dict(report.before)}\n  after  {dict(report.after)}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench/learning.py")
    parser.add_argument("--data", type=Path, required=True, help="folder of the sets")
    parser.add_argument("--book", default="clinc10")
    parser.add_argument("--log", default="clincfull")
    parser.add_argument("--pairs", default="600,2000,13500", help="numbers with commas between")
    args = parser.parse_args()
    data, log = sets.load(args.data, args.book), sets.load(args.data, args.log).book
    found = list(rows(data, log, [int(size) for size in args.pairs.split(",")]))
    print(table(HEAD, found))


if __name__ == "__main__":
    main()
