"""A CSV table read like one of the YAML files: every fault with its line and column.

The first row names the columns; an empty cell is none. What a spreadsheet program writes is
taken: a byte-order mark, semicolons instead of commas.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel

from intents.strict import Document, document_of
from intents.types import Problem
from intents.yamltree import Faults, Scalar, Sequence, Table, decode

_M = TypeVar("_M", bound=BaseModel)
Cells = Mapping[str, tuple[str, ...]]


def load_csv(path: Path, model: type[_M], *, rows: str, cell: Cells) -> Document[_M]:
    """The table as the list ``rows`` of a file; ``cell`` tells where each column belongs."""
    name = path.as_posix()
    try:
        data = path.read_bytes()
    except OSError as error:
        problem = Problem(name, 1, 1, f"the file cannot be read: {error.strerror}", "name another")
        return Document(name, None, (problem,))
    faults = Faults(name)
    text = decode(data, faults)
    if text is None:
        return Document(name, None, tuple(faults.found))
    return document_of(_tree(text, rows, cell, faults), model, faults)


def _tree(text: str, rows: str, cell: Cells, faults: Faults) -> Table:
    head = text.partition("\n")[0]
    semicolons = head.count(";") > head.count(",")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=";" if semicolons else ",")
    found = Sequence((1, 1))
    columns: list[str] = []
    try:
        for cells in reader:
            if not columns:
                columns = _columns(cells, cell, faults)
            elif any(value.strip() for value in cells):
                found.items.append(_row(cells, columns, cell, reader.line_num))
    except csv.Error as error:
        faults.add((reader.line_num, 1), f"this is not CSV: {error}", "save the table again as CSV")
    return Table((1, 1), {rows: found}, {rows: (1, 1)})


def _columns(cells: list[str], cell: Cells, faults: Faults) -> list[str]:
    columns = [value.strip().lower() for value in cells]
    for number, column in enumerate(columns, 1):
        if column and column not in cell:
            known = ", ".join(cell)
            faults.add((1, number), f"there is no column `{column}`", f"known are {known}")
    return columns


def _row(cells: list[str], columns: list[str], cell: Cells, line: int) -> Table:
    row = Table((line, 1))
    for number, (column, value) in enumerate(zip(columns, cells, strict=False), 1):
        if column not in cell or not value.strip():
            continue
        *outer, name = cell[column]
        inside = row
        for part in outer:
            below = inside.items.setdefault(part, Table((line, number)))
            assert isinstance(below, Table)
            inside = below
        raw = value.strip()
        number_like = name == "days" and raw.isascii() and raw.isdigit() and len(raw) < 10
        inside.items[name] = Scalar((line, number), raw, int(raw) if number_like else raw, True)
        inside.keys[name] = (line, number)
    return row
