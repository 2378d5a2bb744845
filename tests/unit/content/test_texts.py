"""The bot's own sentences, and what a house may change in them."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.content.texts import load_texts


def write(folder: Path, written: str) -> Path:
    (folder / "texts.yaml").write_text(written, "utf-8")
    return folder


def test_without_a_file_the_packaged_sentences_speak(tmp_path: Path) -> None:
    texts, problems = load_texts(tmp_path)

    assert problems == ()
    assert texts.say("thanks", "zh") == "不客气，很高兴能帮到您。"
    assert texts.say("brand", "en") == "our house"


def test_own_words_stand_in_front_and_other_languages_stay(tmp_path: Path) -> None:
    texts, problems = load_texts(write(tmp_path, "texts: {thanks: {zh: 乐意之至}}"))

    assert problems == ()
    assert texts.say("thanks", "zh") == "乐意之至"
    assert texts.say("thanks", "en") == "You are most welcome."


def test_language_without_words_reads_simplified_chinese(tmp_path: Path) -> None:
    texts, _ = load_texts(tmp_path)

    assert texts.say("thanks", "fr") == texts.say("thanks", "zh")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("sentence", "says"),
    [
        ("texts: {nothing: {zh: x}}", "no sentence is called `nothing`"),
        ("texts: {welcome: {zh: '{name}您好'}}", "`welcome` names a value that is not there: name"),
        ("texts: {thanks: {zh: '{name}'}}", "`thanks` names a value that is not there: name"),
        ("texts: {clarify: {zh: '{choices.__class__}'}}", "choices.__class__"),
        ("texts: {clarify: {zh: '{choices!r}'}}", "is not there"),
        ("texts: {clarify: {zh: '{choices:>99999999}'}}", "is not there"),
        ("texts: {clarify: {zh: '{choices'}}", "is not there"),
        ("texts: {thanks: {zh: ''}}", "this text is empty"),
        ("texts: {thanks: {zh: '  '}}", "this text is empty"),
        ("texts: {thanks: {en: x}}", "zh"),
        ("texts: {thanks: {zh: x, zh_hant: x}}", "zh_hant"),
        ("texts: {thanks: {zh: no}}", "no"),
        ("texts: {thanks: {zh: 10:00}}", "10:00"),
        ("texts: []", "a mapping of `key: value` is wanted"),
    ],
)
def test_misfits_are_told_and_change_nothing(tmp_path: Path, sentence: str, says: str) -> None:
    texts, problems = load_texts(write(tmp_path, sentence))

    assert any(says in problem.message for problem in problems), problems
    assert all(problem.severity == "error" and problem.line == 1 for problem in problems)
    assert texts.say("thanks", "zh") == "不客气，很高兴能帮到您。"
