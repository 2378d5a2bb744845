"""An answer of the book as the fan reads it."""

from __future__ import annotations

from bot.handlers.faq import label_of
from intents.types import Entry, EntryId, Phrasing

TITLED = Entry(
    id=EntryId("returns.window"),
    questions=(Phrasing("买了不合适可以退吗"), Phrasing("can I return a bag")),
    answers={"zh": "可以。"},
    titles={"zh": "退货期限", "zh-Hant": "退貨期限", "en": "Return period"},
)
UNTITLED = Entry(
    id=EntryId("x.y"),
    questions=(Phrasing("买了不合适可以退吗"), Phrasing("can I return a bag")),
    answers={"zh": "可以。"},
)


def test_choice_is_labelled_by_title_else_by_how_fans_ask() -> None:
    assert [label_of(TITLED, lang) for lang in ("zh", "zh-Hant", "en")] == [
        "退货期限",
        "退貨期限",
        "Return period",
    ]
    assert label_of(UNTITLED, "zh") == "买了不合适可以退吗"
    assert label_of(UNTITLED, "en") == "can I return a bag"
