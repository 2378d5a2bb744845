"""A question list as a file: a workbook, or CSV in the encodings that spreadsheets write."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from bot.content.workbook import MAX_COLUMNS, Row, Table, errors_in, plain, read_workbook
from bot.errors import ContentError

MAX_BYTES = 30_000_000
"""Size of a file on disk; larger ones are exports of something else."""
_DELIMITERS = ",;\t"
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_CELL_CHARS = 200_000


def read_tables(path: Path, *, encoding: str | None = None) -> tuple[list[Table], list[str]]:
    """The tables of the file and what was guessed or left out.

    What the file holds decides, not its name. Raises ``ContentError`` where it is neither a
    workbook nor text, is locked, damaged or too large.
    """
    data = _bytes_of(path)
    if data.startswith(b"PK"):
        return read_workbook(path, data)
    if data.startswith(_OLD_OFFICE):
        locked = "EncryptedPackage".encode("utf-16-le") in data
        fault = "is protected by a password" if locked else "is a workbook of the old form (.xls)"
        remedy = "save it without one" if locked else "save it as .xlsx"
        raise ContentError(f"{path} {fault}", remedy=remedy)
    text, name = _decoded(path, data, encoding)
    if text.lstrip().startswith("<"):
        remedy = "open it in a spreadsheet program and save it as .xlsx"
        raise ContentError(f"{path} is a web page, not a table", remedy=remedy)
    told = f"{path} was read as {name}, --encoding names another"
    notes = [] if name in {"utf-8", encoding} else [told]
    rows = list(_rows(path, text))
    faults = {(row.number, column): fault for row in rows for column, fault in errors_in(row.cells)}
    return [Table(path.as_posix(), "", rows, faults)], notes


def _bytes_of(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise ContentError(f"cannot read {path}: {error.strerror}", remedy="name another") from None
    if len(data) > MAX_BYTES:
        limit = MAX_BYTES // 1_000_000
        raise ContentError(f"{path} is over {limit} MB", remedy="cut the list into smaller files")
    return data


def _decoded(path: Path, data: bytes, encoding: str | None) -> tuple[str, str]:
    names = [encoding] if encoding else ["utf-8", "gb18030"]
    if not encoding and data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        names = ["utf-16"]
    for name in names:
        try:
            text = data.decode("utf-8-sig" if name == "utf-8" else name)
        except LookupError:
            fault = f"there is no encoding {name}"
            raise ContentError(fault, remedy="utf-8, gb18030 or big5") from None
        except UnicodeError:
            continue
        if "\0" not in text:
            return text, name
    remedy = "save it as .xlsx or as CSV in UTF-8, or name its encoding with --encoding"
    raise ContentError(f"{path} is neither a workbook nor readable text", remedy=remedy)


def _rows(path: Path, text: str) -> Iterator[Row]:
    csv.field_size_limit(_CELL_CHARS)
    head = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(_DELIMITERS, key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line, is_apart = 1, False
    try:
        for values in reader:
            cells = [plain(value) for value in values[:MAX_COLUMNS]]
            if any(cells):
                yield Row(line, cells, is_apart=is_apart)
            line, is_apart = reader.line_num + 1, not any(cells)
    except csv.Error as error:
        fault = f"{path}:{line}:1: this is not CSV: {error}"
        raise ContentError(fault, remedy="save the table again as CSV") from None
