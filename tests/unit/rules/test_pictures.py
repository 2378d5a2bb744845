"""A picture is handed over again well before its end, and used until shortly before it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.model import HeldPicture
from bot.model.limits import HELD
from bot.rules.pictures import is_due, is_usable

AT = datetime(2026, 11, 24, 7, 0, tzinfo=UTC)
HELD_NOW = HeldPicture(sha256="s", media_id="m", uploaded_at=AT, expires_at=AT + HELD)
NEVER = HeldPicture(sha256="s", media_id="", uploaded_at=AT, expires_at=AT, fault="busy")


@pytest.mark.parametrize(
    ("hours", "due", "usable"),
    [
        (0, False, True),
        (63.9, False, True),
        (64, True, True),
        (71.7, True, True),
        (71.8, True, False),
        (80, True, False),
    ],
)
def test_renewal_comes_before_the_end(hours: float, due: bool, usable: bool) -> None:
    now = AT + timedelta(hours=hours)

    assert (is_due(HELD_NOW, now), is_usable(HELD_NOW, now)) == (due, usable)


def test_what_was_never_up_is_due_and_of_no_use() -> None:
    assert is_due(None, AT)
    assert is_due(NEVER, AT)
    assert not is_usable(NEVER, AT - timedelta(days=1))
