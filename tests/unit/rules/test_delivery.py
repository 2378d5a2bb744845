"""One free passive reply first, the rest within the bot's share."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from bot.model import AllowanceKind, InboundKind, News, Text
from bot.rules.delivery import PASSIVE_TEXT_BYTES, plan, split_text
from bot.rules.window import WindowView

OPEN = WindowView(
    kind=AllowanceKind.MESSAGE, left=5, total=5, expires_at=datetime(2026, 11, 24, tzinfo=UTC)
)
SHUT = WindowView(kind=None, left=0, total=0, expires_at=None)
CARD = News("新品", "", "https://www.veland.example/new")


def test_short_texts_become_one_free_reply() -> None:
    planned = plan([Text("您好"), Text("欢迎")], InboundKind.TEXT, OPEN)

    assert planned.passive == Text("您好\n\n欢迎")
    assert planned.queued == ()


def test_rest_is_queued_within_two_of_five() -> None:
    contents = [Text("您好"), CARD, CARD, CARD]
    planned = plan(contents, InboundKind.TEXT, OPEN)

    assert planned.passive == Text("您好")
    assert len(planned.queued) == 2
    assert (len(planned.refused), planned.why) == (1, "quota")


def test_shut_window_refuses_the_rest_with_its_reason() -> None:
    planned = plan([Text("您好"), CARD], InboundKind.TEXT, SHUT)

    assert planned.passive == Text("您好")
    assert (planned.refused, planned.why) == ((CARD,), "window")


def test_event_that_takes_no_reply_gets_none() -> None:
    assert plan([Text("您好")], InboundKind.LOCATION_REPORT, OPEN).passive is None


def test_nothing_to_say_plans_nothing() -> None:
    assert plan([Text("  ")], InboundKind.TEXT, OPEN).passive is None


@given(st.text(st.sampled_from("您好。ab ！\n👜"), max_size=400), st.integers(20, 200))
def test_split_text_keeps_every_word_under_the_limit(text: str, limit: int) -> None:
    pieces = split_text(text, limit)

    assert all(len(piece.encode()) <= limit for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(text.split())


def test_long_text_is_cut_at_a_sentence_end() -> None:
    text = "这是一句完整的话。" * 200
    first, *_ = split_text(text, PASSIVE_TEXT_BYTES)

    assert first.endswith("。")
