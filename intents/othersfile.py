"""``others.yaml``: names of other houses, without those that the book speaks of itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from intents.others import stands_in
from intents.schema import AnswersFile, OthersFile
from intents.strict import Document, load_document
from intents.text import normalise
from intents.types import Problem

Answers = Document[AnswersFile]
SHORTEST = 2
"""Characters of a spelling, at least."""


class OwnTexts:
    """What the brand itself says and is asked, with the place of each text."""

    def __init__(self, documents: Sequence[Answers], words: Mapping[str, int], words_file: Path):
        """``words`` are those of the brand's dictionary, ``words_file``."""
        self._places = dict(_told(documents))
        self._places |= {normalise(word): words_file.as_posix() for word in words}
        self._all = "\n".join(self._places)

    def place_of(self, spelling: str) -> str:
        """Where a normalised name stands first, as ``path:line``; empty if nowhere."""
        if spelling not in self._all:
            return ""
        found = (place for text, place in self._places.items() if stands_in(spelling, text))
        return next(found, "")


def load_others(
    file: Path, read_own: Callable[[], OwnTexts]
) -> tuple[Mapping[str, str], list[Problem]]:
    """Normalised spelling -> name. A missing file names nobody.

    A name that the brand uses itself is ours to speak of (京东 as a channel of ours): it is left
    out with all its spellings, and a warning tells where it stands.
    """
    if not file.exists():
        return {}, []
    own = read_own()
    document = load_document(file, OthersFile, name=file.as_posix())
    problems = list(document.problems)
    names: dict[str, str] = {}
    for name, spellings in document.value.others.items() if document.value else ():
        faults = list(_faults(document, name, spellings, names))
        problems += faults
        plain = [normalise(spelling) for spelling in (name, *spellings)]
        place = next(filter(None, map(own.place_of, plain)), "")
        if place:
            message = f"`{name}` is left out: the book itself speaks of it ({place})"
            remedy = "remove it here, or there"
            problems.append(document.problem(message, remedy, "others", name, severity="warning"))
        elif not faults:
            names |= dict.fromkeys(plain, name)
    return names, problems


def _faults(
    document: Document[OthersFile], name: str, spellings: Sequence[str], known: Mapping[str, str]
) -> Iterator[Problem]:
    for number, spelling in enumerate((name, *spellings)):
        spot = ("others", name, number - 1) if number else ("others", name)
        plain = normalise(spelling)
        if len(plain) < SHORTEST:
            message = f"`{spelling}` is too short to be told from other words"
            yield document.problem(message, "write the whole name", *spot)
        elif plain in known:
            message = f"`{spelling}` is a spelling of `{known[plain]}` already"
            yield document.problem(message, "keep it in one place", *spot)


def _told(documents: Sequence[Answers]) -> Iterator[tuple[str, str]]:
    """Every phrasing and answer, normalised, with its place."""
    for document in documents:
        for index, entry in enumerate(document.value.entries if document.value else ()):
            for number, question in enumerate(entry.questions):
                line, _ = document.position("entries", index, "questions", number)
                yield normalise(question), f"{document.name}:{line}"
            line, _ = document.position("entries", index, "answer")
            answer = entry.answer
            texts = (answer,) if answer is None or isinstance(answer, str) else answer.texts()
            for text in filter(None, texts):
                yield normalise(text), f"{document.name}:{line}"
