"""A content folder becomes a book, or every fault in it is told at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from intents.book import load_book, read_answers
from intents.bookchecks import UNWRITTEN
from intents.selftest import ask_tests
from intents.types import Book, DecisionKind, Problem
from intents.understanding import Understanding

Folder = Callable[..., Path]

GOOD = """
entries:
  - id: returns.window
    questions: [可以退货吗, 退货期限是多少天, 不合适怎么退, 收到几天内能退, 我想把东西退掉]
    answer: 7 天内可以。
    tags: [service.topic=returns]
    related: [service.stores]
    card: {title: 退货说明, url: "https://example.com/r"}
    valid_from: 2026-01-01
  - id: service.stores
    service: stores
    questions: [附近有门店吗, 最近的店在哪里, 怎么去你们店, 北京有专卖店吗, 哪里可以买到]
"""


def entry(name: str, extra: str = "    answer: x\n") -> str:
    return f"  - id: {name}\n    questions: [{name} 一, 二 {name}, 三三 {name}]\n{extra}"


def told(problems: tuple[Problem, ...], root: Path) -> list[str]:
    return [
        f"{problem.path.removeprefix(root.as_posix() + '/')}:{problem.line} {problem.message}"
        for problem in problems
        if problem.severity == "error"
    ]


def test_a_good_folder_becomes_a_book_with_places(folder: Folder) -> None:
    root = folder(
        answers__deep__a_dot_yaml=GOOD,
        synonyms_dot_yaml="synonyms:\n  手袋: [包包, 手提包]\n",
        words_dot_txt="维岚 2000 nz\n银杏手袋\n\n# a remark\n",
    )
    book, problems = load_book(root)

    assert problems == ()
    assert book is not None
    first = book.entries[next(iter(book.entries))]
    assert (first.id, first.line, first.path) == (
        "returns.window",
        3,
        (root / "answers/deep/a.yaml").as_posix(),
    )
    assert (first.questions[1].line, first.questions[1].column) == (4, 24)
    assert first.answers == {"zh": "7 天内可以。"}
    assert (first.tags[0].key, first.tags[0].value) == ("service.topic", "returns")
    assert first.card is not None
    assert first.valid_from == date(2026, 1, 1)
    assert book.words == {"维岚": 2000, "银杏手袋": 0}
    assert book.synonyms == {"包包": "手袋", "手提包": "手袋"}


def test_a_missing_or_empty_answers_folder_is_an_error(tmp_path: Path) -> None:
    missing = load_book(tmp_path)
    (tmp_path / "answers").mkdir()
    empty = load_book(tmp_path)

    assert missing[0] is None
    assert missing[1][0].message == "this folder is missing"
    assert empty[0] is None
    assert empty[1][0].message == "there is no .yaml file in this folder"


def test_one_bad_file_hides_no_fault_of_another(folder: Folder) -> None:
    root = folder(
        answers__a_dot_yaml="entries: [\n",
        answers__b_dot_yaml="entries:\n" + entry("b.one", "    anwser: x\n"),
        answers__c_dot_yaml="entries:\n" + entry("b.one"),
        synonyms_dot_yaml="synonyms: {a: b}\n",
        words_dot_txt=b"word 12 n extra\n" + "维岚".encode("gbk"),
    )
    book, problems = load_book(root)

    assert book is None
    assert told(problems, root) == [
        "answers/a.yaml:2 a value is wanted here",
        "answers/b.yaml:4 unknown key `anwser`",
        f"answers/c.yaml:2 the id `b.one` is taken, first in {root.as_posix()}/answers/b.yaml:2",
        "synonyms.yaml:1 `b` stands here, a list is wanted",
        "words.txt:2 saved as GBK, not UTF-8",
    ]


def test_what_contradicts_itself_is_an_error_at_its_place(folder: Folder) -> None:
    late = "    answer: x\n    valid_from: 2026-03-02\n    valid_until: 2026-03-01\n"
    root = folder(
        answers__a_dot_yaml="entries:\n"
        + entry("a.both", "    answer: x\n    service: stores\n")
        + entry("a.none", "")
        + entry("a.late", late)
        + entry("a.tag", "    answer: x\n    tags: [returns]\n")
        + entry("a.lang", "    answer: {de: x}\n")
        + entry("a.ref", "    answer: x\n    related: [a.gone]\n    choices: [a.tag, a.away]\n")
        + entry("A b")
    )
    _, problems = load_book(root)

    assert told(problems, root) == [
        "answers/a.yaml:5 the entry `a.both` has both an answer and a service",
        "answers/a.yaml:6 the entry `a.none` has neither an answer nor a service",
        "answers/a.yaml:12 valid_until 2026-03-01 is before valid_from 2026-03-02",
        "answers/a.yaml:16 the tag `returns` is not of the form key=value",
        "answers/a.yaml:19 unknown key `de`",
        "answers/a.yaml:25 the id `A b` has characters that are not possible",
    ]


def test_unknown_references_are_errors(folder: Folder) -> None:
    extra = "    answer: x\n    related: [a.gone]\n    choices: [a.b, a.away]\n"
    root = folder(answers__a_dot_yaml="entries:\n" + entry("a.b", extra))
    _, problems = load_book(root)

    assert told(problems, root) == [
        "answers/a.yaml:5 there is no entry `a.gone`",
        "answers/a.yaml:6 there is no entry `a.away`",
    ]


def test_references_into_a_file_with_faults_are_not_called_unknown(folder: Folder) -> None:
    root = folder(
        answers__a_dot_yaml="entries:\n" + entry("a.b", "    answer: x\n    related: [b.c]\n"),
        answers__b_dot_yaml="entries:\n" + entry("b.c", "    answer: x\n    foo: 1\n"),
    )
    _, problems = load_book(root)

    assert told(problems, root) == ["answers/b.yaml:5 unknown key `foo`"]


def test_what_an_editor_should_look_at_is_a_warning_and_the_book_loads(folder: Folder) -> None:
    root = folder(
        answers__a_dot_yaml="entries:\n"
        "  - id: plain\n"
        "    questions: [可以退货吗, 请问今天可以把这个退货吗, 请问今天可以把这个退货嘛]\n"
        "    answer: x\n"
        "  - id: a.b\n"
        "    questions: [可以退货吗？, 一二三四, 五六七八, 九十甲乙, 丙丁戊己]\n"
        "    answer: x\n",
        answers__old_dot_yml="",
    )
    book, problems = load_book(root)

    assert book is not None
    assert {problem.severity for problem in problems} == {"warning"}
    assert [
        (problem.line, problem.message.replace(root.as_posix(), "")) for problem in problems
    ] == [
        (2, "`plain` has only 3 phrasings"),
        (2, "the id `plain` has no topic"),
        (3, "「请问今天可以把这个退货嘛」 is nearly the same as 「请问今天可以把这个退货吗」"),
        (6, "「可以退货吗？」 asks for `plain` as well (/answers/a.yaml:3)"),
        (1, "this file is not read, its name ends in .yml"),
    ]


def test_a_variant_of_two_words_is_an_error(folder: Folder) -> None:
    root = folder(
        answers__a_dot_yaml=GOOD, synonyms_dot_yaml="synonyms:\n  手袋: [包]\n  背包: [包]\n"
    )
    _, problems = load_book(root)

    assert told(problems, root) == ["synonyms.yaml:3 `包` is a variant of `手袋` already"]


def test_the_version_follows_the_content_and_not_its_layout(folder: Folder) -> None:
    def version(text: str) -> str:
        book: Book | None = load_book(folder(answers__a_dot_yaml=text))[0]
        assert book is not None
        return book.version

    first = version(GOOD)

    assert version("# a remark\n\n" + GOOD) == first
    assert version(GOOD.replace("7 天内", "14 天内")) != first
    assert len(first) == 12


def test_many_phrasings_load_within_seconds(folder: Folder) -> None:
    lines = "".join(f"      - 第{i}个问题怎么办{i * 7919}\n" for i in range(20_000))
    head = "entries:\n  - id: a.b\n    answer: x\n    questions:\n"
    book, _ = load_book(folder(answers__a_dot_yaml=head + lines))

    assert book is not None
    assert book.phrasing_count() == 20_000


def test_entry_whose_answer_is_still_to_be_written_is_told_and_left_out(
    folder: Folder, cache_dir: Path
) -> None:
    root = folder(
        answers__a_dot_yaml="entries:\n"
        + entry("a.done")
        + entry("a.open", f"    answer: {UNWRITTEN}write it here\n    tests: [一]\n")
        + entry("a.half", f"    answer: {{zh: 好的, en: {UNWRITTEN}}}\n")
    )
    book, problems = load_book(root)

    assert book is not None
    assert list(book.entries) == ["a.done"]
    assert [
        (problem.line, problem.severity, problem.message.partition(":")[0])
        for problem in problems
        if "still to be written" in problem.message
    ] == [
        (7, "warning", "the answer of `a.open` is still to be written"),
        (11, "warning", "the answer of `a.half` is still to be written"),
    ]
    understanding = Understanding(book, cache_dir=cache_dir)
    assert ask_tests(understanding, read_answers(root), today=date(2026, 11, 28)) == ()


def test_book_of_nothing_but_unwritten_answers_answers_nothing(
    folder: Folder, cache_dir: Path
) -> None:
    book, _ = load_book(
        folder(answers__a_dot_yaml="entries:\n" + entry("a.open", f"    answer: {UNWRITTEN}\n"))
    )
    assert book is not None
    understanding = Understanding(book, cache_dir=cache_dir)

    assert understanding.decide("a.open 一").kind is DecisionKind.FALLBACK
