"""Learning from confirmed pairs: trained aside, measured on what was held back, then taken or not.

What is learned lies in one file of the data folder; a running gateway follows it like content.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from bot import telemetry
from bot.ports import PairStore
from intents import taughtfile
from intents.embedding import train
from intents.encoder import Encoder
from intents.fusion import Fusion
from intents.learning import (
    LEAST,
    Judged,
    Lesson,
    Split,
    Verdict,
    compare,
    count_pairs,
    judge,
    questions_of,
    split,
    texts_by_entry,
    weigh,
)
from intents.taughtfile import Taught
from intents.types import Book
from intents.understanding import Understanding

_log = telemetry.logger(__name__)

Understand = Callable[[Encoder | None, Fusion | None], Understanding]
"""The book in force, understood with these vectors and weights or without any."""
Progress = Callable[[str, int, int], None]
"""What is being done, how much of it is done, how much there is."""


def learned_file(data_dir: Path, account: str) -> Path:
    """Where that which an account has learned lies."""
    return data_dir / "learned" / account / taughtfile.NAME


def taught_by(file: Path) -> Taught | None:
    """What was learned, or nothing; a file that cannot be used is told in the log and ignored."""
    try:
        return taughtfile.load(file)
    except taughtfile.FileFault as fault:
        _log.error("learned_refused", file=file.name, problem=str(fault), remedy="faq learn")
        return None


def take(file: Path, taught: Taught) -> None:
    """Put it into use: running gateways see the file and understand anew."""
    taughtfile.save(file, taught)


def forget(file: Path) -> bool:
    """Go back to what the book alone teaches; tells whether anything had been learned."""
    try:
        file.unlink()
    except FileNotFoundError:
        return False
    return True


async def read_lessons(pairs: PairStore, *, since: datetime | None = None) -> list[Lesson]:
    """Every recorded pair that names an entry, oldest first."""
    return [
        Lesson(text=pair.question, entry=pair.entry, confirmed=pair.confirmed, at=pair.at)
        for pair in await pairs.list_pairs(since=since)
        if pair.entry is not None
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class TooFew:
    """Not enough to learn from: pairs that could be used, and how many name an entry at all."""

    usable: int
    recorded: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What came of one training: figures before and after by set, and whether it is in use."""

    pairs: int
    learned_from: int
    before: Mapping[str, Mapping[str, int | float]]
    after: Mapping[str, Mapping[str, int | float]]
    verdict: Verdict
    taught: Taught = field(repr=False)


def learn(
    lessons: list[Lesson],
    book: Book,
    understand: Understand,
    former: Taught | None,
    progress: Progress = lambda what, done, total: None,
) -> Report | TooFew:
    """Train from the pairs and compare with what is in force; nothing is written.

    Takes CPU time: about a minute for 40 000 pairs.
    """
    questions = questions_of(lessons, book)
    usable = count_pairs(questions)
    if usable < LEAST:
        return TooFew(usable=usable, recorded=len(lessons))
    parts = split(questions)
    encoder = train(
        texts_by_entry(parts.learn, book),
        progress=lambda done, total: progress("training", done, total),
    )
    plain = understand(None, None)
    fusion = weigh(understand(encoder, plain.matcher.fusion), plain, parts.weigh)
    was = understand(former.encoder, former.fusion) if former else plain
    before = judge(was.decide, parts.held, lambda n, of: progress("before", n, of))
    now = understand(encoder, fusion)
    after = judge(now.decide, parts.held, lambda n, of: progress("after", n, of))
    return Report(
        pairs=usable,
        learned_from=count_pairs((*parts.learn, *parts.weigh)),
        before=_figures(before, parts),
        after=_figures(after, parts),
        verdict=compare(before, after),
        taught=Taught(encoder, fusion),
    )


def _figures(judged: Judged, parts: Split) -> dict[str, dict[str, int | float]]:
    first = len(parts.by_question)
    return {
        "by_question": judged.part(0, first).figures(),
        "by_time": judged.part(first, len(parts.held)).figures(),
    }
