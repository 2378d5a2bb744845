"""A workbook (.xlsx) as tables of text. Nothing in it is calculated, run or fetched.

Merged cells are filled downwards, since a list often has one answer beside several questions.
Limits hold before anything is unpacked, so that a small file cannot become a large one.
"""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from bot.errors import ContentError

MAX_UNPACKED = 100_000_000
"""Bytes of all parts of a workbook together; 20 000 questions with answers have some 15 MB."""
MAX_PARTS = 5_000
MAX_ROWS = 100_000
"""Rows of one sheet that are looked at, blank ones included."""
MAX_COLUMNS = 64
_MAX_GAP = 2_000  # blank rows, after which nothing of the list comes any more
_AGAIN = "open it in a spreadsheet program and save it as .xlsx"
_ERRORS = re.compile(r"#(?:N/A|REF!|VALUE!|DIV/0!|NAME\?|NULL!|NUM!|SPILL!|CALC!)\Z")
_MERGED = re.compile(
    rb'<(?:\w+:)?mergeCell\b[^>]*?\bref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"'
)
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


@dataclass(frozen=True, slots=True)
class Row:
    """One row that is not blank. ``merged`` names, by column, the row that filled a merged cell.

    ``is_apart`` says that blank rows stand above it, ``is_band`` that it is one wide cell.
    """

    number: int
    cells: Sequence[str]
    merged: Mapping[int, int] = field(default_factory=dict)
    is_apart: bool = False
    is_band: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet, or one CSV file; ``faults`` are cells whose content cannot be used, and why."""

    path: str
    name: str
    rows: Sequence[Row]
    faults: Mapping[tuple[int, int], str] = field(default_factory=dict)

    def place(self, row: int, column: int) -> str:
        """Where a cell stands: ``list.xlsx:Sheet1!B7``, in a CSV file ``list.csv:7:2``."""
        if not self.name:
            return f"{self.path}:{row}:{column + 1}"
        return f"{self.path}:{self.name}!{letters(column)}{row}"


def letters(column: int) -> str:
    """The name of a column, counted from 0, as spreadsheets show it."""
    name, rest = "", column + 1
    while rest:
        rest, digit = divmod(rest - 1, 26)
        name = chr(65 + digit) + name
    return name


def read_workbook(path: Path, data: bytes) -> tuple[list[Table], list[str]]:
    """The visible sheets, and notes of what was left out; ``ContentError`` if it is no workbook."""
    with _opened(path, data) as archive:
        pictures = sum(name.startswith("xl/media/") for name in archive.namelist())
        notes = [f"{pictures} pictures in the workbook were not taken"] if pictures else []
        try:
            with warnings.catch_warnings():
                # What the library cannot show (validations, drawings) is not asked for.
                warnings.simplefilter("ignore")
                tables = list(_tables(path, data, archive, notes))
        except Exception as error:
            # The library raises whatever a broken part makes it stumble over.
            raise _unusable(path, f"cannot be read ({type(error).__name__})", _AGAIN) from error
    return tables, notes


def _tables(path: Path, data: bytes, archive: ZipFile, notes: list[str]) -> Iterator[Table]:
    from openpyxl import load_workbook  # noqa: PLC0415 - a CSV file needs none of it

    book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    written = None
    for number, sheet in enumerate(book.worksheets):
        if sheet.sheet_state != "visible":
            notes.append(f"the hidden sheet {sheet.title} was not taken")
            continue
        source = archive.read(sheet._worksheet_path.lstrip("/"))
        formulas: set[tuple[int, int]] = set()
        if _FORMULA.search(source):
            written = written or load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
            formulas = _formulas(written.worksheets[number])
        merges = [
            (_column(a), int(top), _column(b), int(end))
            for a, top, b, end in _MERGED.findall(source)
        ]
        yield _table(path, sheet, merges, formulas, notes)


def _table(
    path: Path,
    sheet: Any,
    merges: Sequence[tuple[int, int, int, int]],
    formulas: set[tuple[int, int]],
    notes: list[str],
) -> Table:
    faults: dict[tuple[int, int], str] = {}
    grid: dict[int, list[str]] = {}
    for number, values in _values(sheet, notes):
        cells = [as_text(value) for value in values]
        cells += [""] * (MAX_COLUMNS - len(cells))
        faults |= {(number, column): fault for column, fault in errors_in(cells)}
        for column, text in enumerate(cells):
            if not text and (number, column) in formulas:
                faults[number, column] = "the cell holds a formula without its result"
        grid[number] = cells
    merged: dict[int, dict[int, int]] = {}
    bands: set[int] = set()
    for left, top, right, end in merges[:MAX_ROWS]:
        if top == end and left == 0 and right > 0:
            bands.add(top)
        if top not in grid or left >= MAX_COLUMNS:
            continue
        for number in range(top + 1, min(end, max(grid)) + 1):
            if number in grid and left not in merged.setdefault(number, {}):
                grid[number][left] = grid[top][left]
                merged[number][left] = top
    rows = [
        Row(number, cells, merged.get(number, {}), number - 1 not in grid, number in bands)
        for number, cells in grid.items()
    ]
    return Table(path.as_posix(), sheet.title, rows, faults)


def _values(sheet: Any, notes: list[str]) -> Iterator[tuple[int, Sequence[Any]]]:
    """The rows that are not blank, with their numbers; a note where reading ended too early."""
    # What a file says of its own size is not believed.
    sheet.reset_dimensions()
    last = 0
    rows = sheet.iter_rows(max_row=MAX_ROWS + 1, max_col=MAX_COLUMNS, values_only=True)
    for number, values in enumerate(rows, 1):
        if number > MAX_ROWS or number - last > _MAX_GAP:
            why = f"{_MAX_GAP} blank rows" if number - last > _MAX_GAP else f"{MAX_ROWS} rows"
            notes.append(f"{sheet.title} was not read below row {number - 1}, after {why}")
            return
        if any(value is not None for value in values):
            last = number
            yield number, values


def _formulas(sheet: Any) -> set[tuple[int, int]]:
    return {
        (number, column)
        for number, values in _values(sheet, [])
        for column, value in enumerate(values)
        if isinstance(value, str) and value.startswith("=")
    }


def errors_in(cells: Sequence[str]) -> Iterator[tuple[int, str]]:
    """The columns in which a spreadsheet program could not calculate, each with what to tell."""
    for column, text in enumerate(cells):
        if _ERRORS.match(text):
            yield column, f"the cell holds the error {text}"


def as_text(value: object) -> str:
    """A cell as an editor reads it: 7 for 7.0, a day for midnight, no control characters."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime):
        at_midnight = value.time() == time()
        return value.date().isoformat() if at_midnight else value.isoformat(" ", "minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.isoformat("minutes")
    return plain(_ESCAPED.sub(lambda found: chr(int(found[1], 16)), str(value)))


def plain(text: str) -> str:
    """Text without control characters and outer blanks; line ends are ``\\n``."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\xa0", " ")
    kept = (char for char in text if char in "\n\t" or char.isprintable() or char == "\u3000")
    text = "".join(kept).strip()
    # Exports guard texts that a spreadsheet program would calculate.
    return text[1:] if text.startswith("'") and text[1:2] in "=+-@" and len(text) > 1 else text


def _opened(path: Path, data: bytes) -> ZipFile:
    try:
        archive = ZipFile(io.BytesIO(data))
        parts = archive.infolist()
        if any(part.flag_bits & 1 for part in parts):
            raise _unusable(path, "is protected by a password", "save it without one")
        if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
            limit = f"unpacks to more than {MAX_UNPACKED // 1_000_000} MB"
            raise _unusable(path, limit, "cut the list into smaller files")
        names = {part.filename for part in parts}
        types = archive.read("[Content_Types].xml") if "[Content_Types].xml" in names else b""
        if b"spreadsheetml" not in types:
            raise _unusable(path, f"is no workbook, it is {_kind(names, types)}", _AGAIN)
        if any(b"<!DOCTYPE" in archive.open(name).read(4_096) for name in names if _is_xml(name)):
            raise _unusable(path, "declares a document type, which no workbook does", _AGAIN)
    except (BadZipFile, OSError, EOFError, NotImplementedError, ValueError) as error:
        raise _unusable(path, "is damaged or not complete", _AGAIN) from error
    return archive


def _is_xml(name: str) -> bool:
    return name.endswith((".xml", ".rels"))


def _kind(names: set[str], types: bytes) -> str:
    if b"sheet.binary" in types:
        return "a binary workbook (.xlsb)"
    if b"wordprocessingml" in types:
        return "a text document"
    return "an OpenDocument file" if "mimetype" in names else "another zip archive"


def _column(name: bytes) -> int:
    number = 0
    for letter in name:
        number = number * 26 + letter - 64
    return number - 1


def _unusable(path: Path, fault: str, remedy: str) -> ContentError:
    return ContentError(f"{path} {fault}", remedy=remedy)
