"""What a refused send means."""

from __future__ import annotations

import pytest

from bot.errors import (
    BadRequest,
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
