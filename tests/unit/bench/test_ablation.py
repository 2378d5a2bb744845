"""What is taken away for a comparison is gone, and is back afterwards."""

from __future__ import annotations

import pytest

from bench.matching.ablation import WITHOUT
from intents.fusion import ORDER
from intents.types import Book, Entry, EntryId, Phrasing
from intents.understanding import Understanding

ASKED = {
    "return": ["怎么退货", "我要退货", "东西能退吗"],
    "shop": ["店在哪里", "门店地址", "附近有店吗"],
}
BOOK = Book(
    entries={
        EntryId(name): Entry(id=EntryId(name), questions=tuple(map(Phrasing, texts)))
        for name, texts in ASKED.items()
    },
    version="1",
)


def evidence_for(text: str) -> dict[str, float]:
    """The most that any entry has of each sort of evidence."""
    matcher = Understanding(BOOK).matcher
    rows = matcher.held(matcher.read(text)).rows
    return dict(zip(ORDER, rows.max(0).tolist(), strict=True)) if len(rows) else {}


@pytest.mark.parametrize(
    ("without", "evidence"),
    [
        ("words (jieba)", "words"),
        ("letters (rapidfuzz)", "letters"),
        ("the regression", "learned"),
    ],
)
def test_evidence_that_is_taken_away_is_nought(without: str, evidence: str) -> None:
    whole = evidence_for("我要退货吗")
    with WITHOUT[without]():
        lacking = evidence_for("我要退货吗")

    assert whole[evidence] > 0
    assert lacking == pytest.approx(whole | {evidence: 0.0})
    assert evidence_for("我要退货吗") == whole


def test_without_sounds_typed_pinyin_is_like_nothing() -> None:
    assert evidence_for("tuihuo")["closest"] > 0.2
    with WITHOUT["sounds (pinyin)"]():
        silent = evidence_for("tuihuo")

    assert not silent or silent["closest"] == 0
