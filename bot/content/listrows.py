"""One table of a question list read row by row: what is asked, what is answered, what is wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from bot.content.cells import answer_text, ways_of_asking
from bot.content.headings import ASKED, Headings, Role
from bot.content.workbook import Row, Table
from intents.text import language

_OFF = frozenset(
    [
        "停用",
        "禁用",
        "未启用",
        "关闭",
        "下线",
        "下架",
        "失效",
        "否",
        "off",
        "no",
        "n",
        "0",
        "false",
        "disabled",
    ]
)
_BLANKS = 1 / 3  # of the questions, from which on a blank answer is the one above
_TEXT = frozenset({"", "文本", "文字", "text"})


@dataclass(frozen=True, slots=True)
class Remark:
    """What happened to one cell; ``error`` is something left out that an editor must look at."""

    place: str
    message: str
    remedy: str
    severity: Literal["error", "warning", "note"] = "error"

    def __str__(self) -> str:
        """``list.xlsx:Sheet1!B7: message (remedy)``."""
        told = f"{self.place}: {self.message}"
        return f"{told} ({self.remedy})" if self.remedy else told


@dataclass(slots=True)
class Draft:
    """An entry to be: its ways of asking with their places, the leading one first."""

    category: str
    place: str
    answers: dict[str, str]
    questions: dict[str, str] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)
    id: str = ""

    @property
    def name(self) -> str:
        """The leading way of asking."""
        return next(iter(self.questions), "")


class Reading:
    """One table being read, with what holds for the rows to come."""

    def __init__(self, table: Table, headings: Headings, topic: str) -> None:
        self._table = table
        self._headings = headings
        self.topic = topic
        self.above: Draft | None = None
        self._blank_is_above = False

    def learn_layout(self, rows: Sequence[Row]) -> None:
        """See whether blank answers are the list's way to say "the same as above".

        In a list of one row a way of asking most answers are blank; elsewhere a blank answer is
        one that nobody has written yet, and that of another question would be wrong.
        """
        own = [row for row in rows if self.text(row, Role.QUESTION) and not self.fault_of(row)]
        blank = sum(map(self.is_left_blank, own))
        self._blank_is_above = blank >= max(2, len(own) * _BLANKS)

    def place(self, row: Row) -> str:
        """The first cell of the row that holds anything."""
        column = next((index for index, text in enumerate(row.cells) if text), 0)
        return self._table.place(row.number, column)

    def text(self, row: Row, role: Role) -> str:
        """The first filled cell of a role."""
        return next((text for _, _, text in self._cells(row, role)), "")

    def category(self, row: Row) -> str:
        """What the row says, else the band above it, else the sheet."""
        columns = self._headings.of(Role.CATEGORY)[:1]
        found = row.cells[columns[0].index] if columns and columns[0].index < len(row.cells) else ""
        if not found and columns and self.above is not None:
            return self.above.category
        return found or self.topic

    def fault_of(self, row: Row) -> Remark | None:
        """Why this row cannot be taken at all."""
        for column in self._headings.columns:
            fault = self._table.faults.get((row.number, column.index))
            if fault is not None and column.role in {*ASKED, Role.ANSWER, Role.CATEGORY}:
                remedy = "open the file in a spreadsheet program, mend the cell and save"
                return Remark(self._table.place(row.number, column.index), fault, remedy)
        for index, _, text in self._cells(row, Role.ENABLED):
            if text.lower() in _OFF:
                place = self._table.place(row.number, index)
                return Remark(place, f"the row is switched off ({text})", "", "note")
        for index, _, text in self._cells(row, Role.KIND):
            if text.lower() not in _TEXT:
                message = f"a reply of the kind {text} was not taken, only texts are"
                return Remark(self._table.place(row.number, index), message, "write it as a text")
        return None

    def asked(self, row: Row) -> dict[str, str]:
        """Ways of asking with their places, the standard question first."""
        found: dict[str, str] = {}
        for index, role, text in self._cells(row, *ASKED):
            for way in ways_of_asking(text, role):
                found.setdefault(way, self._table.place(row.number, index))
        return found

    def answers(self, row: Row) -> dict[str, str]:
        """The answers by language; a column that names none is read for its own."""
        found: dict[str, str] = {}
        for column in self._headings.of(Role.ANSWER):
            text = answer_text(row.cells[column.index]) if column.index < len(row.cells) else ""
            if text:
                found.setdefault(column.lang or language(text), text)
        return found

    def tags(self, row: Row) -> dict[str, str]:
        """Tags as written, with their places."""
        return {
            tag: self._table.place(row.number, index)
            for index, _, text in self._cells(row, Role.TAG)
            for tag in re.split(r"[\s,，;；、|]+", text)
            if tag
        }

    def is_merged_with_above(self, row: Row) -> bool:
        """Whether all answers of the row stand in cells that began above."""
        filled = [c.index for c in self._headings.of(Role.ANSWER) if self._at(row, c.index)]
        return bool(filled) and all(index in row.merged for index in filled)

    def is_left_blank(self, row: Row) -> bool:
        """Whether the row names a question of its own and an answer nowhere."""
        merged = any(c.index in row.merged for c in self._headings.of(Role.ANSWER, Role.QUESTION))
        return not merged and bool(self.text(row, Role.QUESTION)) and not self.answers(row)

    def is_unanswered(self, row: Row) -> bool:
        """Whether an answer is missing that is not the one of the row above."""
        return self.is_left_blank(row) and not self._blank_is_above

    def _at(self, row: Row, index: int) -> str:
        return row.cells[index] if index < len(row.cells) else ""

    def _cells(self, row: Row, *roles: Role) -> Iterator[tuple[int, Role, str]]:
        for column in self._headings.of(*roles):
            text = self._at(row, column.index)
            if text:
                yield column.index, column.role, text
