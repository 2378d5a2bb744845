"""The strict loader: every fault an editor can make, with its place and its remedy."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Literal

import pytest
from pydantic import BaseModel, ConfigDict

from intents.strict import Document, Fault, load_document, parse_document


class Item(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: str
    count: int = 0
    open: bool = False
    day: date | None = None
    size: Literal["small", "large"] = "small"
    words: tuple[str, ...] = ()
    title: str | dict[str, str] = ""


class File(BaseModel):
    model_config = ConfigDict(extra="forbid")

    items: tuple[Item, ...] = ()


def read(text: str | bytes) -> Document[File]:
    data = text if isinstance(text, bytes) else text.encode()
    return parse_document(data, File, name="a.yaml")


ITEM = "items:\n  - name: x\n"

FAULTS: dict[str, tuple[str | bytes, str, str, str]] = {
    "duplicate key": (ITEM + "    count: 1\n    count: 2\n", "4:5", "second time", "keep one"),
    "unknown key": (ITEM + "    cuont: 1\n", "3:5", "unknown key `cuont`", "did you mean `count`?"),
    "strange key": (ITEM + "    zzz: 1\n", "3:5", "unknown key `zzz`", "known here: name, count"),
    "missing key": ("items:\n  - count: 1\n", "2:5", "`name` is missing", "add `name: ...`"),
    "no as text": ("items:\n  - name: no\n", "2:11", "read as the truth value false", '"no"'),
    "on as text": ("items:\n  - name: on\n", "2:11", "read as the truth value true", '"on"'),
    "yes as flag": (ITEM + "    open: yes\n", "3:11", "read as the truth value true", "true or"),
    "true as text": ("items:\n  - name: true\n", "2:11", "the truth value true", '"true"'),
    "float as text": ("items:\n  - name: 3.10\n", "2:11", "read as the number 3.1", '"3.10"'),
    "number as text": ("items:\n  - name: 400\n", "2:11", "read as the number 400", '"400"'),
    "clock": ("items:\n  - name: 10:00\n", "2:11", "read as the number 600", '"10:00"'),
    "clock as number": (ITEM + "    count: 10:00\n", "3:12", "read as the number 600", '"10:00"'),
    "octal": ("items:\n  - name: 0755\n", "2:11", "another notation", '"0755"'),
    "long number": (f"items:\n  - name: {'9' * 20}\n", "2:11", "too long", "quotes"),
    "date as text": ("items:\n  - name: 2026-05-31\n", "2:11", "is read as a date", "quotes"),
    "moment": ("items:\n  - name: 2026-05-31 10:00:00\n", "2:11", "a point in time", "quotes"),
    "no such day": (ITEM + "    day: 2026-02-30\n", "3:10", "not in the calendar", "quotes"),
    "no date": (ITEM + "    day: soon\n", "3:10", "not a date", "2026-05-31"),
    "text as number": (ITEM + '    count: "1"\n', "3:12", "a whole number is wanted", "digits"),
    "text as flag": (ITEM + '    open: "true"\n', "3:11", "true or false is wanted", "without"),
    "wrong choice": (
        ITEM + "    size: huge\n",
        "3:11",
        "none of the possible",
        "`small` or `large`",
    ),
    "empty": ("items:\n  - name:\n", "2:10", "this is empty", "write one text"),
    "text for list": (ITEM + "    words: x\n", "3:12", "a list is wanted", "- "),
    "mapping for list": (ITEM + "    words: {a: b}\n", "3:12", "this is a mapping", "- "),
    "neither of two": (ITEM + "    title: [x]\n", "3:12", "text or a mapping", "write one text"),
    "text for mapping": ("items:\n  - x\n", "2:5", "a mapping of `key: value` is wanted", "lines"),
    "anchor": ("items:\n  - &a\n    name: x\n", "2:5", "the anchor `&a`", "write the content out"),
    "alias": ("items:\n  - name: *a\n", "2:11", "the alias `*a`", "quotes"),
    "merge key": (ITEM + "    <<: {count: 1}\n", "3:5", "the merge key", "write the content out"),
    "tag": ("items:\n  - name: !!str x\n", "2:11", "the type tag `!!str`", "remove the tag"),
    "python tag": ("items: !!python/object:os.system x\n", "1:8", "the type tag", "remove"),
    "starts with a star": ("items:\n  - name: *重点*\n", "2:12", "needs quotes", "quotes"),
    "tab": ("items:\n\t- name: x\n", "2:1", "a tab is used", "two spaces"),
    "full-width colon": ("items:\n  - name：x\n", "2:5", "full-width colon", "English colon"),
    "full-width colon above a list": ("items：\n  - name: x\n", "1:6", "full-width colon", "type"),
    "deep": ("items: " + "[" * 30, "1:27", "over 20 levels", "flatten"),
    "two documents": ("items: []\n---\nitems: []\n", "2:1", "a second document", "---"),
    "colon in text": ("items:\n  - name: he said: no\n", "2:18", "a `:` stands where", "quotes"),
    "open quote": ("items:\n  - name: 'x\n", "2:11", "never closed", "close the quote"),
    "open bracket": ("items: [\n", "2:1", "a value is wanted", "brackets"),
    "list left open": ("items: [a\n", "2:1", "not closed", "`]`"),
    "outdented": (" items: []\nx: 1\n", "2:1", "further left", "same column"),
    "misfit line": ("items: []\n- x\n", "2:1", "does not fit", "same column"),
    "GBK": ("items:\n  - name: 退货\n".encode("gbk"), "2:11", "saved as GBK, not UTF-8", "UTF-8"),
    "Latin-1": (b"items:\n  - name: caf\xe9 \xff\n", "2:14", "not UTF-8", "encoding UTF-8"),
    "UTF-16": ("items: []".encode("utf-16"), "1:1", "saved as UTF-16", "UTF-8"),
    "NUL": (b"items:\n  - name: a\0b\n", "2:12", "a NUL character", "delete it"),
    "control character": (b"items:\n  - name: a\x07b\n", "2:12", "U+0007", "delete it"),
    "too large": (b"#" * (5 * 1024 * 1024 + 1), "1:1", "over 5 MB", "split it"),
    "list key": ("? [a, b]\n: c\n", "1:3", "a key must be a single word", "brackets"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_in_a_file_is_told_with_place_and_remedy(name: str) -> None:
    text, place, message, remedy = FAULTS[name]
    document = read(text)

    assert document.value is None
    told = [str(problem) for problem in document.problems]
    found = [p for p in document.problems if f"{p.line}:{p.column}" == place]
    assert any(message in problem.message and remedy in problem.remedy for problem in found), told


def test_faults_of_one_file_are_told_all_at_once_in_order() -> None:
    document = read(
        "items:\n"
        "  - name: no\n"
        "    cuont: 1\n"
        "  - count: x\n"
        "    open: yes\n"
        "    size: small\n"
        "    size: large\n"
    )

    assert [(problem.line, problem.column) for problem in document.problems] == [
        (2, 11),
        (3, 5),
        (4, 5),
        (4, 12),
        (5, 11),
        (7, 5),
    ]


def test_no_message_speaks_the_language_of_the_validator() -> None:
    for text, *_ in FAULTS.values():
        for problem in read(text).problems:
            words = f"{problem.message} {problem.remedy}".lower()
            assert not any(word in words for word in ("pydantic", "http", "input", "instance"))


def test_a_byte_order_mark_and_windows_line_ends_are_accepted() -> None:
    document = read(b"\xef\xbb\xbfitems:\r\n  - name: a\r\n    day: 2026-05-31\r\n")

    assert document.problems == ()
    assert document.value == File(items=(Item(name="a", day=date(2026, 5, 31)),))


def test_quoted_and_block_texts_are_taken_as_written() -> None:
    document = read(
        "items:\n"
        '  - name: "no"\n'
        "    words: [\"10:00\", '3.10', 10:00 点]\n"
        "    title: |\n"
        "      a\tb\n"
    )

    assert document.value is not None
    assert document.value.items[0].words == ("10:00", "3.10", "10:00 点")
    assert document.value.items[0].title == "a\tb\n"


@pytest.mark.parametrize("text", ["", "# only a comment\n", "---\n", "~\n"])
def test_an_empty_file_counts_as_an_empty_mapping(text: str) -> None:
    assert read(text).value == File()


def test_positions_lead_to_the_value_or_to_what_encloses_it() -> None:
    document = read("items:\n  - name: x\n    words:\n      - a\n      - b\n")

    assert document.position("items", 0, "words", 1) == (5, 9)
    assert document.position("items", 0, "nothing") == (2, 5)
    assert document.position("nowhere") == (1, 1)
    problem = document.problem("m", "r", "items", 0, "name", severity="warning")
    assert str(problem) == "a.yaml:2:11: m (r)"
    assert problem.severity == "warning"


def test_a_missing_file_is_a_problem_and_no_exception(tmp_path: Path) -> None:
    missing = load_document(tmp_path / "x.yaml", File, name="x.yaml")
    folder = load_document(tmp_path, File, name="dir")

    assert missing.problems[0].message == "the file is missing"
    assert "cannot be read" in folder.problems[0].message


def test_a_validator_tells_its_own_words_and_place() -> None:
    fault = Fault("too late", remedy="choose an earlier day", at=("day",))

    assert (str(fault), fault.remedy, fault.at) == ("too late", "choose an earlier day", ("day",))


def test_a_merge_key_bomb_costs_nothing() -> None:
    levels = "".join(f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]\n" for i in range(1, 30))
    document = read("a0: &a0 [x]\n" + levels)

    assert document.value is None
    assert any("anchor" in problem.message for problem in document.problems)
