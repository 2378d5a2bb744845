from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.model import AllowanceKind
from bot.simulator.book import AllowanceBook, Spending

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
MESSAGE, MENU = AllowanceKind.MESSAGE, AllowanceKind.MENU
FOLLOW, SCAN = AllowanceKind.FOLLOW, AllowanceKind.SCAN


def sendable(book: AllowanceBook, now: datetime) -> int:
    """How many messages really go out before the platform refuses."""
    count = 0
    while book.spend("o1", now=now) is Spending.ALLOWED:
        count += 1
    return count


@pytest.mark.parametrize(
    ("acts", "after", "expected", "then"),
    [
        ([], timedelta(0), 0, Spending.CLOSED),
        ([MESSAGE], timedelta(0), 5, Spending.SPENT),
        ([MESSAGE], timedelta(hours=48, seconds=-1), 5, Spending.SPENT),
        ([MESSAGE], timedelta(hours=48), 0, Spending.CLOSED),
        ([MENU], timedelta(seconds=59), 3, Spending.SPENT),
        ([MENU], timedelta(seconds=60), 0, Spending.CLOSED),
        ([FOLLOW], timedelta(0), 3, Spending.SPENT),
        ([SCAN], timedelta(0), 3, Spending.SPENT),
        ([MESSAGE, MESSAGE], timedelta(0), 5, Spending.SPENT),
        ([FOLLOW, SCAN, MENU], timedelta(0), 3, Spending.SPENT),
        ([FOLLOW, MESSAGE, MENU], timedelta(0), 5, Spending.SPENT),
        ([MENU, MESSAGE], timedelta(minutes=2), 5, Spending.SPENT),
    ],
)
def test_acts_of_a_fan_allow_so_many_messages(
    acts: list[AllowanceKind], after: timedelta, expected: int, then: Spending
) -> None:
    book = AllowanceBook({})
    for kind in acts:
        book.grant("o1", kind, now=NOW)

    assert sendable(book, NOW + after) == expected
    assert book.spend("o1", now=NOW + after) is then


def test_menu_tap_after_all_is_spent_allows_three_more() -> None:
    book = AllowanceBook({})
    book.grant("o1", MESSAGE, now=NOW)
    sendable(book, NOW)
    book.grant("o1", MENU, now=NOW)

    assert sendable(book, NOW) == 3


def test_new_message_resets_what_was_spent() -> None:
    book = AllowanceBook({})
    book.grant("o1", MESSAGE, now=NOW)
    sendable(book, NOW)
    later = NOW + timedelta(hours=47)
    book.grant("o1", MESSAGE, now=later)

    assert sendable(book, later + timedelta(hours=47)) == 5


def test_unfollowing_closes_everything_for_that_fan_only() -> None:
    book = AllowanceBook({})
    book.grant("o1", MESSAGE, now=NOW)
    book.grant("o2", MESSAGE, now=NOW)
    book.forget("o1")

    assert book.spend("o1", now=NOW) is Spending.CLOSED
    assert book.spend("o2", now=NOW) is Spending.ALLOWED
