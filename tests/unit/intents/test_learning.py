"""What is learned from, what is held back, and when another model counts as better."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np

from intents.learning import (
    Judged,
    Lesson,
    Question,
    compare,
    count_pairs,
    questions_of,
    split,
    texts_by_entry,
)
from intents.types import Book, Entry, EntryId, Phrasing

START = datetime(2026, 1, 1, tzinfo=UTC)
BOOK = Book(
    entries={
        EntryId(name): Entry(id=EntryId(name), questions=(Phrasing(text),))
        for name, text in (("returns", "怎么退货"), ("hours", "几点开门"))
    },
    version="1",
)


def lesson(text: str, entry: str, *, confirmed: bool = True, hour: int = 0) -> Lesson:
    at = START + timedelta(hours=hour)
    return Lesson(text=text, entry=EntryId(entry), confirmed=confirmed, at=at)


def judged(right: list[int], confidence: list[float], answered: list[int] | None = None) -> Judged:
    deeds = np.ones(len(right), bool) if answered is None else np.array(answered, bool)
    return Judged(np.array(right, bool), deeds, np.array(confidence))


def test_last_word_on_a_question_holds_and_strangers_are_left_out() -> None:
    questions = questions_of(
        [
            lesson("能不能退呀", "returns"),
            lesson("能不能退呀！", "returns", confirmed=False, hour=1),
            lesson("东西不要了", "hours", confirmed=False, hour=2),
            lesson("东西不要了", "returns", hour=3),
            lesson("东西不要了", "hours", hour=4),
            lesson("怎么退货？", "returns", hour=5),
            lesson("几时打烊", "gone", hour=6),
            lesson("👍", "hours", hour=7),
        ],
        BOOK,
    )

    assert [(item.text, sorted(item.entries)) for item in questions] == [
        ("东西不要了", ["hours", "returns"])
    ]
    assert count_pairs(questions) == 2
    assert texts_by_entry(questions, BOOK) == {
        "returns": ["怎么退货", "东西不要了"],
        "hours": ["几点开门", "东西不要了"],
    }


def test_what_is_held_back_stays_held_back_when_more_comes() -> None:
    made = [
        Question(f"问题 {number}", frozenset({EntryId("hours")}), START + timedelta(hours=number))
        for number in range(1_000)
    ]
    first, later = split(made[:600]), split(made)

    sides = [{item.text for item in side} for side in (later.learn, later.by_question)]
    assert not sides[0] & sides[1]
    assert not {item.text for item in first.by_question} & sides[0]
    assert 0.14 < len(later.by_question) / 900 < 0.26
    assert [item.text for item in later.by_time] == [item.text for item in made[900:]]


def test_more_right_beyond_chance_is_better_and_less_is_worse() -> None:
    few, many = [1] * 60 + [0] * 40, [1] * 80 + [0] * 20
    flat = [0.5] * 100

    assert compare(judged(few, flat), judged(many, flat)).better
    worse = compare(judged(many, flat), judged(few, flat))
    assert (worse.better, worse.gained, worse.lost) == (False, 0, 20)
    assert "less often" in worse.why


def test_what_chance_may_do_is_not_better() -> None:
    before, after = [1] * 60 + [0] * 40, [1] * 61 + [0] * 39
    verdict = compare(judged(before, [0.5] * 100), judged(after, [0.5] * 100))

    assert not verdict.better
    assert "chance" in verdict.why
    assert not compare(judged([], []), judged([], [])).better


def test_surer_of_what_is_right_is_better_at_the_same_order() -> None:
    right = [1] * 150 + [0] * 50
    mixed = list(np.linspace(0, 1, 200))
    sorted_ = [1.0 - number / 200 for number in range(200)]
    verdict = compare(judged(right, mixed), judged(right, sorted_))

    assert verdict.better
    assert verdict.span[0] > 0
    assert judged(right, sorted_).figures()["right_at_95"] == 0.75


def test_more_found_does_not_outweigh_more_wrong_answers() -> None:
    before = judged([1] * 60 + [0] * 40, [0.5] * 100, [1] * 60 + [0] * 40)
    after = judged([1] * 80 + [0] * 20, [0.5] * 100)
    verdict = compare(before, after)

    assert not verdict.better
    assert "wrongly" in verdict.why


def test_more_found_does_not_outweigh_fewer_answers() -> None:
    before = judged([1] * 60 + [0] * 40, [0.5] * 100, [1] * 60 + [0] * 40)
    after = judged([1] * 80 + [0] * 20, [0.5] * 100, [1] * 30 + [0] * 70)
    verdict = compare(before, after)

    assert not verdict.better
    assert "fewer" in verdict.why
