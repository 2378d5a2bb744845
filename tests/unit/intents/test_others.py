"""Names of other houses in a message, and that nobody is answered for them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from intents.book import load_book
from intents.others import Mention, Others, as_written
from intents.text import normalise
from intents.tokens import Tokenizer
from intents.types import Book, DecisionKind, EntryId
from intents.understanding import Understanding
from tests.understood import house_book, segmenter_folder

Folder = Callable[..., Path]

NAMES = {
    normalise(spelling): name
    for name, spellings in {
        "Gucci": ("Gucci", "古驰"),
        "小米": ("小米",),
        "得物": ("得物",),
        "优衣库": ("优衣库", "uniqlo"),
        "路易威登": ("LV", "Louis Vuitton"),
        "Louis": ("Louis",),
        "周生生": ("周生生",),
        "包子": ("包子",),
        "H&M": ("H&M",),
        "爱马仕": ("爱马仕", "Hermès"),
    }.items()
    for spelling in spellings
}
ANSWERS = """
entries:
  - id: hours.store
    questions: [你们几点关门, 营业时间是什么时候, 周末开门吗, 早上几点开门, when do you close]
    answer: 每天 10:00 至 22:00。京东上的店全天都在。
  - id: service.stores
    service: stores
    questions: [附近有门店吗, 最近的店在哪里, 怎么去你们店, 北京有专卖店吗, 上海的店在哪]
  - id: compare.hermes
    questions: [你们和优衣库什么关系, 你们是不是优衣库的牌子]
    answer: 没有关系。
"""


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    return Tokenizer({"钱包子母扣": 0}, segmenter_folder())


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("优衣库几点关门", "优衣库"),
        ("UNIQLO几点关门", "优衣库"),
        ("我的lv包坏了", "路易威登"),
        ("is Louis Vuitton open", "路易威登"),
        ("is Louis open", "Louis"),
        ("古馳的皮帶", "Gucci"),
        ("Ｇｕｃｃｉ 有货吗", "Gucci"),
        ("h&m营业时间", "H&M"),
        ("HERMES包", None),  # an accent is another letter: list both
        ("得物上买的", "得物"),
        ("获得物品", None),
        ("小米粥洒在包上了", None),
        ("上周生生气了", None),
        ("钱包子母扣坏了", None),
        ("silver chain", None),
        ("guccio 是谁", None),
        ("", None),
        ("!!!", None),
    ],
)
def test_names_are_whole_words_and_the_longest_counts(
    tokenizer: Tokenizer, text: str, name: str | None
) -> None:
    plain = normalise(text)
    found = Others(NAMES).find(plain, tokenizer.cut(plain))

    assert (found.name if found else None) == name


@pytest.mark.parametrize(
    ("text", "spelling", "written"),
    [
        ("愛馬仕的包", "爱马仕", "愛馬仕"),
        ("my GUCCI bag", "gucci", "GUCCI"),
        ("Ｇｕｃｃｉ？", "gucci", "Ｇｕｃｃｉ"),
        ("路易·威登", "路易威登", "路易·威登"),
        ("at H & M today", "h m", "H & M"),
        ("手袋", "爱马仕", "Hermès"),
        ("", "爱马仕", "Hermès"),
    ],
)
def test_a_name_is_said_as_the_fan_wrote_it(text: str, spelling: str, written: str) -> None:
    assert as_written(text, Mention("Hermès", spelling)) == written


@pytest.fixture
def understanding(folder: Folder, cache_dir: Path) -> Understanding:
    listed = "others:\n  优衣库: [Uniqlo]\n  爱马仕: []\n"
    book, problems = load_book(folder(answers__a_dot_yaml=ANSWERS, others_dot_yaml=listed))
    assert book is not None, problems
    return Understanding(with_others(book), cache_dir=cache_dir)


def with_others(book: Book) -> Book:
    """The book speaks of 优衣库 itself, so the loader leaves it out: put back for the test."""
    return replace(book, others={**book.others, "优衣库": "优衣库", "uniqlo": "优衣库"})


@pytest.mark.parametrize(
    ("text", "kind", "other", "begins"),
    [
        ("你们几点关门", DecisionKind.ANSWER, "", ""),
        ("爱马仕你们几点关门", DecisionKind.CLARIFY, "爱马仕", "names 爱马仕; "),
        ("你们几点关门和爱马仕一样吗", DecisionKind.FALLBACK, "爱马仕", "compares with 爱马仕; "),
        ("你们和优衣库什么关系", DecisionKind.ANSWER, "", ""),
    ],
)
def test_another_house_is_asked_back_unless_the_book_has_the_words(
    understanding: Understanding, text: str, kind: DecisionKind, other: str, begins: str
) -> None:
    decision = understanding.decide(text)

    assert (decision.kind, decision.other) == (kind, other)
    assert decision.reason.startswith(begins)


def test_names_that_the_book_uses_itself_are_left_out_with_the_place(folder: Folder) -> None:
    root = folder(
        answers__a_dot_yaml=ANSWERS,
        words_dot_txt="专柜王 20\n",
        others_dot_yaml="others:\n  JD: [京东]\n  古驰: [Gucci]\n  专柜王: []\n",
    )
    book, problems = load_book(root)
    told = {(p.line, p.severity, p.message.replace(root.as_posix(), "faq")) for p in problems}

    assert book is not None
    assert book.others == {"古驰": "古驰", "gucci": "古驰"}
    assert told >= {
        (2, "warning", "`JD` is left out: the book itself speaks of it (faq/answers/a.yaml:5)"),
        (4, "warning", "`专柜王` is left out: the book itself speaks of it (faq/words.txt)"),
    }


@pytest.mark.parametrize(
    ("listed", "line", "message"),
    [
        (
            "others:\n  古驰: [Gucci]\n  古奇: [GUCCI]\n",
            3,
            "`GUCCI` is a spelling of `古驰` already",
        ),
        ("others:\n  古驰: [G]\n", 2, "`G` is too short to be told from other words"),
        ("others:\n  古驰: Gucci\n", 2, "`Gucci` stands here, a list is wanted"),
    ],
)
def test_faults_have_their_place(folder: Folder, listed: str, line: int, message: str) -> None:
    root = folder(answers__a_dot_yaml=ANSWERS, others_dot_yaml=listed)
    book, problems = load_book(root)

    assert book is None
    assert [(p.line, p.message) for p in problems if p.severity == "error"] == [(line, message)]


def test_another_version_of_the_names_is_another_book(folder: Folder) -> None:
    root = folder(answers__a_dot_yaml=ANSWERS)
    before, _ = load_book(root)
    folder(others_dot_yaml="others: {古驰: []}\n")
    after, _ = load_book(root)

    assert before is not None
    assert after is not None
    assert before.version != after.version


def test_the_house_lists_many_names_and_never_its_own() -> None:
    book = house_book()

    assert len(set(book.others.values())) >= 250
    assert not set(book.others) & {normalise(name) for name in ("维岚", "Veland", "Véland")}
    assert EntryId("hours.store") in book.entries
