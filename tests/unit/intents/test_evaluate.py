"""What ``faq ask`` and ``faq evaluate`` print."""

from __future__ import annotations

from datetime import date

import pytest

from intents.evaluate import evaluate, explain, labelled
from intents.types import Book
from intents.understanding import Understanding

SUMMER = date(2026, 7, 1)


def test_an_answer_is_told_in_the_fans_language(understanding: Understanding, book: Book) -> None:
    told = explain(understanding.decide("Can I return an item?", today=SUMMER), book)

    assert set(told) == {
        "text", "tokens", "decision", "entry", "confidence", "candidates", "answer", "service",
        "also",
    }  # fmt: skip
    assert (told["decision"], told["entry"]) == ("answer", "returns.window")
    assert told["answer"] == "Within 7 days of delivery."
    assert told["service"] is None
    assert told["text"] == "Can I return an item?"


def test_a_service_is_told_by_name_without_an_answer(
    understanding: Understanding, book: Book
) -> None:
    told = explain(understanding.decide("转人工", today=SUMMER), book)

    assert (told["decision"], told["service"], told["answer"]) == ("answer", "human", None)


def test_three_candidates_are_listed_whatever_the_decision(
    understanding: Understanding, book: Book
) -> None:
    told = explain(understanding.decide("talk", today=SUMMER), book)

    candidates = told["candidates"]
    assert isinstance(candidates, list)
    assert len(candidates) >= 3
    assert set(candidates[0]) == {"entry", "confidence", "reason"}
    assert told["answer"] is None
    assert told["entry"] == candidates[0]["entry"]
    assert told["confidence"] == candidates[0]["confidence"]


def test_nothing_at_all_has_no_entry(understanding: Understanding, book: Book) -> None:
    told = explain(understanding.decide("👍", today=SUMMER), book)

    assert (told["decision"], told["entry"], told["candidates"]) == ("fallback", None, [])


def test_figures_count_what_was_labelled(understanding: Understanding) -> None:
    rows: list[dict[str, object]] = [
        {"text": "退货期限是多少天", "entry": "returns.window", "note": "ignored"},
        {"text": "转人工", "entry": ["service.human", "chat.greeting"]},
        {"text": "转人工", "entry": "chat.greeting"},
        {"text": "今天天气怎么样", "entry": None},
        {"text": "你好", "entry": None},
    ]
    figures, decisions = evaluate(understanding, [labelled(row) for row in rows])

    assert figures["n"] == len(decisions) == 5
    assert figures["top1"] == pytest.approx(2 / 3)
    assert figures["coverage"] == 1.0
    assert figures["precision"] == pytest.approx(2 / 4)
    assert figures["false_answer_rate"] == pytest.approx(1 / 2)
    assert figures["entries"] == 8
    assert figures["phrasings"] == 41
    assert set(figures) == {
        "n", "top1", "recall3", "coverage", "precision", "false_answer_rate", "latency_ms",
        "build_s", "rss_mb", "index_mb", "entries", "phrasings",
    }  # fmt: skip


def test_no_queries_give_figures_without_division_by_zero(understanding: Understanding) -> None:
    figures, decisions = evaluate(understanding, [])

    assert decisions == []
    assert (figures["n"], figures["top1"], figures["precision"]) == (0, 0.0, 1.0)


@pytest.mark.parametrize("row", [{"entry": "a"}, {"text": 1}, {"text": "a", "entry": 3}])
def test_a_wrongly_labelled_line_is_told(row: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="`"):
        labelled(row)
