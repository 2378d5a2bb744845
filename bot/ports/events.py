"""The append-only log."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.model import (
    Event,
)


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """An event with its place in commit order."""

    seq: int
    event: Event


class EventStore(Protocol):
    """The append-only log."""

    async def append_events(self, events: Sequence[Event]) -> None:
        """Write them; one already there (same event_id) is left alone."""
        ...

    async def read_events(
        self, account: str, *, after_seq: int = 0, since: datetime | None = None, limit: int = 500
    ) -> list[StoredEvent]:
        """In commit order."""
        ...

    async def seq_of(self, account: str, event_id: str) -> int | None:
        """Where an event stands in commit order, or nothing."""
        ...

    async def last_seq(self, account: str) -> int:
        """The newest event's place, 0 for an empty log."""
        ...
