"""What a refused send means."""

from __future__ import annotations

import pytest

from bot.channels.wechat.errcodes import MEANINGS
from bot.errors import (
    BadRequest,
    Declined,
    DeliveryUnknown,
    FanUnreachable,
    GatewayError,
    Misconfigured,
    PlatformBusy,
    PlatformError,
    QuotaSpent,
    RateLimited,
    TokenExpired,
    WindowClosed,
)
from bot.flow.outbox import LONGEST_WAIT_S, outcome_of
from bot.model import DeliveryState


@pytest.mark.parametrize(
    ("error", "state", "reason"),
    [
        (WindowClosed("45015"), DeliveryState.FAILED, "window"),
        (QuotaSpent("45047"), DeliveryState.FAILED, "quota"),
        (FanUnreachable("43004"), DeliveryState.FAILED, "unreachable"),
        (BadRequest("45002"), DeliveryState.FAILED, "content"),
        (Declined("45168"), DeliveryState.FAILED, "content"),
        (DeliveryUnknown("cut off"), DeliveryState.UNKNOWN, "interrupted"),
    ],
)
def test_final_refusal_is_never_tried_again(
    error: GatewayError, state: DeliveryState, reason: str
) -> None:
    ended = outcome_of(error, attempts=1)

    assert (ended.state, ended.reason, ended.wait_s) == (state, reason, None)


@pytest.mark.parametrize(
    ("attempts", "wait_s"), [(1, 1), (2, 2), (3, 4), (6, 32), (7, 60), (1_000, 60), (9_999, 60)]
)
def test_busy_platform_is_tried_again_with_a_growing_pause(attempts: int, wait_s: int) -> None:
    ended = outcome_of(PlatformBusy("-1"), attempts=attempts)

    assert ended.wait_s is not None
    assert wait_s * 0.8 <= ended.wait_s <= wait_s * 1.2


def test_used_up_calls_wait_a_minute() -> None:
    assert outcome_of(RateLimited("45009"), attempts=1).wait_s == LONGEST_WAIT_S


@pytest.mark.parametrize("error", [TokenExpired("x"), Misconfigured("x"), PlatformError("x")])
def test_unexplained_refusal_is_tried_three_times(error: GatewayError) -> None:
    assert outcome_of(error, attempts=2).wait_s is not None
    assert outcome_of(error, attempts=3).state is DeliveryState.FAILED


REACTIONS: dict[type[PlatformError], tuple[DeliveryState, str, bool]] = {
    # class -> state and reason after the first try, and whether there is another try
    WindowClosed: (DeliveryState.FAILED, "window", False),
    QuotaSpent: (DeliveryState.FAILED, "quota", False),
    FanUnreachable: (DeliveryState.FAILED, "unreachable", False),
    BadRequest: (DeliveryState.FAILED, "content", False),
    Declined: (DeliveryState.FAILED, "content", False),
    RateLimited: (DeliveryState.PENDING, "rate_limited", True),
    PlatformBusy: (DeliveryState.PENDING, "platform_busy", True),
    Misconfigured: (DeliveryState.PENDING, "misconfigured", True),
    TokenExpired: (DeliveryState.PENDING, "token_expired", True),
}


@pytest.mark.parametrize("number", sorted(MEANINGS))
def test_every_number_of_the_platform_has_its_reaction(number: int) -> None:
    meaning = MEANINGS[number]
    ended = outcome_of(meaning.error(meaning.message, errcode=number), attempts=1)

    assert (ended.state, ended.reason, ended.wait_s is not None) == REACTIONS[meaning.error]
