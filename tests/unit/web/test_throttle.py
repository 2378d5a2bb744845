"""How many log-ins somebody may try."""

from __future__ import annotations

from bot.web.throttle import LoginThrottle, Throttle


def test_sixth_try_within_twenty_seconds_is_refused_and_later_allowed() -> None:
    throttle = LoginThrottle()
    tries = [throttle.admit(address="10.0.0.1", account=f"a{n}", now=n) for n in range(6)]

    assert tries == [True] * 5 + [False]
    assert throttle.admit(address="10.0.0.1", account="a", now=20.0)


def test_one_account_tried_from_many_addresses_is_refused_after_twenty() -> None:
    throttle = LoginThrottle()
    tries = [throttle.admit(address=f"10.0.0.{n}", account="lin", now=n) for n in range(21)]

    assert tries == [True] * 20 + [False]


def test_good_log_ins_do_not_count() -> None:
    throttle = LoginThrottle()
    for _ in range(30):
        assert throttle.admit(address="10.0.0.1", account="lin", now=1.0)
        throttle.take_back(address="10.0.0.1", account="lin")


def test_a_flood_of_addresses_does_not_fill_the_memory() -> None:
    throttle = Throttle(5, 20.0)
    for n in range(10_050):
        throttle.admit(str(n), 1.0)

    assert len(throttle._tries) == 10_000
