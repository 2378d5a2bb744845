"""WeChat's customer-service window: which act of a fan allows how many messages for how long.

*Source:* the allowance table in force since 2023-06-12 (developers.weixin.qq.com,
guide/product/kf/intro, read in 2026). Unconfirmed points are read strictly: a new message resets
the five instead of adding to them, different allowances never add up.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from bot.model import Allowance, AllowanceKind, Conversation, Inbound, InboundKind

MESSAGE_TOTAL = 5
MESSAGE_LIFE = timedelta(hours=48)
MOMENT_TOTAL = 3
MOMENT_LIFE = timedelta(minutes=1)

# We stop a little before the platform does: a call under way at the last second would be refused.
MESSAGE_MARGIN = timedelta(seconds=60)
MOMENT_MARGIN = timedelta(seconds=5)

BOT_SHARE = 2
"""Of the five, the bot and journeys together spend at most two: three stay for a human."""

MenuTap = Literal["menu", "message"]
_MOMENTS = {
    InboundKind.CLICK: AllowanceKind.MENU,
    InboundKind.FOLLOW: AllowanceKind.FOLLOW,
    InboundKind.SCAN: AllowanceKind.SCAN,
}
PAYMENT_EVENT = "user_pay_from_pay_cell"
"""The only payment that the callback tells of: with a card, in the shop."""
LONG = frozenset({AllowanceKind.MESSAGE, AllowanceKind.PAYMENT})
"""What lasts 48 hours; everything else is a moment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowView:
    """What may still be sent now: the largest live allowance, or a closed window."""

    kind: AllowanceKind | None
    left: int
    total: int
    expires_at: datetime | None

    @property
    def is_open(self) -> bool:
        """Whether time is left, even if the number is spent."""
        return self.expires_at is not None


def renew(
    inbound: Inbound,
    conversation: Conversation,
    *,
    menu_tap: MenuTap = "menu",
    payment_messages: int = 0,
) -> Allowance | None:
    """The allowance that this act of the fan grants, or nothing.

    ``payment_messages`` is what a payment from the card allows: nothing in the strict reading.

    It counts from the moment the fan acted (never from a moment in the future). An act older
    than the one that granted the present allowance of its kind changes nothing.
    """
    kind = _kind_of(inbound, menu_tap)
    if kind is None or (kind is AllowanceKind.PAYMENT and not payment_messages):
        return None
    granted_at = min(inbound.sent_at, inbound.received_at)
    present = next((item for item in conversation.allowances if item.kind is kind), None)
    if present is not None and present.granted_at > granted_at:
        return None
    if kind in LONG:
        paid = kind is AllowanceKind.PAYMENT
        total, life = payment_messages if paid else MESSAGE_TOTAL, MESSAGE_LIFE - MESSAGE_MARGIN
    else:
        total, life = MOMENT_TOTAL, MOMENT_LIFE - MOMENT_MARGIN
    return Allowance(kind=kind, granted_at=granted_at, expires_at=granted_at + life, total=total)


def view(allowances: Iterable[Allowance], now: datetime) -> WindowView:
    """The largest live allowance; when all are spent, the one that lives longest."""
    live = [item for item in allowances if now < item.expires_at]
    if not live:
        return WindowView(kind=None, left=0, total=0, expires_at=None)
    best = max(live, key=lambda item: (item.left_at(now), item.expires_at))
    return WindowView(
        kind=best.kind, left=best.left_at(now), total=best.total, expires_at=best.expires_at
    )


def _kind_of(inbound: Inbound, menu_tap: MenuTap) -> AllowanceKind | None:
    if inbound.kind in _MOMENTS:
        return _MOMENTS[inbound.kind]
    if inbound.kind is InboundKind.SCAN_CODE:
        return AllowanceKind.MENU
    if inbound.native_type == PAYMENT_EVENT:
        return AllowanceKind.PAYMENT
    if inbound.kind.is_message:
        tapped = bool(inbound.menu_tap) and menu_tap == "menu"
        return AllowanceKind.MENU if tapped else AllowanceKind.MESSAGE
    return None
