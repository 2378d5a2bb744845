"""``faq import``: an existing question list, or keyword rules, into the content folder."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from bot import config
from bot.cli.faq.common import FOUND_PROBLEMS, BookFolder, Json, broken, print_json, unusable
from bot.content.domains import load_domains
from bot.content.importing import Beside, NewEntry, Plan, plan
from bot.content.listrows import Remark
from bot.content.listwriting import answers_file
from bot.content.questionlist import QuestionList, read_list
from bot.content.sheets import read_tables
from bot.content.tags import load_tags
from bot.errors import ContentError
from intents.book import Answers, bind_book, read_answers
from intents.bookchecks import check
from intents.schema import AnswersFile
from intents.strict import parse_document


def import_list(
    file: Annotated[Path, typer.Argument(help="a question list: .xlsx, .xlsm, .csv, .tsv")],
    into: Annotated[
        Path | None, typer.Option(help="one new file of answers/ instead of one a category")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="tell it all, write nothing")] = False,
    encoding: Annotated[
        str | None, typer.Option(help="of a CSV file that is neither UTF-8 nor GBK: big5")
    ] = None,
    book: BookFolder = None,
    json: Json = False,
) -> None:
    """Take a question list, or keyword rules, into answers/; exit 1 where a row was left out."""
    folder = book or config.load().faq_dir
    target = _target(folder, into)
    _progress(f"reading {file} ...")
    tables, notes = read_tables(file, encoding=encoding)
    found = read_list(tables, category=file.stem)
    if not found.tables:
        raise _nothing_found(file, found, notes)
    documents = read_answers(folder)
    planned = plan(found.drafts, _beside(folder, documents), into=target)
    texts = _texts(planned.files, documents, source=file.name)
    if not dry_run:
        _save(texts)
    _progress("")
    remarks = [*found.remarks, *planned.remarks]
    if json:
        print_json(_told(planned, remarks, notes) | {"dry_run": dry_run})
    else:
        _show(planned, remarks, notes, verb="would write" if dry_run else "wrote")
    if any(remark.severity == "error" for remark in remarks):
        raise typer.Exit(FOUND_PROBLEMS)


def _target(folder: Path, into: Path | None) -> Path | None:
    """The file to be written, in ``answers/`` where only its name is given."""
    if into is None:
        return None
    path = folder / "answers" / into if into.parent == Path() else into
    if not path.resolve().is_relative_to((folder / "answers").resolve()):
        raise unusable(f"{into} is not in {folder / 'answers'}", "only files there are read")
    if path.suffix != ".yaml" or path.name.startswith("."):
        raise unusable(f"{into} is not the name of a .yaml file", "name it such as more.yaml")
    if path.exists():
        raise unusable(f"{path} is there already", "name a new file: nothing is written over")
    return path


def _nothing_found(file: Path, found: QuestionList, notes: Sequence[str]) -> ContentError:
    if not found.remarks:
        return ContentError(f"{file} holds no rows", remedy="name another file")
    first = found.remarks[0]
    return ContentError("; ".join([f"{first.place}: {first.message}", *notes]), remedy=first.remedy)


def _beside(folder: Path, documents: list[Answers]) -> Beside:
    book, problems = bind_book(folder, documents) if documents else (None, ())
    if documents and book is None:
        raise broken(folder, problems)
    tags, _ = load_tags(folder)
    domains, _ = load_domains(folder)
    return Beside(folder=folder, book=book, tags=tags, domains=domains)


def _texts(
    files: Mapping[Path, Sequence[NewEntry]], documents: Sequence[Answers], *, source: str
) -> dict[Path, str]:
    """What will stand in each file; ``ContentError`` if ``faq check`` would refuse it."""
    texts: dict[Path, str] = {}
    fresh: list[Answers] = []
    for number, (path, entries) in enumerate(files.items(), 1):
        if not entries:
            continue
        _progress(f"writing file {number} of {len(files)} ...")
        texts[path] = answers_file(entries, source=source)
        fresh.append(parse_document(texts[path].encode(), AnswersFile, name=path.as_posix()))
    problems = [problem for document in fresh for problem in document.problems]
    problems += [item for item in check([*documents, *fresh]) if item.severity == "error"]
    if problems:
        raise ContentError(
            "nothing was written", remedy="mend the list there", problems=tuple(problems)
        )
    return texts


def _save(texts: Mapping[Path, str]) -> None:
    for path, text in texts.items():
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            # Whole or not at all: a running gateway reads the file as soon as it has its name.
            draft = path.with_name(f".{path.name}.{os.getpid()}")
            draft.write_text(text, "utf-8")
            try:
                os.link(draft, path)
            finally:
                draft.unlink()
        except OSError as error:
            raise unusable(f"cannot write {path}: {error.strerror}", "make it writable") from None


def _told(planned: Plan, remarks: Sequence[Remark], notes: Sequence[str]) -> dict[str, Any]:
    return {
        "files": [
            {
                "path": path.as_posix(),
                "entries": [entry.id for entry in entries],
                "phrasings": _phrasings(entries),
            }
            for path, entries in planned.files.items()
            if entries
        ],
        "remarks": [
            {
                "place": remark.place,
                "severity": remark.severity,
                "message": remark.message,
                "remedy": remark.remedy,
            }
            for remark in remarks
        ],
        "notes": list(notes),
    }


def _show(planned: Plan, remarks: Sequence[Remark], notes: Sequence[str], *, verb: str) -> None:
    for remark in remarks:
        typer.echo(remark)
    for note in notes:
        typer.echo(f"note: {note}")
    for path, entries in planned.files.items():
        if entries:
            counted = f"{len(entries)} entries, {_phrasings(entries)} phrasings"
            typer.echo(f"{verb} {path}: {counted}")
    kinds = Counter(remark.severity for remark in remarks)
    total = sum(map(len, planned.files.values()))
    print(  # noqa: T201 - a summary for people, apart from what was done
        f"{total} new entries; {kinds['error']} left out, {kinds['warning']} to look at,"
        f" {kinds['note']} notes",
        file=sys.stderr,
    )


def _phrasings(entries: Sequence[NewEntry]) -> int:
    return sum(len(entry.questions) for entry in entries)


def _progress(what: str) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\033[K{what}")
        sys.stderr.flush()
