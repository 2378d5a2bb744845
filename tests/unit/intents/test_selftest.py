"""A book asked its own questions."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from intents.book import bind_book, read_answers
from intents.selftest import PARTS, ask_left_out, ask_tests, find_twins, reach_problems
from intents.understanding import Understanding
from tests.understood import segmenter_folder

SUMMER = date(2026, 7, 1)
ANSWERS = """entries:
  - id: returns.window
    questions: [退货期限是多少天, 买了不合适可以退吗, 签收几天之内可以退货, 包能退吗, 退货怎么退]
    answer: 七天内。
    tests: [签收之后几天可以退货, 手表进水了怎么办]
  - id: care.leather
    questions: [皮包怎么保养, 皮面脏了怎么擦, 包可以用水洗吗, 皮革护理方法, 皮具要上油吗]
    answer: 请用干软布轻擦。
    tests: [皮包要怎么保养]
  - id: watch.water
    questions: [手表防水吗, 手表进水怎么办, 戴手表能游泳吗, 表镜起雾, 皮包要怎样保养]
    answer: 请送检。
  - id: care.old
    questions: [端午礼盒, 端午活动]
    answer: 已结束。
    valid_until: 2026-06-30
    tests: [端午有什么]
  - id: care.same
    questions: [皮包怎么保养, 表镜起雾]
    answer: 同上。
"""


def read(folder: Path, text: str = ANSWERS) -> tuple[Understanding, list]:  # type: ignore[type-arg]
    (folder / "answers").mkdir()
    (folder / "answers" / "a.yaml").write_text(text, "utf-8")
    documents = read_answers(folder)
    book, problems = bind_book(folder, documents)
    assert book is not None, problems
    return Understanding(book, cache_dir=segmenter_folder()), documents


def test_own_tests_tell_how_they_are_reached_and_where_they_stand(tmp_path: Path) -> None:
    understanding, documents = read(tmp_path)
    asked = ask_tests(understanding, documents, today=SUMMER)

    assert [(test.entry, test.reached == "missed", test.line) for test in asked] == [
        ("returns.window", False, 5),
        ("returns.window", True, 5),
        ("care.leather", False, 9),
    ]
    assert asked[1].instead == "watch.water"


def test_entries_out_of_date_and_failing_tests_are_warned_of(tmp_path: Path) -> None:
    understanding, documents = read(tmp_path)
    problems = reach_problems(understanding, documents, today=SUMMER)
    told = {(problem.line, problem.message) for problem in problems}

    assert told == {
        (5, "the test 「手表进水了怎么办」 of `returns.window` leads to `watch.water`"),
        (13, "nobody reaches `care.old` any more, it ended on 2026-06-30"),
        (18, "nothing reaches `care.same`: its own phrasings lead elsewhere"),
    }
    assert {problem.severity for problem in problems} == {"warning"}


def test_every_phrasing_is_left_out_once(tmp_path: Path) -> None:
    understanding, _ = read(tmp_path)
    book = understanding.book
    asked = [item for part in range(PARTS) for item in ask_left_out(book, part)]

    assert len(asked) == book.phrasing_count()
    assert len({(item.entry, item.text) for item in asked}) == len(asked)
    # Left out of its own entry, this one stands word for word in another.
    stolen = next(item for item in asked if item.text == "表镜起雾" and item.entry == "watch.water")
    assert (stolen.reached == "answered", stolen.instead) == (False, "care.same")


def test_nearly_equal_phrasings_of_two_entries_are_found(tmp_path: Path) -> None:
    understanding, _ = read(tmp_path)
    pairs = {(pair.text, pair.other_text, round(pair.percent)) for pair in find_twins(
        understanding.book)}  # fmt: skip

    assert ("皮包怎么保养", "皮包怎么保养", 100) in pairs
    assert ("表镜起雾", "表镜起雾", 100) in pairs
    assert all(pair.entry != pair.other for pair in find_twins(understanding.book))
