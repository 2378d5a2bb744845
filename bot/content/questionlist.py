"""The tables of a question list as drafts of entries, and what of them could not be taken.

A row has a question, further ways of asking it and an answer. A row without an answer of its own
(merged with the one above, or blank) belongs to the row above; so does a row of the same category
with the same answer. Nothing is known here of the content folder.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from bot.content.headings import Headings, Role, find_headings
from bot.content.listrows import Draft, Reading, Remark
from bot.content.workbook import Row, Table
from intents.text import normalise

SAME_ANSWER = 12
"""Shorter answers (请联系客服) are given to many questions that have nothing else in common."""
_UNNAMED = re.compile(r"(?i)(?:sheet|工作表|表格?|表单)\s*\d*\Z")
_NUMBERED = re.compile(r"^\s*(?:第?[一二三四五六七八九十\d]{1,3}[章节、.．)）:：\s]\s*)+")


class QuestionList:
    """Collects drafts from tables, in their order."""

    def __init__(self, *, category: str) -> None:
        self.drafts: list[Draft] = []
        self.remarks: list[Remark] = []
        self.tables = 0
        self._category = category
        self._owner: dict[str, tuple[Draft, str]] = {}
        self._answered: dict[tuple[str, str], Draft] = {}

    def add(self, table: Table) -> None:
        """Take in one table; one without headings is remarked on."""
        if not table.rows:
            return
        headings = find_headings(table)
        if headings is None:
            message = "no row names a question and an answer, so this sheet was not taken"
            remedy = "write headings such as 问题, 相似问法, 答案, 分类 over the columns"
            self.remarks.append(Remark(table.place(1, 0), message, remedy, "warning"))
            return
        self.tables += 1
        self._tell_columns(table, headings)
        reading = Reading(table, headings, self._topic_of(table))
        rows = [row for row in table.rows if row.number > headings.row]
        reading.learn_layout(rows)
        for row in rows:
            self._row(reading, row)

    def _topic_of(self, table: Table) -> str:
        unnamed = not table.name or _UNNAMED.match(table.name)
        return self._category if unnamed else table.name

    def _tell_columns(self, table: Table, headings: Headings) -> None:
        spare = headings.of(Role.CATEGORY)[1:] + headings.of(Role.OTHER)
        for column in spare:
            place = table.place(headings.row, column.index)
            message = f"the column {column.heading} was not taken"
            self.remarks.append(Remark(place, message, "", "note"))

    def _row(self, reading: Reading, row: Row) -> None:
        if row.is_apart and not reading.is_merged_with_above(row):
            reading.above = None
        if row.is_band and sum(map(bool, row.cells)) == 1:
            reading.topic = _NUMBERED.sub("", row.cells[0]) or row.cells[0]
            reading.above = None
            return
        fault = reading.fault_of(row)
        if fault is not None:
            self.remarks.append(fault)
            reading.above = None
            return
        asked, answers = reading.asked(row), reading.answers(row)
        if not asked:
            if answers and not reading.is_merged_with_above(row):
                message = "an answer without a question was left out"
                self._tell(reading.place(row), message, "write the question beside it")
            return
        draft = self._draft_for(reading, row, asked, answers)
        if draft is not None:
            reading.above = draft
            self._fill(draft, asked, reading, row)

    def _draft_for(
        self, reading: Reading, row: Row, asked: dict[str, str], answers: dict[str, str]
    ) -> Draft | None:
        first, place = next(iter(asked.items()))
        above = reading.above
        if not answers or (above is not None and reading.is_merged_with_above(row)):
            if above is None or reading.is_unanswered(row):
                remedy = "write one; if it is that of the row above, merge the two cells"
                self._tell(place, f"「{first}」 has no answer", remedy)
                return None
            if reading.is_left_blank(row):
                message = f"「{first}」 has no answer, so it was taken as another way of asking"
                self._tell(place, f"{message} 「{above.name}」", "", "note")
            return above
        category = reading.category(row)
        answer = "\n".join(answers.values())
        same = self._answered.get((category, answer)) if len(answer) >= SAME_ANSWER else None
        if same is not None:
            message = f"「{first}」 joined 「{same.name}」 ({_near(same.place)})"
            self._tell(place, f"{message}: the answers are the same", "", "note")
            return same
        fresh = Draft(category, place, answers, id=reading.text(row, Role.ID))
        return fresh if self._takes(fresh, asked) else None

    def _takes(self, fresh: Draft, asked: dict[str, str]) -> bool:
        """Whether anything of a new draft can be asked for; it is kept in that case."""
        if all(compared(text) in self._owner for text in asked):
            for text, place in asked.items():
                self._tell_taken(text, place)
            return False
        self.drafts.append(fresh)
        self._answered.setdefault((fresh.category, "\n".join(fresh.answers.values())), fresh)
        return True

    def _fill(self, draft: Draft, asked: dict[str, str], reading: Reading, row: Row) -> None:
        for text, place in asked.items():
            known = self._owner.get(compared(text))
            if known is None:
                self._owner[compared(text)] = draft, place
                draft.questions[text] = place
            elif known[0] is not draft:
                self._tell_taken(text, place)
        draft.tags |= reading.tags(row)

    def _tell_taken(self, text: str, place: str) -> None:
        owner, first = self._owner[compared(text)]
        message = f"「{text}」 has another answer already, that of 「{owner.name or text}」"
        self._tell(place, f"{message} ({_near(first)})", "keep one of the two")

    def _tell(
        self,
        place: str,
        message: str,
        remedy: str,
        severity: Literal["error", "note"] = "error",
    ) -> None:
        self.remarks.append(Remark(place, message, remedy, severity))


def compared(text: str) -> str:
    """The form in which two ways of asking are the same."""
    return normalise(text) or text


def _near(place: str) -> str:
    return place.rpartition("/")[2]


def read_list(tables: Sequence[Table], *, category: str) -> QuestionList:
    """Everything that the tables hold; ``category`` is for what no column and no sheet names."""
    found = QuestionList(category=category)
    for table in tables:
        found.add(table)
    return found
