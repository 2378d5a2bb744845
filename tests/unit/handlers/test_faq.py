"""An answer of the book as the fan reads it."""

from __future__ import annotations

import pytest

from bot.handlers.faq import asks, label_of
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


@pytest.mark.parametrize(
    ("text", "is_asking"),
    [
        ("自签收之日起 7 天内可以退货。", False),
        ("可以。您想退哪一件？", True),
        ("您的包是哪种皮质？告诉我，再为您说得细一些。", True),
        ("What would you like (size, colour)?", True),
        ("想退？可以。请在订单里申请。顺丰上门取件。", False),
        ('详见<a href="https://www.veland.example/a?b=1">说明</a>。', False),
        ("", False),
    ],
)
def test_answer_that_ends_with_a_question_gets_no_second_one(text: str, is_asking: bool) -> None:
    assert asks(text) is is_asking
