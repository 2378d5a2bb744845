"""What conversations confirmed, for reading; it is written with what caused it."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from bot.model import ConfirmedPair


class PairStore(Protocol):
    """Questions of fans with the entries that they turned out to mean, or not to mean."""

    async def list_pairs(self, *, since: datetime | None = None) -> list[ConfirmedPair]:
        """What was recorded since then, oldest first."""
        ...
