"""Replies that agents send with two keys."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.content.canned import load_canned

HELLO = """defaults: {fan: 您}
canned:
  - {id: greet.hello, title: 问候, keys: [hi], text: {zh: "{fan}好，我是{agent}。", en: Hello}}
"""


def test_no_file_means_no_replies(tmp_path: Path) -> None:
    assert load_canned(tmp_path) == ((), ())


def test_variables_are_filled_as_plain_text(tmp_path: Path) -> None:
    (tmp_path / "canned.yaml").write_text(HELLO, "utf-8")
    (reply,), problems = load_canned(tmp_path)

    assert problems == ()
    assert reply.fill("zh", agent="林岚") == "您好，我是林岚。"
    assert reply.fill("zh", fan="{agent}", agent="{{x}}") == "{agent}好，我是{{x}}。"
    assert reply.fill("zh") == "您好，我是。"
    assert reply.fill("zh-Hant", fan="", agent="林") == "您好，我是林。"
    assert reply.fill("en") == "Hello"


@pytest.mark.parametrize(
    ("written", "says"),
    [
        (HELLO.replace("{agent}", "{agents}"), "there is no variable `agents`"),
        (HELLO.replace("fan: 您", "fna: 您"), "there is no variable `fna`"),
        (HELLO + HELLO.partition("canned:\n")[2], "stands twice"),
        (HELLO.replace("greet.hello", "Greet"), "Greet"),
        (HELLO.replace("title: 问候, ", ""), "title"),
        (HELLO.replace("[hi]", "hi"), "a list is wanted"),
    ],
)
def test_faults_are_told(tmp_path: Path, written: str, says: str) -> None:
    (tmp_path / "canned.yaml").write_text(written, "utf-8")
    _, problems = load_canned(tmp_path)

    assert any(says in str(problem) for problem in problems), problems
