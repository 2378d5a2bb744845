"""The strict YAML loader of every content file: a typed value, or all faults with their places.

Types are meant as written: ``no``, ``10:00`` and ``3.10`` without quotes are told to the editor
instead of silently becoming something else. Nothing here raises for what an editor wrote.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Generic, TypeVar

import orjson
from pydantic import BaseModel, ConfigDict, ValidationError

from intents import plainwords
from intents.types import Problem, Severity
from intents.yamltree import MAX_BYTES, Faults, Mark, Node, Scalar, Sequence, Table, read_tree


class Strict(BaseModel):
    """What every mapping of the content has in common: a key that is not known is a fault."""

    model_config = ConfigDict(extra="forbid", frozen=True)


M = TypeVar("M", bound=BaseModel)

Fault = plainwords.Fault
Loc = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Document(Generic[M]):
    """One content file as read: its value, or nothing and the reasons."""

    name: str
    value: M | None
    problems: tuple[Problem, ...]
    root: Node | None = None

    def position(self, *loc: str | int) -> Mark:
        """Line and column, from 1, of the value at that place, else of what encloses it."""
        return find(self.root, loc).mark if self.root is not None else (1, 1)

    def problem(
        self, message: str, remedy: str, *loc: str | int, severity: Severity = "error"
    ) -> Problem:
        """A problem of this file at the value at ``loc``, for checks beyond its form."""
        line, column = self.position(*loc)
        return Problem(self.name, line, column, message, remedy, severity)


def load_document(path: Path, model: type[M], *, name: str) -> Document[M]:
    """Read one content file; a missing or unreadable file is a problem too, never an exception."""
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        problem = Problem(name, 1, 1, "the file is missing", "create it")
        return Document(name, None, (problem,))
    except OSError as error:
        reason = error.strerror or type(error).__name__
        problem = Problem(name, 1, 1, f"the file cannot be read: {reason}", "check its rights")
        return Document(name, None, (problem,))
    return parse_document(data, model, name=name)


def parse_document(data: bytes, model: type[M], *, name: str) -> Document[M]:
    """The same from bytes. An empty file counts as an empty mapping."""
    faults = Faults(name)
    root = read_tree(data, faults)
    if root is None and faults.found:
        return Document(name, None, tuple(faults.found))
    return document_of(root if root is not None else Table((1, 1)), model, faults)


def document_of(tree: Node, model: type[M], faults: Faults) -> Document[M]:
    """The same from a tree, whatever it was read from; ``faults`` holds what was found so far."""
    if isinstance(tree, Scalar) and tree.value is None:
        tree = Table(tree.mark)
    value = _validate(tree, model, faults)
    if value is not None:
        _refuse_dates_as_text(tree, value, faults)
    problems = tuple(sorted(set(faults.found)))
    return Document(faults.name, None if problems else value, problems, tree)


def find(root: Node, loc: Loc) -> Node:
    """The node at that place; parts that name no node (a union's branch) are passed over."""
    return walk(root, loc)[0]


def walk(root: Node, loc: Loc) -> tuple[Node, Loc]:
    """The node at that place and the part of ``loc`` that led to it."""
    node = root
    path: list[str | int] = []
    for part in loc:
        child: Node | None = None
        if isinstance(node, Table) and isinstance(part, str):
            child = node.items.get(part)
        elif isinstance(node, Sequence) and isinstance(part, int) and 0 <= part < len(node.items):
            child = node.items[part]
        if child is not None:
            node = child
            path.append(part)
    return node, tuple(path)


def _validate(tree: Node, model: type[M], faults: Faults) -> M | None:
    try:
        # JSON mode: strict about types, yet dates, enums and tuples have a written form.
        return model.model_validate_json(orjson.dumps(_plain(tree)), strict=True)
    except ValidationError as error:
        details = error.errors(include_url=False, include_input=False)
    known = {(problem.line, problem.column) for problem in faults.found}
    placed = []
    for detail in details:
        inner = getattr(detail.get("ctx", {}).get("error"), "at", ())
        node, path = walk(tree, (*detail["loc"], *inner))
        placed.append(plainwords.Placed(detail, node, path))
    for spot in plainwords.without_echoes(placed):
        mark = _mark_of(tree, spot)
        if mark not in known:
            faults.add(mark, *plainwords.explain(spot, model))
    return None


def _mark_of(tree: Node, spot: plainwords.Placed) -> Mark:
    if spot.concerns_key and spot.path:
        parent = find(tree, spot.path[:-1])
        if isinstance(parent, Table):
            return parent.keys.get(str(spot.path[-1]), spot.node.mark)
    return spot.node.mark


def _plain(node: Node) -> object:
    if isinstance(node, Scalar):
        return node.value
    if isinstance(node, Sequence):
        return [_plain(item) for item in node.items]
    return {key: _plain(item) for key, item in node.items.items()}


def _refuse_dates_as_text(node: Node, value: object, faults: Faults) -> None:
    """In JSON a date is text, so text fields would take an unquoted date unnoticed."""
    if isinstance(node, Scalar):
        if isinstance(node.value, date) and isinstance(value, str):
            message, remedy = plainwords.unquoted(node)
            faults.add(node.mark, message, remedy)
    elif isinstance(node, Sequence) and isinstance(value, list | tuple):
        for child, item in zip(node.items, value, strict=False):
            _refuse_dates_as_text(child, item, faults)
    elif isinstance(node, Table):
        for key, child in node.items.items():
            item = value.get(key) if isinstance(value, dict) else getattr(value, key, None)
            _refuse_dates_as_text(child, item, faults)
