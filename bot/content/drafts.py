"""YAML for editors to paste: a new entry, or more phrasings of one that is there. Pure."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from ruamel.yaml.comments import CommentedMap, CommentedSeq

from bot.content.ids import slug
from bot.content.yamlwriting import dumped, house_yaml, written
from intents.bookchecks import UNWRITTEN
from intents.types import Entry

NEW_TOPIC = "new"
"""The topic of a proposed id: an editor knows a better one."""
_ID_CHARS = 40
_TO_WRITE = f"{UNWRITTEN}请在这里写给客人的回答 / write the answer for fans here"


def new_entry(name: str, questions: Sequence[str]) -> str:
    """An entry as it stands under ``entries:``; its answer is marked as still to be written."""
    rows = CommentedSeq(
        [
            CommentedMap(
                id=name,
                questions=CommentedSeq(map(_phrasing, questions)),
                answer=written(_TO_WRITE),
            )
        ]
    )
    return _block("entries", rows)


def more_phrasings(entry: Entry, questions: Sequence[str]) -> str:
    """Lines to add under ``questions:`` of an entry; the first says where that is."""
    file = "answers/" + entry.path.rpartition("/answers/")[2]
    where = f"# {file}:{entry.line}, under questions: of {entry.id}\n"
    lines = _block("questions", CommentedSeq(map(_phrasing, questions)))
    return where + "".join(f"    {line}\n" for line in lines.splitlines())


def propose_id(question: str, *, topic: str, taken: Collection[str]) -> str:
    """A free id made of the question's words as they are spoken."""
    parts: list[str] = []
    for part in slug(question).split("_"):
        if len("_".join([*parts, part])) > _ID_CHARS:
            break
        parts.append(part)
    name = f"{topic}.{'_'.join(parts) or 'question'}"
    numbered = (f"{name}_{number}" for number in range(2, len(taken) + 3))
    return next(free for free in (name, *numbered) if free not in taken)


def _phrasing(text: str) -> str:
    """The wording as YAML; a wide colon would look like one meant for a language."""
    return written(text.replace("：", "，"))


def _block(key: str, rows: CommentedSeq) -> str:
    """The rows of a list as they are indented under its key."""
    return dumped(house_yaml(), CommentedMap({key: rows})).partition("\n")[2]
