"""Access tokens as the platform issues them, both kinds apart from each other.

*Source:* developers.weixin.qq.com, "getStableAccessToken" and "getAccessToken", read in 2026.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

LIFE = timedelta(seconds=7200)
OVERLAP = timedelta(minutes=5)
FORCE_APART = timedelta(seconds=30)
FORCED_PER_DAY = 20

TokenState = Literal["good", "expired", "unknown"]


@dataclass(slots=True, kw_only=True)
class Token:
    """One access token and the moment it stops working."""

    value: str
    kind: Literal["stable", "classic"]
    expires_at: datetime


@dataclass(slots=True, kw_only=True)
class Ledger:
    """All tokens ever issued that somebody may still hold, newest last."""

    tokens: list[Token] = field(default_factory=list)
    forced_at: list[datetime] = field(default_factory=list)


class TokenDesk:
    """Issues tokens and knows which of them are still good."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def stable(self, *, now: datetime, force: bool = False) -> Token:
        """The same token until five minutes before its end; forced: a new one, the old is dead.

        A force within 30 s of the last one, or the 21st of a day, refreshes nothing.
        """
        current = self._current("stable", now)
        if force and current is not None and self._can_force(now):
            self._ledger.forced_at.append(now)
            self._ledger.tokens.remove(current)
            return self._issue("stable", now)
        if current is not None and (force or current.expires_at - now > OVERLAP):
            return current
        return self._issue("stable", now)

    def classic(self, *, now: datetime) -> Token:
        """A new token each time; the one before works for five more minutes."""
        previous = self._current("classic", now)
        if previous is not None:
            previous.expires_at = min(previous.expires_at, now + OVERLAP)
        return self._issue("classic", now)

    def state(self, value: str, *, now: datetime) -> TokenState:
        """Whether calls with this token are served."""
        for token in self._ledger.tokens:
            if secrets.compare_digest(token.value.encode(), value.encode()):
                return "good" if now < token.expires_at else "expired"
        return "unknown"

    def _current(self, kind: Literal["stable", "classic"], now: datetime) -> Token | None:
        live = [t for t in self._ledger.tokens if t.kind == kind and now < t.expires_at]
        return live[-1] if live else None

    def _can_force(self, now: datetime) -> bool:
        today = [at for at in self._ledger.forced_at if now - at < timedelta(days=1)]
        self._ledger.forced_at[:] = today
        return len(today) < FORCED_PER_DAY and not (today and now - today[-1] < FORCE_APART)

    def _issue(self, kind: Literal["stable", "classic"], now: datetime) -> Token:
        token = Token(value=f"99_{secrets.token_urlsafe(96)}", kind=kind, expires_at=now + LIFE)
        day_old = now - timedelta(days=1)
        self._ledger.tokens[:] = [t for t in self._ledger.tokens if t.expires_at > day_old]
        self._ledger.tokens.append(token)
        return token
