"""The customer-service window: what each act of a fan allows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model import (
    WECHAT,
    Allowance,
    AllowanceKind,
    Conversation,
    Fan,
    Inbound,
    InboundKind,
    OpenId,
    Pid,
)
from bot.rules import window

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
FAN = Fan(pid=Pid("p"), account="wx", open_id=OpenId("o"), display_name="x")


def inbound(
    kind: InboundKind, *, sent_at: datetime = NOW, native: str = "", tap: str = ""
) -> Inbound:
    return Inbound(
        channel=WECHAT,
        account="wx",
        key="m:1",
        open_id=OpenId("o"),
        account_name="gh_1",
        kind=kind,
        native_type=native or str(kind),
        sent_at=sent_at,
        received_at=NOW,
        menu_tap=tap,
    )


def conversation(*allowances: Allowance) -> Conversation:
    return Conversation(id=None, fan=FAN, allowances=allowances)


@pytest.mark.parametrize(
    ("kind", "native", "total", "life"),
    [
        (InboundKind.TEXT, "text", 5, timedelta(hours=48, seconds=-60)),
        (InboundKind.IMAGE, "image", 5, timedelta(hours=48, seconds=-60)),
        (InboundKind.UNKNOWN_MESSAGE, "sticker", 5, timedelta(hours=48, seconds=-60)),
        (InboundKind.CLICK, "CLICK", 3, timedelta(seconds=55)),
        (InboundKind.SCAN_CODE, "scancode_push", 3, timedelta(seconds=55)),
        (InboundKind.SCAN_CODE, "scancode_waitmsg", 3, timedelta(seconds=55)),
        (InboundKind.FOLLOW, "subscribe", 3, timedelta(seconds=55)),
        (InboundKind.SCAN, "SCAN", 3, timedelta(seconds=55)),
    ],
)
def test_act_of_the_fan_grants_what_the_platform_says(
    kind: InboundKind, native: str, total: int, life: timedelta
) -> None:
    granted = window.renew(inbound(kind, native=native), conversation())

    assert granted is not None
    assert (granted.total, granted.expires_at - NOW) == (total, life)


@pytest.mark.parametrize(
    "kind",
    [
        InboundKind.VIEW,
        InboundKind.LOCATION_REPORT,
        InboundKind.UNFOLLOW,
        InboundKind.UNKNOWN_EVENT,
        InboundKind.VIEW_MINI_PROGRAM,
        InboundKind.PICTURES,
        InboundKind.PLACE,
        InboundKind.CARD,
        InboundKind.SUBSCRIPTION,
        InboundKind.JOB,
    ],
)
def test_event_without_an_act_grants_nothing(kind: InboundKind) -> None:
    assert window.renew(inbound(kind), conversation()) is None


def test_tapped_menu_message_is_read_strictly() -> None:
    """A tap allows three in a minute, unless the operator knows better."""
    tapped = inbound(InboundKind.TEXT, tap="101")

    strict = window.renew(tapped, conversation())
    generous = window.renew(tapped, conversation(), menu_tap="message")
    assert strict is not None
    assert strict.kind is AllowanceKind.MENU
    assert generous is not None
    assert generous.kind is AllowanceKind.MESSAGE


def test_payment_allows_nothing_until_an_operator_says_so() -> None:
    paid = inbound(InboundKind.CARD, native=window.PAYMENT_EVENT)

    generous = window.renew(paid, conversation(), payment_messages=20)
    assert window.renew(paid, conversation()) is None
    assert generous is not None
    assert (generous.kind, generous.total) == (AllowanceKind.PAYMENT, 20)
    assert generous.expires_at - NOW == timedelta(hours=48, seconds=-60)


def test_push_that_comes_late_opens_no_longer_window() -> None:
    """It counts from when the fan wrote, never from the future."""
    hour = timedelta(hours=1)

    late = window.renew(inbound(InboundKind.TEXT, sent_at=NOW - hour), conversation())
    early = window.renew(inbound(InboundKind.TEXT, sent_at=NOW + hour), conversation())
    assert late is not None
    assert late.granted_at == NOW - hour
    assert early is not None
    assert early.granted_at == NOW


def test_older_push_never_shortens_the_window() -> None:
    newer = window.renew(inbound(InboundKind.TEXT), conversation())
    assert newer is not None

    older = inbound(InboundKind.TEXT, sent_at=NOW - timedelta(minutes=5))
    assert window.renew(older, conversation(newer)) is None


allowances = st.builds(
    Allowance,
    kind=st.sampled_from(AllowanceKind),
    granted_at=st.just(NOW),
    expires_at=st.integers(-100, 100).map(lambda s: NOW + timedelta(seconds=s)),
    total=st.integers(1, 5),
    spent=st.integers(0, 5),
)


@given(st.lists(allowances, max_size=4))
def test_allowances_never_add_up(live: list[Allowance]) -> None:
    """What is left is that of one allowance, and nothing once all have expired."""
    seen = window.view(live, NOW)

    assert seen.left == max((item.left_at(NOW) for item in live), default=0)
    assert seen.is_open == any(item.expires_at > NOW for item in live)
    assert 0 <= seen.left <= 5
