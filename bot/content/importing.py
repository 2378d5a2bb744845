"""Drafts of a question list beside what the content folder has: which become entries, and where.

What the folder has stays as it is: no entry and no file of it is changed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bot.content.domains import Domains, links_in
from bot.content.ids import entry_ids, slug
from bot.content.listrows import Draft, Remark
from bot.content.questionlist import compared
from bot.content.sent import SentText
from bot.content.tags import TagRegistry
from bot.content.wording import wording_problems
from intents.types import Book, Entry

MAX_FILE_CHARS = 1_000_000
"""A file of the content folder has at most 5 MB; an editor wants far less."""
_ID_CHARS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789_.-")


@dataclass(frozen=True, slots=True)
class NewEntry:
    """An entry to be written."""

    id: str
    questions: tuple[str, ...]
    answers: Mapping[str, str]
    tags: tuple[str, ...]

    @property
    def chars(self) -> int:
        """How long it is in a file, roughly."""
        texts = (self.id, *self.questions, *self.answers.values())
        return sum(len(text) + 20 for text in texts)


@dataclass(frozen=True, slots=True)
class Plan:
    """The files to be written, by their path, and what was not taken, with the reasons."""

    files: Mapping[Path, Sequence[NewEntry]]
    remarks: Sequence[Remark]


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """What the list is brought beside; ``book`` is nothing in a new folder."""

    folder: Path
    book: Book | None
    tags: TagRegistry
    domains: Domains
    known: Mapping[str, Entry] = field(init=False)

    def __post_init__(self) -> None:
        entries = self.book.entries.values() if self.book else ()
        known = {compared(item.text): entry for entry in entries for item in entry.questions}
        object.__setattr__(self, "known", known)


def plan(drafts: Iterable[Draft], beside: Beside, *, into: Path | None = None) -> Plan:
    """Sort out what the folder has already and give the rest its names.

    ``into`` is the one file to be written; without it each category has its own.
    """
    remarks: list[Remark] = []
    new = [draft for draft in drafts if _is_new(draft, beside, remarks)]
    tags = [tuple(_tags(draft, beside, remarks)) for draft in new]
    named = zip(_ids(new, beside, remarks), new, tags, strict=True)
    by_file: dict[str, list[NewEntry]] = defaultdict(list)
    for id_, draft, own in named:
        entry = NewEntry(id_, tuple(draft.questions), draft.answers, own)
        by_file[slug(draft.category)[:40].rstrip("_") or "list"].append(entry)
    if into is not None:
        return Plan({into: [entry for part in by_file.values() for entry in part]}, remarks)
    return Plan(dict(_files(by_file, beside.folder / "answers")), remarks)


def _is_new(draft: Draft, beside: Beside, remarks: list[Remark]) -> bool:
    """Whether the draft, without what the book has of it, becomes an entry."""
    known = {text: entry for text in draft.questions if (entry := beside.known.get(compared(text)))}
    rest = [text for text in draft.questions if text not in known]
    owner = next(iter(known.values()), None)
    if owner is not None and (not rest or _says_the_same(draft, owner)):
        remarks.append(_known(draft, owner, rest))
        return False
    for text, entry in known.items():
        message = f"「{text}」 asks for {entry.id} already ({entry.path}:{entry.line})"
        remedy = "decide which of the two answers is right"
        remarks.append(Remark(draft.questions.pop(text), message, remedy))
    refused = list(_refused(draft, beside.domains))
    remarks.extend(refused)
    return not refused


def _refused(draft: Draft, domains: Domains) -> Iterator[Remark]:
    """What of the answer ``faq check`` would not let go live."""
    texts = [SentText(draft.place, (1, 1), text) for text in draft.answers.values()]
    for problem in (*domains.faults(links_in(texts)), *wording_problems(texts)):
        if problem.severity == "error":
            yield Remark(draft.place, f"left out: {problem.message}", problem.remedy)


def _says_the_same(draft: Draft, entry: Entry) -> bool:
    return any(text in entry.answers.values() for text in draft.answers.values())


def _known(draft: Draft, owner: Entry, rest: Sequence[str]) -> Remark:
    place = f"{owner.id} ({owner.path}:{owner.line})"
    if rest:
        lines = "、".join(f"「{text}」" for text in rest)
        message = f"{owner.id} has this answer, but not {lines}"
        return Remark(draft.place, message, f"add them in {owner.path}:{owner.line}")
    if owner.service is not None or _says_the_same(draft, owner):
        return Remark(draft.place, f"「{draft.name}」 is in the book already: {place}", "", "note")
    message = f"「{draft.name}」 is in the book already, with another answer: {place}"
    return Remark(draft.place, message, "the book's was kept", "warning")


def _tags(draft: Draft, beside: Beside, remarks: list[Remark]) -> Iterator[str]:
    for tag, place in draft.tags.items():
        key, _, value = tag.partition("=")
        fault = beside.tags.fault_of(key, value) if value else ("it is not of the form key=value",)
        if fault is None:
            yield tag
        else:
            message = f"the tag 「{tag}」 was not taken: {fault[0]}"
            remarks.append(Remark(place, message, "tags.yaml lists the keys", "warning"))


def _ids(drafts: Sequence[Draft], beside: Beside, remarks: list[Remark]) -> list[str]:
    """The ids that the list names, where they are possible, else made from the questions."""
    taken: set[str] = set(beside.book.entries if beside.book else ())
    own: dict[int, str] = {}
    for number, draft in enumerate(drafts):
        name = _own_id(draft)
        if name and name in taken:
            message = f"the id {name} is taken, another was made"
            remarks.append(Remark(draft.place, message, "", "warning"))
        elif name:
            own[number] = name
            taken.add(name)
    rest = [draft for number, draft in enumerate(drafts) if number not in own]
    made = iter(entry_ids([(draft.category, draft.name) for draft in rest], taken))
    return [own.get(number) or next(made) for number in range(len(drafts))]


def _own_id(draft: Draft) -> str:
    name = draft.id.strip().lower()
    if not name or len(name) > 48 or not set(name) <= _ID_CHARS:
        return ""
    return name if "." in name else f"{slug(draft.category)[:30].rstrip('_') or 'list'}.{name}"


def _files(
    by_name: Mapping[str, Sequence[NewEntry]], folder: Path
) -> Iterator[tuple[Path, Sequence[NewEntry]]]:
    taken = {path.name.lower() for path in folder.glob("*")} if folder.is_dir() else set()
    for name, entries in by_name.items():
        for part in _parts(entries):
            numbered = (f"{name}_{number}.yaml" for number in range(2, len(taken) + 3))
            file = next(it for it in (f"{name}.yaml", *numbered) if it not in taken)
            taken.add(file)
            yield folder / file, part


def _parts(entries: Sequence[NewEntry]) -> Iterator[Sequence[NewEntry]]:
    part: list[NewEntry] = []
    length = 0
    for entry in entries:
        if part and length + entry.chars > MAX_FILE_CHARS:
            yield part
            part, length = [], 0
        part.append(entry)
        length += entry.chars
    yield part
