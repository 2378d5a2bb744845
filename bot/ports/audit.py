"""The audit log."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Protocol

from bot.model import AuditEntry


class AuditStore(Protocol):
    """Who looked at personal data, took it away, or changed who may."""

    async def record(self, entry: AuditEntry, *, merge: timedelta = timedelta(0)) -> None:
        """One row; or, if the same was done from the same place less than ``merge`` ago, its
        number of people grows instead (at most that many: the same fan may be counted again).
        """
        ...

    async def list_entries(
        self, *, since: datetime | None = None, limit: int = 10_000
    ) -> list[AuditEntry]:
        """Oldest first; the newest ``limit`` of them."""
        ...
