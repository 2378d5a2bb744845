"""The platform's quota book: how many customer-service messages each fan's acts allow.

*Source:* developers.weixin.qq.com, "customer-service messages", allowance table in force since
2023; resetting instead of adding and taking the largest live allowance are the safe reading.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from enum import Enum

from bot.model import Allowance, AllowanceKind

Allowances = dict[str, dict[AllowanceKind, Allowance]]

_RULES = {
    AllowanceKind.MESSAGE: (5, timedelta(hours=48)),
    AllowanceKind.MENU: (3, timedelta(minutes=1)),
    AllowanceKind.FOLLOW: (3, timedelta(minutes=1)),
    AllowanceKind.SCAN: (3, timedelta(minutes=1)),
}


class Spending(Enum):
    """What became of the wish to send one message."""

    ALLOWED = "allowed"
    CLOSED = "closed"
    SPENT = "spent"


class AllowanceBook:
    """Every fan's allowances, one per trigger; a repeated trigger resets, it never adds."""

    def __init__(self, rows: Allowances) -> None:
        self._rows = rows

    def grant(self, open_id: str, kind: AllowanceKind, *, now: datetime) -> None:
        """The fan did something that lets the account write."""
        total, lasts = _RULES[kind]
        self._rows.setdefault(open_id, {})[kind] = Allowance(
            kind=kind, granted_at=now, expires_at=now + lasts, total=total
        )

    def best(self, open_id: str, *, now: datetime) -> Allowance | None:
        """The live allowance with the most messages left, or nothing outside every window."""
        live = [row for row in self._rows.get(open_id, {}).values() if now < row.expires_at]
        return max(live, key=lambda row: (row.left_at(now), row.expires_at), default=None)

    def can_spend(self, open_id: str, *, now: datetime) -> Spending:
        """Whether one more message may go out now, and if not, why."""
        best = self.best(open_id, now=now)
        if best is None:
            return Spending.CLOSED
        return Spending.ALLOWED if best.left_at(now) else Spending.SPENT

    def spend(self, open_id: str, *, now: datetime) -> Spending:
        """Takes one message, if the largest live allowance has one left.

        It counts against every live allowance, so that several together never allow more than
        the largest of them.
        """
        spending = self.can_spend(open_id, now=now)
        if spending is Spending.ALLOWED:
            rows = self._rows[open_id]
            for kind, row in rows.items():
                rows[kind] = replace(row, spent=min(row.total, row.spent + 1))
        return spending

    def forget(self, open_id: str) -> None:
        """The fan unfollowed: nothing may be sent any more."""
        self._rows.pop(open_id, None)
