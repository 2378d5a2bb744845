"""The machine's clock."""

from __future__ import annotations

from datetime import UTC, datetime
from time import monotonic


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """The moment as aware UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Seconds that never go back."""
        return monotonic()
