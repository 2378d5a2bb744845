"""A book asked its own questions: does every entry get found, and by what would it be missed?

Three looks: the ``tests:`` of the entries, each phrasing asked of a book that does not hold it,
and phrasings of two entries that are nearly one. Nothing is judged about unknown questions here;
that is ``evaluate``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Literal

from rapidfuzz import fuzz, process

from intents.bookchecks import Answers
from intents.decide import choices
from intents.filler import without_courtesy
from intents.text import normalise
from intents.tokens import Backend
from intents.types import Book, Decision, DecisionKind, Entry, EntryId, Phrasing, Problem
from intents.understanding import Understanding

PARTS = 4
"""A quarter of each entry's phrasings is left out at a time: as many books are learned anew."""
TWINS_PERCENT = 85.0
"""Above this likeness two phrasings of different entries tell a fan's wishes hardly apart."""

Reached = Literal["answered", "offered", "missed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One own question. ``reached`` says how; ``instead`` is what came first in its place.

    ``sure`` says that the first would be answered, whether it is the right one or not.
    """

    entry: EntryId
    text: str
    reached: Reached
    instead: EntryId | None
    sure: bool
    path: str
    line: int
    column: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Twins:
    """Two phrasings of different entries that are nearly the same, with their likeness in %."""

    entry: EntryId
    text: str
    other: EntryId
    other_text: str
    percent: float
    path: str
    line: int


def ask_tests(
    understanding: Understanding, documents: Sequence[Answers], *, today: date
) -> tuple[Asked, ...]:
    """Every ``tests:`` question of the entries that hold today, in the order of the files."""
    return tuple(_ask_each(understanding, documents, today))


def _ask_each(
    understanding: Understanding, documents: Sequence[Answers], today: date
) -> Iterator[Asked]:
    for document in documents:
        for index, form in enumerate(document.value.entries if document.value else ()):
            entry = understanding.book.entries.get(EntryId(form.id))
            if entry is None or not entry.is_valid_on(today):
                continue  # its answer is still to be written, or it does not hold today
            for number, text in enumerate(form.tests):
                decision = understanding.decide(text, today=today)
                line, column = document.position("entries", index, "tests", number)
                yield _asked(entry, Phrasing(text, line, column), decision)


def _asked(entry: Entry, question: Phrasing, decision: Decision) -> Asked:
    first = decision.best.entry if decision.best else None
    answered = decision.kind is DecisionKind.ANSWER
    if answered and first == entry.id:
        reached: Reached = "answered"
    elif decision.kind is DecisionKind.CLARIFY and _is_offered(entry.id, decision):
        reached = "offered"
    else:
        reached = "missed"
    return _asked_as(entry, question, decision, reached)


def _asked_as(entry: Entry, question: Phrasing, decision: Decision, reached: Reached) -> Asked:
    first = decision.best.entry if decision.best else None
    return Asked(
        entry=entry.id,
        text=question.text,
        reached=reached,
        instead=None if first == entry.id else first,
        sure=decision.kind is DecisionKind.ANSWER,
        path=entry.path,
        line=question.line,
        column=question.column,
    )


def _is_offered(name: EntryId, decision: Decision) -> bool:
    return any(match.entry == name for match in choices(decision))


def ask_left_out(
    book: Book, part: int, *, cache_dir: Path | None = None, backend: Backend = "auto"
) -> tuple[Asked, ...]:
    """The phrasings of one of ``PARTS`` parts, asked of a book learned without them.

    ``answered`` means here: came first; ``offered``: among the first three. An entry of a single
    phrasing keeps it. Takes the CPU time of building a book.
    """
    kept = {entry.id: _without(entry, part) for entry in book.entries.values()}
    # Apart from what is kept for the live book, which would make room for these.
    beside = None if cache_dir is None else cache_dir / "left-out"
    understanding = Understanding(replace(book, entries=kept), cache_dir=beside, backend=backend)
    found = []
    for entry in book.entries.values():
        for phrasing in entry.questions[part::PARTS] if len(entry.questions) > 1 else ():
            decision = understanding.decide(phrasing.text, top=3)
            names = [match.entry for match in decision.matches]
            reached: Reached = "offered" if entry.id in names else "missed"
            if names[:1] == [entry.id]:
                reached = "answered"
            found.append(_asked_as(entry, phrasing, decision, reached))
    return tuple(found)


def _without(entry: Entry, part: int) -> Entry:
    rest = tuple(item for at, item in enumerate(entry.questions) if at % PARTS != part)
    # The season of an answer is not what is asked about here.
    return replace(entry, questions=rest or entry.questions, valid_from=None, valid_until=None)


def find_twins(book: Book) -> tuple[Twins, ...]:
    """Nearly equal phrasings of two entries, most alike first; each pair once."""
    owners = [(entry, item) for entry in book.entries.values() for item in entry.questions]
    plain = [without_courtesy(normalise(item.text)) for _, item in owners]
    found: list[Twins] = []
    for at, (entry, item) in enumerate(owners):
        alike = process.extract(
            plain[at], plain[at + 1 :], scorer=fuzz.ratio, score_cutoff=TWINS_PERCENT, limit=None
        )
        for _, percent, offset in alike:
            other, twin = owners[at + 1 + offset]
            if other.id != entry.id:
                found.append(
                    Twins(
                        entry=entry.id,
                        text=item.text,
                        other=other.id,
                        other_text=twin.text,
                        percent=percent,
                        path=entry.path,
                        line=item.line,
                    )
                )
    return tuple(sorted(found, key=lambda pair: -pair.percent))


def reach_problems(
    understanding: Understanding, documents: Sequence[Answers], *, today: date
) -> tuple[Problem, ...]:
    """Warnings for ``faq check``: tests that fail, entries out of date or without own words."""
    return (
        *_failed_tests(ask_tests(understanding, documents, today=today)),
        *_entries_not_reached(understanding, today),
    )


def _failed_tests(asked: Sequence[Asked]) -> Iterator[Problem]:
    for test in asked:
        if test.reached == "missed":
            where = f"leads to `{test.instead}`" if test.instead else "is not sure enough"
            message = f"the test 「{test.text}」 of `{test.entry}` {where}"
            remedy = "add a phrasing in these words, or correct the test"
            yield Problem(test.path, test.line, test.column, message, remedy, "warning")


def _entries_not_reached(understanding: Understanding, today: date) -> Iterator[Problem]:
    for entry in understanding.book.entries.values():
        if entry.valid_until is not None and entry.valid_until < today:
            message = f"nobody reaches `{entry.id}` any more, it ended on {entry.valid_until}"
            yield Problem(
                entry.path, entry.line, 1, message, "remove it or extend valid_until", "warning"
            )
        elif entry.is_valid_on(today) and not _reaches_itself(entry, understanding, today):
            message = f"nothing reaches `{entry.id}`: its own phrasings lead elsewhere"
            remedy = "give it phrasings that no other entry has"
            yield Problem(entry.path, entry.line, 1, message, remedy, "warning")


def _reaches_itself(entry: Entry, understanding: Understanding, today: date) -> bool:
    decisions = (understanding.decide(item.text, today=today) for item in entry.questions)
    return any(
        decision.kind is DecisionKind.ANSWER
        and decision.best is not None
        and decision.best.entry == entry.id
        for decision in decisions
    )
