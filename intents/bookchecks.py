"""What must hold across entries and files of a book, and what an editor should look at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from intents import yamltree
from intents.schema import AnswersFile, EntryForm
from intents.strict import Document, find
from intents.text import normalise
from intents.types import Problem

FEW_PHRASINGS = 5
"""Below this many phrasings an entry is recognised clearly worse (10 points of top-1 at 2)."""
UNWRITTEN = "【待填写】"
"""Begins an answer that is still to be written: until then its entry is left out of the book."""
_SIMILAR_PERCENT = 90.0
_COMPARED_BACK = 200  # keeps one huge entry from costing quadratic time

Answers = Document[AnswersFile]


@dataclass(frozen=True, slots=True)
class _Listed:
    """An entry as written, whether or not the rest of its file is in order."""

    document: Answers
    index: int
    id: str

    @property
    def place(self) -> str:
        line, _ = self.document.position("entries", self.index, "id")
        return f"{self.document.name}:{line}"


def check(documents: Sequence[Answers]) -> Iterator[Problem]:
    """Duplicate ids and unknown references (errors); phrasings to look at (warnings)."""
    listed = [entry for document in documents for entry in _listed(document)]
    first: dict[str, _Listed] = {}
    for entry in listed:
        known = first.setdefault(entry.id, entry)
        if known is not entry:
            message = f"the id `{entry.id}` is taken, first in {known.place}"
            remedy = "choose another id, or merge the two entries"
            yield entry.document.problem(message, remedy, "entries", entry.index, "id")
    if all(document.root is not None for document in documents):
        yield from _unknown_references(documents, frozenset(first))
    yield from _few_or_undotted(documents)
    yield from _still_to_be_written(documents)
    yield from _risky_alone(documents)
    yield from _same_phrasings(documents)


def _listed(document: Answers) -> Iterator[_Listed]:
    if document.root is None:
        return
    entries = find(document.root, ("entries",))
    if not isinstance(entries, yamltree.Sequence):
        return
    for index, entry in enumerate(entries.items):
        name = entry.items.get("id") if isinstance(entry, yamltree.Table) else None
        if isinstance(name, yamltree.Scalar) and isinstance(name.value, str):
            yield _Listed(document, index, name.value)


def _unknown_references(documents: Sequence[Answers], known: frozenset[str]) -> Iterator[Problem]:
    for document in documents:
        for index, entry in enumerate(document.value.entries if document.value else ()):
            for key, names in (("choices", entry.choices), ("related", entry.related)):
                for number, name in enumerate(names):
                    if name not in known:
                        yield document.problem(
                            f"there is no entry `{name}`",
                            "correct the id or remove it",
                            *("entries", index, key, number),
                        )


def _few_or_undotted(documents: Sequence[Answers]) -> Iterator[Problem]:
    for document in documents:
        for index, entry in enumerate(document.value.entries if document.value else ()):
            spot = ("entries", index, "id")
            if "." not in entry.id:
                message = f"the id `{entry.id}` has no topic"
                yield document.problem(
                    message, f"dot it by topic: topic.{entry.id}", *spot, severity="warning"
                )
            if len(entry.questions) < FEW_PHRASINGS:
                count = len(entry.questions)
                message = f"`{entry.id}` has only {count} phrasing{'s' if count > 1 else ''}"
                remedy = "add the ways in which fans really ask; five to ten are good"
                yield document.problem(message, remedy, *spot, severity="warning")


def is_unwritten(form: EntryForm) -> bool:
    """Whether the answer, in any of its languages, is still a mark to be written over."""
    answer = form.answer
    texts = (answer,) if answer is None or isinstance(answer, str) else answer.texts()
    return any(text is not None and text.lstrip().startswith(UNWRITTEN) for text in texts)


def _still_to_be_written(documents: Sequence[Answers]) -> Iterator[Problem]:
    for document in documents:
        for index, entry in enumerate(document.value.entries if document.value else ()):
            if is_unwritten(entry):
                message = f"the answer of `{entry.id}` is still to be written: it is not used yet"
                remedy = f"write the answer instead of {UNWRITTEN} and what follows it"
                spot = ("entries", index, "answer")
                yield document.problem(message, remedy, *spot, severity="warning")


def _risky_alone(documents: Sequence[Answers]) -> Iterator[Problem]:
    """What may cost a fan money or health is never the bot's last word."""
    for document in documents:
        for index, entry in enumerate(document.value.entries if document.value else ()):
            if entry.risk == "high" and entry.handoff == "never" and entry.service is None:
                message = f"`{entry.id}` has risk: high and leads to no human"
                remedy = "add handoff: offer, or handoff: always"
                spot = ("entries", index, "risk")
                yield document.problem(message, remedy, *spot, severity="warning")


def _same_phrasings(documents: Sequence[Answers]) -> Iterator[Problem]:
    taken: dict[str, tuple[str, str]] = {}
    for document in documents:
        for index, entry in enumerate(document.value.entries if document.value else ()):
            earlier: list[str] = []
            for number, text in enumerate(entry.questions):
                spot = ("entries", index, "questions", number)
                plain = normalise(text)
                owner, place = taken.setdefault(
                    plain, (entry.id, f"{document.name}:{document.position(*spot)[0]}")
                )
                if owner != entry.id:
                    message = f"「{text}」 asks for `{owner}` as well ({place})"
                    remedy = "keep it where it belongs"
                    yield document.problem(message, remedy, *spot, severity="warning")
                twin = _twin(plain, earlier)
                if twin is not None:
                    message = f"「{text}」 is nearly the same as 「{entry.questions[twin]}」"
                    remedy = "one of the two is enough; add one that is worded differently"
                    yield document.problem(message, remedy, *spot, severity="warning")
                earlier.append(plain)


def _twin(plain: str, earlier: Sequence[str]) -> int | None:
    """Which earlier phrasing of the same entry is nearly this one."""
    start = max(0, len(earlier) - _COMPARED_BACK)
    found = process.extractOne(
        plain, earlier[start:], scorer=fuzz.ratio, score_cutoff=_SIMILAR_PERCENT
    )
    return start + found[2] if found is not None and plain else None
