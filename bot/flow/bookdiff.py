"""What an edited book would do with the questions that fans have asked, beside what was done.

A question is replayed by its words alone. What was understood only in the course of a dialogue
(an offered choice in other words, a question about a picture) is counted and left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from bot.masking import hide_personal
from bot.model import Route
from bot.ports import AskedQuestion, AskedStore, Taken
from intents.text import normalise
from intents.types import DecisionKind, EntryId

Kind = Literal["newly_answered", "changed", "lost", "asked_back", "given_up", "unchanged"]
KINDS: tuple[Kind, ...] = (
    "lost",
    "changed",
    "newly_answered",
    "asked_back",
    "given_up",
    "unchanged",
)
"""What may become of a question, what needs a look first: ``lost`` was answered and is not now,
``changed`` gets another entry, ``newly_answered`` had no answer. Without an answer on either side:
``asked_back`` was not understood and is asked back now, ``given_up`` the other way round."""
_LEVELS: dict[Taken, int] = {"not_understood": 0, "asked_back": 1, "answered": 2}


@dataclass(frozen=True, slots=True)
class Treatment:
    """What the bot does with a question; ``entry`` is what it answers, or thinks of first."""

    taken: Taken
    entry: EntryId | None

    def __str__(self) -> str:
        """The entry of an answer, else what is done instead."""
        if self.taken == "answered":
            return self.entry or "a person"
        return "asked back" if self.taken == "asked_back" else "not understood"


@dataclass(slots=True)
class Question:
    """One question in all the ways of writing that compare as equal."""

    text: str
    before: Treatment
    fans: set[str] = field(default_factory=set)
    messages: int = 0


@dataclass(slots=True)
class Record:
    """The questions of a span of time; ``versions`` counts messages by the book that answered."""

    questions: dict[str, Question] = field(default_factory=dict)
    versions: Counter[str] = field(default_factory=Counter)
    in_dialogue: int = 0

    def add(self, asked: AskedQuestion) -> None:
        """Take in a message; the newest of a question tells how the live book treats it."""
        if "offered" in asked.reason or asked.reason.startswith("a question about"):
            self.in_dialogue += 1
            return
        self.versions[asked.faq_version] += 1
        treatment = Treatment(asked.taken, asked.entry)
        key = normalise(asked.text) or asked.text
        question = self.questions.setdefault(key, Question(asked.text, treatment))
        question.text, question.before = asked.text, treatment
        question.fans.add(asked.pid)
        question.messages += 1


@dataclass(frozen=True, slots=True)
class Line:
    """A question whose treatment differs, or not; its text is masked."""

    kind: Kind
    text: str
    before: Treatment
    after: Treatment
    fans: int
    messages: int


async def recorded(
    store: AskedStore, *, since: datetime, progress: Callable[[int], None]
) -> Record:
    """What was asked since then; ``progress`` hears the number of messages read so far."""
    record, read = Record(), 0
    async for batch in store.read_asked(since=since):
        for asked in batch:
            record.add(asked)
        read += len(batch)
        progress(read)
    return record


def treatment_of(route: Route) -> Treatment:
    """What this route does with the question."""
    best = route.decision.best if route.decision else None
    entry = route.entry or (best.entry if best else None)
    if route.handler == DecisionKind.CLARIFY:
        return Treatment("asked_back", entry)
    if route.handler == DecisionKind.FALLBACK:
        return Treatment("not_understood", entry)
    return Treatment("answered", entry)


def compare(
    questions: Iterable[Question],
    after: Callable[[str], Treatment],
    before: Callable[[str], Treatment] | None = None,
) -> list[Line]:
    """Every question as it was treated and as it would be, those of most fans first.

    Without ``before`` the record tells how it was. Takes the CPU time of a decision each.
    """
    lines = []
    for question in questions:
        now = after(question.text)
        then = before(question.text) if before else question.before
        lines.append(
            Line(
                kind=_kind(then, now),
                text=hide_personal(question.text),
                before=then,
                after=now,
                fans=len(question.fans),
                messages=question.messages,
            )
        )
    return sorted(lines, key=lambda line: (-line.fans, -line.messages, line.text))


def _kind(before: Treatment, after: Treatment) -> Kind:
    level, now = _LEVELS[before.taken], _LEVELS[after.taken]
    if before.taken == after.taken == "answered":
        return "unchanged" if before.entry == after.entry else "changed"
    if now == level:
        return "unchanged"
    if after.taken == "answered":
        return "newly_answered"
    if before.taken == "answered":
        return "lost"
    return "asked_back" if now > level else "given_up"
