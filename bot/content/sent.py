"""Every text of the content folder that may be sent to fans, with the place where it stands.

Links (``domains``) and words (``wording``) are looked for in the same texts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from intents.book import Answers
from intents.yamltree import Faults, Mark, Node, Scalar, Table, read_tree

_FILES = (
    "menu.yaml",
    "welcome.yaml",
    "texts.yaml",
    "canned.yaml",
    "stores.yaml",
    "hours.yaml",
    "products.yaml",
)
# What fans write and what editors note is not sent to anybody.
_NOT_SENT = frozenset(
    [
        "id",
        "questions",
        "tests",
        "tags",
        "keys",
        "aliases",
        "picture_url",
        "image",
        "picture",
        "entry",
        "service",
        "related",
        "choices",
        "handoff",
        "risk",
        "purpose",
        "type",
        "country",
        "phone",
        "timezone",
        "location",
        "services",
        "words",
        "except",
    ]
)


@dataclass(frozen=True, slots=True)
class SentText:
    """One text as written. ``dated`` texts stand in an entry with a last day of validity."""

    path: str
    mark: Mark
    text: str
    dated: bool = False


def sent_texts(folder: Path, answers: Iterable[Answers]) -> Iterator[SentText]:
    """The texts of the answers in every language, then those of the files beside them."""
    for document in answers:
        if document.root is not None:
            yield from _texts(document.name, document.root)
    for name in _FILES:
        file = folder / name
        root = _tree_of(file)
        if root is not None:
            yield from _texts(file.as_posix(), root)


def _texts(path: str, node: Node, *, dated: bool = False) -> Iterator[SentText]:
    if isinstance(node, Scalar):
        yield SentText(path, node.mark, node.raw, dated)
        return
    if isinstance(node, Table):
        dated = dated or "valid_until" in node.items
        children = [child for key, child in node.items.items() if key not in _NOT_SENT]
    else:
        children = node.items
    for child in children:
        yield from _texts(path, child, dated=dated)


def _tree_of(file: Path) -> Node | None:
    """The tree of one file; its other faults are told by its own loader."""
    try:
        data = file.read_bytes()
    except OSError:
        return None
    return read_tree(data, Faults(file.as_posix()))
