"""The first words to a new follower."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.content.welcome import load_welcome

WORDS = """brand: {zh: 维岚}
default: {zh: 您好}
scenes:
  - {scene: store, text: {zh: 门店}}
  - {scene: store_sh, text: {zh: 上海}}
"""


def test_no_file_has_no_words_of_its_own(tmp_path: Path) -> None:
    welcome, problems = load_welcome(tmp_path)

    assert problems == ()
    assert welcome.words_for("store") == {}


@pytest.mark.parametrize(
    ("scene", "words"),
    [("", "您好"), ("poster", "您好"), ("store_bj", "门店"), ("store_sh_2", "上海")],
)
def test_longest_fitting_scene_speaks(tmp_path: Path, scene: str, words: str) -> None:
    (tmp_path / "welcome.yaml").write_text(WORDS, "utf-8")
    welcome, problems = load_welcome(tmp_path)

    assert problems == ()
    assert welcome.words_for(scene) == {"zh": words}


@pytest.mark.parametrize(
    ("written", "says"),
    [
        (WORDS.replace("store_sh", "store"), "the scene `store` stands twice"),
        (WORDS.replace("您好", "''"), "empty"),
        (WORDS.replace("scene: store,", "scene: '',"), "this is empty"),
        (WORDS.replace("brand", "brands"), "brands"),
    ],
)
def test_faults_are_told(tmp_path: Path, written: str, says: str) -> None:
    (tmp_path / "welcome.yaml").write_text(written, "utf-8")
    _, problems = load_welcome(tmp_path)

    assert any(says in str(problem) for problem in problems), problems
