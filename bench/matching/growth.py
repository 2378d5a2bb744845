"""How time and memory of ours grow with the book: one fresh process for each size.

The texts are the phrasings of two sets, Chinese questions of one phrasing an entry (lcq20k) and
English ones of a hundred (clincfull), shuffled. Beyond those, up to 100 000, entries of ten
phrasings are composed: the first half of one text before the second halves of ten others of the
same script. The questions are those of the same sets, shuffled.
"""

from __future__ import annotations

import gc
import json
import os
import pickle
import random
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import chain, count
from pathlib import Path

from bench.matching import ours, sets
from bench.matching.measure import quantile
from intents.evaluate import evaluate, resident_mb
from intents.text import has_han
from intents.types import Book, Entry, EntryId, Phrasing
from intents.understanding import Understanding

SIZES = (1_000, 10_000, 100_000)
SOURCES = ("lcq20k", "clincfull")
QUESTIONS = 2_000
SEED = 4
_PER_ENTRY = 10

Pair = tuple[EntryId, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Grown:
    """What a book of this size costs. Times are CPU of a decision; memory is in MB.

    ``load`` is the machine's load average of the minute that ended with the measuring.
    """

    phrasings: int
    entries: int
    questions: int
    mean_ms: float
    p50_ms: float
    p99_ms: float
    build_s: float
    added_mb: float
    index_mb: float
    load: float


def in_fresh_processes(folder: Path) -> Iterator[Grown]:
    """Measure each size where nothing else was loaded or freed before."""
    sources = [sets.load(folder, name) for name in SOURCES]
    questions = [question for source in sources for question in source.questions]
    random.Random(SEED).shuffle(questions)
    for size in SIZES:
        case = pickle.dumps((grown_book(sources, size), questions[:QUESTIONS]))
        command = [sys.executable, "-m", "bench.matching.growth"]
        told = subprocess.run(
            command, cwd=sets.ROOT, check=True, input=case, stdout=subprocess.PIPE
        )
        yield Grown(**json.loads(told.stdout))


def measure(book: Book, questions: list[sets.Question]) -> Grown:
    """Build an understanding of the book here and now, and ask it."""
    first = next(iter(book.entries.values()))
    small = Understanding(Book(entries={first.id: first}, version="small"))
    small.decide("你好 hello 您好")  # dictionaries and converters are loaded, whatever the book
    gc.collect()
    before = resident_mb()
    understanding = Understanding(book)
    gc.collect()
    run = ours.run("ours", understanding, questions)
    figures, _ = evaluate(understanding, ())
    return Grown(
        phrasings=book.phrasing_count(),
        entries=len(book.entries),
        questions=len(questions),
        mean_ms=sum(run.cpu_ms) / len(run.cpu_ms),
        p50_ms=quantile(run.cpu_ms, 0.5),
        p99_ms=quantile(run.cpu_ms, 0.99),
        build_s=understanding.build_s,
        added_mb=resident_mb() - before,
        index_mb=float(str(figures["index_mb"])),
        load=os.getloadavg()[0],
    )


def grown_book(sources: Sequence[sets.LabelledSet], size: int) -> Book:
    """The same book for the same size, always; a larger one holds those that are smaller."""
    chance = random.Random(SEED)
    pairs = [
        (EntryId(f"{source.name}.{owner}"), text)
        for source in sources
        for owner, text in zip(source.owners, source.phrasings, strict=True)
    ]
    chance.shuffle(pairs)
    owners: dict[str, EntryId] = {}
    for name, text in chain(pairs, _composed([text for _, text in pairs], chance)):
        if len(owners) == size:
            break
        owners.setdefault(text, name)
    by_entry: dict[EntryId, list[Phrasing]] = {}
    for text, name in owners.items():
        by_entry.setdefault(name, []).append(Phrasing(text))
    entries = {name: Entry(id=name, questions=tuple(texts)) for name, texts in by_entry.items()}
    return Book(entries=entries, version=f"grown to {size}")


def _composed(texts: Sequence[str], chance: random.Random) -> Iterator[Pair]:
    scripts = [[text for text in texts if has_han(text) == chinese] for chinese in (True, False)]
    for number in count():
        same = chance.choice(scripts)
        head, _ = _halves(chance.choice(same))
        for text in chance.sample(same, _PER_ENTRY):
            yield EntryId(f"composed.{number}"), head + _halves(text)[1]


def _halves(text: str) -> tuple[str, str]:
    middle = len(text) // 2
    if not has_han(text) and " " in text[middle:]:
        middle = text.index(" ", middle)
    return text[:middle], text[middle:]


if __name__ == "__main__":
    print(json.dumps(asdict(measure(*pickle.load(sys.stdin.buffer)))))
