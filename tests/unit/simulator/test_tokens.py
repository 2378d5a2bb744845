from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.simulator.tokens import Ledger, TokenDesk

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def test_stable_token_stays_the_same_until_five_minutes_before_its_end() -> None:
    desk = TokenDesk(Ledger())
    first = desk.stable(now=NOW)

    assert desk.stable(now=NOW + 114 * MINUTE) is first

    second = desk.stable(now=NOW + 115 * MINUTE)

    assert second.value != first.value
    assert desk.state(first.value, now=NOW + 119 * MINUTE) == "good"
    assert desk.state(first.value, now=NOW + 120 * MINUTE) == "expired"
    assert desk.state(second.value, now=NOW + 120 * MINUTE) == "good"


def test_forced_refresh_kills_the_old_token_at_once() -> None:
    desk = TokenDesk(Ledger())
    first = desk.stable(now=NOW)
    second = desk.stable(now=NOW, force=True)

    assert desk.state(first.value, now=NOW) == "unknown"
    assert desk.state(second.value, now=NOW) == "good"


def test_forced_refresh_within_thirty_seconds_refreshes_nothing() -> None:
    desk = TokenDesk(Ledger())
    desk.stable(now=NOW)
    second = desk.stable(now=NOW, force=True)

    assert desk.stable(now=NOW + timedelta(seconds=29), force=True) is second
    assert desk.stable(now=NOW + timedelta(seconds=30), force=True) is not second


def test_twenty_first_forced_refresh_of_a_day_refreshes_nothing() -> None:
    desk = TokenDesk(Ledger())
    values = {desk.stable(now=NOW + n * MINUTE, force=True).value for n in range(30)}

    assert len(values) == 21


def test_classic_token_overlaps_five_minutes_and_leaves_the_stable_one_alone() -> None:
    desk = TokenDesk(Ledger())
    stable, first = desk.stable(now=NOW), desk.classic(now=NOW)
    second = desk.classic(now=NOW + MINUTE)

    assert desk.state(first.value, now=NOW + 5 * MINUTE) == "good"
    assert desk.state(first.value, now=NOW + 6 * MINUTE) == "expired"
    assert desk.state(second.value, now=NOW + 6 * MINUTE) == "good"
    assert desk.state(stable.value, now=NOW + 6 * MINUTE) == "good"


def test_unknown_token_is_told_from_an_expired_one() -> None:
    assert TokenDesk(Ledger()).state("99_nobody", now=NOW) == "unknown"
