"""The first words to a new follower: which text speaks, and what must stand in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.content.library import load_library
from bot.content.tags import load_tags
from bot.content.welcome import Welcome, check_reason_tags
from bot.content.welcomefile import MAX_CHOICES, load_welcome
from bot.model import SOURCES, Arrival
from bot.rules.arrival import by_code

FAQ = Path(__file__).parents[3] / "faq"
HEAD = """brand: {zh: 维岚}
notice: {version: "1", text: {zh: '<a href="https://www.veland.example/privacy">隐私</a>'}}
"""
QUESTION = """question:
  text: {zh: 您为什么来？}
  choices:
    - {label: {zh: 到店}, entry: service.stores, tag: intent.reason=shop}
"""
WORDS = (
    HEAD
    + QUESTION
    + """default: {zh: 默认智能助手}
again: {zh: 又见智能助手}
sources:
  search: {zh: 搜索智能助手}
scenes:
  - {scene: store, text: {zh: 门店智能助手}}
  - {scene: store.sh, text: {zh: 上海智能助手}, again: {zh: 又到上海智能助手}}
  - {place: till, text: {zh: 收银智能助手}}
  - {campaign: ss26, text: {zh: 活动智能助手}}
  - {campaign: ss26, place: till, text: {zh: 活动收银智能助手}}
"""
)


def read(tmp_path: Path, written: str) -> tuple[Welcome, list[str]]:
    (tmp_path / "welcome.yaml").write_text(written, "utf-8")
    welcome, problems = load_welcome(tmp_path)
    return welcome, [str(problem) for problem in problems]


def test_no_file_has_no_words_of_its_own(tmp_path: Path) -> None:
    welcome, problems = load_welcome(tmp_path)

    assert problems == ()
    assert welcome.words_for(Arrival(source="qr", scene="store")) == {}


@pytest.mark.parametrize(
    ("arrival", "words"),
    [
        (Arrival(), "默认"),
        (Arrival(source="search"), "搜索"),
        (Arrival(source="ad"), "默认"),
        (Arrival(source="qr", scene="poster"), "默认"),
        (Arrival(source="qr", scene="store.bj"), "门店"),
        (Arrival(source="qr", scene="store.sh.2"), "上海"),
        (Arrival(source="qr", scene="t.1", place="till"), "收银"),
        (Arrival(source="qr", scene="c.1", campaign="ss26"), "活动"),
        (Arrival(source="qr", scene="c.1", campaign="ss26", place="popup"), "活动"),
        (Arrival(source="qr", scene="c.1", campaign="ss26", place="till"), "活动收银"),
        (Arrival(source="qr", scene="store.sh", campaign="ss26", place="till"), "上海"),
    ],
)
def test_most_specific_words_win(tmp_path: Path, arrival: Arrival, words: str) -> None:
    welcome, problems = read(tmp_path, WORDS)

    assert problems == []
    assert welcome.words_for(arrival) == {"zh": f"{words}智能助手"}


def test_known_fan_gets_the_words_for_coming_again(tmp_path: Path) -> None:
    welcome, _ = read(tmp_path, WORDS)

    assert welcome.again_for(Arrival(source="qr", scene="store.sh.2"))["zh"] == "又到上海智能助手"
    assert welcome.again_for(Arrival(source="qr", scene="store.bj"))["zh"] == "又见智能助手"


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ("默认智能助手", "默认", "does not say that an assistant answers"),
        ("搜索智能助手}", "搜索智能助手, en: Hello}", "does not say that an assistant answers"),
        ("又见智能助手", "又见", "does not say that an assistant answers"),
        ("notice:", "#", "has no privacy notice"),
        ("https://www.veland.example/privacy", "#", "the privacy notice has no link"),
        (QUESTION, "", "without a question"),
        ("默认智能助手", "默认智能助手，您好吗？", "asks a question of its own"),
        ("默认智能助手", "智能助手" + "长" * 680, "a free reply holds 2047"),
        ("tag: intent.reason=shop}\n", "tag: intent.reason=shop}\n" + 4 * (
            "    - {label: {zh: 到店}, entry: service.stores}\n"
        ), f"5 choices, a fan reads {MAX_CHOICES}"),
        ("scene: store.sh", "scene: store", "`store` stands twice"),
        ("place: till, text: {zh: 收银", "text: {zh: 收银", "no code is named"),
        ("{place: till, text: {zh: 收银智能助手}}", "{place: till}", "no words are given"),
        ("  search:", "  serach:", "none of"),
        ("brand", "brands", "brands"),
        ('version: "1", ', "", "version"),
    ],
)  # fmt: skip
def test_faults_are_told_with_their_place(
    tmp_path: Path, before: str, after: str, says: str
) -> None:
    assert before in WORDS
    _, problems = read(tmp_path, WORDS.replace(before, after, 1))

    assert any(says in problem for problem in problems), problems
    assert all(f"{tmp_path}/welcome.yaml:" in problem for problem in problems)


def test_fault_in_a_text_names_its_line_and_column(tmp_path: Path) -> None:
    _, (problem,) = read(tmp_path, WORDS.replace("收银智能助手", "收银", 1))
    line = WORDS.splitlines().index("  - {place: till, text: {zh: 收银智能助手}}") + 1

    assert f":{line}:" in problem
    assert "write 智能助手 in it" in problem


def test_answer_of_the_question_must_lead_somewhere_and_tell_a_known_tag(tmp_path: Path) -> None:
    (tmp_path / "answers").mkdir()
    (tmp_path / "answers" / "a.yaml").write_text(
        "entries:\n  - {id: a.b, questions: [一, 二, 三, 四, 五], answer: 好}\n", "utf-8"
    )
    (tmp_path / "welcome.yaml").write_text(WORDS, "utf-8")
    library, problems = load_library(tmp_path)

    assert library is None
    assert any("no entry is called `service.stores`" in str(problem) for problem in problems)
    welcome, _ = load_welcome(tmp_path)
    assert check_reason_tags(welcome, load_tags(FAQ)[0]) == ()
    wrong, _ = read(tmp_path, WORDS.replace("reason=shop", "reason=fun"))
    (fault,) = check_reason_tags(wrong, load_tags(FAQ)[0])
    assert "`fun` is not a value of `intent.reason`" in str(fault)


def test_sample_house_welcomes_every_source_in_three_languages() -> None:
    library, problems = load_library(FAQ)

    assert library is not None, problems
    welcome = library.welcome
    arrivals = [Arrival(source=source) for source in SOURCES]
    arrivals += [by_code(scene, library.codes) for scene in library.codes.by_scene]
    for words in [*map(welcome.words_for, arrivals), *map(welcome.again_for, arrivals)]:
        assert set(words) == {"zh", "zh-Hant", "en"}
    assert len({repr(words) for words in map(welcome.words_for, arrivals)}) >= 12
