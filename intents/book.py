"""The folder ``faq/`` as one frozen Book, or every fault in it at once.

Other content files (shops, hours, tags, ...) are read by ``bot.content`` with the same loader.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from intents import bookchecks
from intents.othersfile import OwnTexts, load_others
from intents.schema import (
    AnswersFile,
    CardForm,
    EntryForm,
    MiniProgramForm,
    SynonymsFile,
    Titles,
    Translations,
)
from intents.strict import Document, load_document
from intents.types import (
    Book,
    Card,
    Entry,
    EntryId,
    MiniProgram,
    Phrasing,
    Problem,
    Tag,
)
from intents.yamltree import Faults, decode

Answers = Document[AnswersFile]


def load_book(folder: Path) -> tuple[Book | None, tuple[Problem, ...]]:
    """Read the content folder: the book and its warnings, or no book and every fault.

    Only ``answers/`` is required. Problems are ordered by file and place; the book is missing
    exactly when one of them is an error. Takes CPU time: call it off the event loop.
    """
    return bind_book(folder, read_answers(folder))


def read_answers(folder: Path) -> list[Answers]:
    """Every file under ``answers/`` as read, each for itself, in the order of their names."""
    files = _answer_files(folder / "answers")
    return [load_document(file, AnswersFile, name=_shown(file)) for file in files]


def bind_book(folder: Path, documents: list[Answers]) -> tuple[Book | None, tuple[Problem, ...]]:
    """The same as ``load_book`` from answers that were read before."""
    problems = [problem for document in documents for problem in document.problems]
    problems += _folder_problems(folder, empty=not documents)
    problems += bookchecks.check(documents)
    synonyms, faults = _synonyms(folder / "synonyms.yaml")
    problems += faults
    words, faults = _words(folder / "words.txt")
    problems += faults
    others, faults = load_others(
        folder / "others.yaml", lambda: OwnTexts(documents, words, folder / "words.txt")
    )
    problems += faults
    ordered = tuple(sorted(problems))
    if any(problem.severity == "error" for problem in ordered):
        return None, ordered
    entries = {entry.id: entry for document in documents for entry in _entries(document)}
    book = Book(entries=entries, version="", words=words, synonyms=synonyms, others=others)
    return replace(book, version=_version(book)), ordered


def _shown(file: Path) -> str:
    return file.as_posix()


def _answer_files(folder: Path) -> list[Path]:
    found = folder.rglob("*.yaml")
    return sorted(
        file
        for file in found
        if not any(part.startswith(".") for part in file.relative_to(folder).parts)
        and not file.is_dir()
    )


def _folder_problems(folder: Path, *, empty: bool) -> Iterator[Problem]:
    answers = folder / "answers"
    if not answers.is_dir():
        remedy = "create it with at least one .yaml file, or check the path of the content folder"
        yield Problem(_shown(answers), 1, 1, "this folder is missing", remedy)
        return
    if empty:
        remedy = "add a file such as answers/returns.yaml"
        yield Problem(_shown(answers), 1, 1, "there is no .yaml file in this folder", remedy)
    for file in sorted(answers.rglob("*.yml")):
        message = "this file is not read, its name ends in .yml"
        yield Problem(_shown(file), 1, 1, message, "rename it to end in .yaml", "warning")


def _entries(document: Answers) -> Iterator[Entry]:
    if document.value is None:
        return
    for index, form in enumerate(document.value.entries):
        if bookchecks.is_unwritten(form):
            continue
        places = [
            document.position("entries", index, "questions", number)
            for number in range(len(form.questions))
        ]
        line, _ = document.position("entries", index)
        yield replace(_entry(form, places), path=document.name, line=line)


def _entry(form: EntryForm, places: list[tuple[int, int]]) -> Entry:
    return Entry(
        id=EntryId(form.id),
        questions=tuple(
            Phrasing(text, *place) for text, place in zip(form.questions, places, strict=True)
        ),
        answers=_by_lang(form.answer),
        titles=_by_lang(form.title),
        service=form.service,
        tags=tuple(Tag(*tag.split("=", 1)) for tag in form.tags),
        card=_card(form.card),
        image=form.image,
        miniprogram=_miniprogram(form.miniprogram),
        choices=tuple(map(EntryId, form.choices)),
        related=tuple(map(EntryId, form.related)),
        valid_from=form.valid_from,
        valid_until=form.valid_until,
        handoff=form.handoff,
        risk=form.risk,
        tests=form.tests,
    )


def _by_lang(written: str | Titles | Translations | None) -> Mapping[str, str]:
    if written is None:
        return {}
    if isinstance(written, str):
        return {"zh": written}
    return written.model_dump(by_alias=True, exclude_none=True)


def _miniprogram(form: MiniProgramForm | None) -> MiniProgram | None:
    return MiniProgram(form.app_id, form.page, form.title, form.url) if form else None


def _card(form: CardForm | None) -> Card | None:
    return Card(form.title, form.description, form.url, form.picture_url) if form else None


def _synonyms(file: Path) -> tuple[Mapping[str, str], list[Problem]]:
    """Variant -> preferred word; a variant of two words is a fault."""
    if not file.exists():
        return {}, []
    document = load_document(file, SynonymsFile, name=_shown(file))
    problems = list(document.problems)
    preferred: dict[str, str] = {}
    for word, variants in document.value.synonyms.items() if document.value else ():
        for number, variant in enumerate(variants):
            first = preferred.setdefault(variant, word)
            if first != word:
                message = f"`{variant}` is a variant of `{first}` already"
                problems.append(
                    document.problem(message, "keep it in one place", "synonyms", word, number)
                )
    return preferred, problems


_WORD_LINE = re.compile(r"(?P<word>\S+?)(?: +(?P<freq>[0-9]{1,9}))?(?: +(?P<tag>[A-Za-z]+))?\Z")


def _words(file: Path) -> tuple[Mapping[str, int], list[Problem]]:
    """``words.txt``: one word a line, perhaps with frequency and word class, as jieba has it."""
    if not file.exists():
        return {}, []
    faults = Faults(_shown(file))
    words: dict[str, int] = {}
    for number, line in enumerate(_lines(file, faults), start=1):
        plain = line.strip()
        found = _WORD_LINE.match(plain)
        if found and not plain.startswith("#"):
            words[found["word"]] = int(found["freq"] or 0)
        elif plain and not plain.startswith("#"):
            remedy = "write: word, perhaps a frequency, perhaps a word class, one word a line"
            faults.add((number, 1), f"`{plain[:40]}` is not a word", remedy)
    return words, faults.found


def _lines(file: Path, faults: Faults) -> list[str]:
    try:
        data = file.read_bytes()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        faults.add((1, 1), f"the file cannot be read: {reason}", "check its rights")
        return []
    text = decode(data, faults)
    return text.splitlines() if text is not None else []


def _version(book: Book) -> str:
    """A short name of the content: the same content has the same name wherever it lies."""
    digest = hashlib.sha256()
    for entry in sorted(book.entries.values(), key=lambda entry: entry.id):
        plain = replace(
            entry, path="", line=0, questions=tuple(Phrasing(q.text) for q in entry.questions)
        )
        digest.update(repr(plain).encode())
    beside = (book.words, book.synonyms, book.others)
    digest.update(repr([sorted(words.items()) for words in beside]).encode())
    return digest.hexdigest()[:12]
