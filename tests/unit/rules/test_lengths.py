"""Texts over one message, counted as they would be sent."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.content.library import load_library
from bot.content.sent import sent_texts
from bot.rules.lengths import long_texts
from intents.book import read_answers
from intents.types import Problem

LIMIT = 2047


def problems_of(folder: Path, answer: str, extra: str = "", **files: str) -> tuple[Problem, ...]:
    (folder / "answers").mkdir()
    (folder / "answers" / "a.yaml").write_text(
        "entries:\n  - id: a.b\n    questions: [甲一, 乙二, 丙三, 丁四, 戊五]\n"
        f"    answer: {answer}\n{extra}",
        "utf-8",
    )
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text, "utf-8")
    library, faults = load_library(folder)
    assert library is not None, faults
    return long_texts(library, sent_texts(folder, read_answers(folder)))


@pytest.mark.parametrize(
    ("answer", "extra", "long"),
    [
        ("x" * LIMIT, "", False),
        ("x" * (LIMIT + 1), "", True),
        ("字" * 682, "", False),
        ("字" * 683, "", True),
        ("x" * (LIMIT - 10), "    handoff: offer\n", True),
        ("x" * (LIMIT - 40), "    card: {title: 链接, url: 'https://www.veland.example'}\n", True),
        ("x" * (LIMIT - 5), "    choices: [a.b]\n", True),
        (f"{{zh: 好, en: {'x' * (LIMIT + 1)}}}", "", True),
    ],
)
def test_answer_is_counted_with_all_that_stands_under_it(
    tmp_path: Path, answer: str, extra: str, long: bool
) -> None:
    problems = problems_of(tmp_path, answer, extra)

    assert bool(problems) is long
    assert all(problem.line == 2 and problem.severity == "warning" for problem in problems)


def test_sentences_and_canned_replies_are_counted_too(tmp_path: Path) -> None:
    long = "字" * 683
    problems = problems_of(
        tmp_path,
        "好",
        texts=f"texts: {{thanks: {{zh: {long}}}}}\n",
        canned=f"canned: [{{id: a, title: b, text: {{zh: {long}}}}}]\n",
    )

    assert [Path(problem.path).name for problem in problems] == [
        "texts.yaml", "canned.yaml"]  # fmt: skip
    assert problems[1].message == "this text has 2049 bytes, one message holds 2048"
