"""YAML to paste reads as it was meant, whatever fans wrote."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.content.drafts import more_phrasings, new_entry, propose_id
from intents.book import load_book
from intents.bookchecks import UNWRITTEN
from intents.text import normalise
from intents.types import EntryId

ODD = [
    "yes",
    "12",
    "2026-11-28",
    "12:30",
    "营业时间：几点",
    "a: b",
    "# 在吗",
    "- 好",
    "'单引号",
    '"双引号"',
    "[括号]",
    "{花括号}",
    "*星号",
    "&和",
    "!叹",
    "%百分",
    "@在",
    "`反`",
    "|竖",
    "> 大于",
    "~",
    "反\\斜线",
    "😀表情",
    "zh：中文",
]
HEAD = "entries:\n"


def load(folder: Path, text: str) -> dict[str, list[str]]:
    (folder / "answers").mkdir(exist_ok=True)
    (folder / "answers" / "a.yaml").write_text(text, encoding="utf-8")
    book, problems = load_book(folder)

    assert book is not None, problems
    return {name: [item.text for item in entry.questions] for name, entry in book.entries.items()}


@pytest.mark.parametrize("odd", ODD)
def test_new_entry_holds_each_phrasing_as_fans_wrote_it(odd: str, tmp_path: Path) -> None:
    text = new_entry("new.a", [odd, "第二种问法"])
    start = text.index(UNWRITTEN)

    assert load(tmp_path, HEAD + text) == {}
    written = f"{text[:start]}您好\n"
    read = [normalise(question) for question in load(tmp_path, HEAD + written)["new.a"]]
    assert read == [normalise(odd), "第二种问法"]


def test_phrasings_stand_as_deep_as_those_that_are_there(tmp_path: Path) -> None:
    entry = f"{HEAD}  - id: a.b\n    answer: 好\n    questions:\n      - 一种问法\n"
    load(tmp_path, entry)
    book, _ = load_book(tmp_path)
    assert book is not None
    place, _, lines = more_phrasings(book.entries[EntryId("a.b")], ["另一种: 问法"]).partition("\n")

    assert place == "# answers/a.yaml:2, under questions: of a.b"
    assert load(tmp_path, entry + lines) == {"a.b": ["一种问法", "另一种: 问法"]}


def test_id_is_made_of_the_words_and_free() -> None:
    assert propose_id("店里有咖啡吗", topic="store", taken=()) == "store.dian_li_you_ka_fei_ma"
    assert propose_id("any wifi", topic="new", taken={"new.any_wifi"}) == "new.any_wifi_2"
    assert propose_id("？？", topic="new", taken=()) == "new.question"
    assert len(propose_id("很" * 200, topic="new", taken=())) < 50
