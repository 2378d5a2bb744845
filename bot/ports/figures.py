"""Counts over the event log."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class EventCount:
    """How many events are alike in all this. ``late`` is a reply too late to be free."""

    type: str
    actor: str
    outcome: str
    source: str
    via: Literal["passive", "custom", ""]
    late: bool
    n: int


class FigureStore(Protocol):
    """Counts over the event log of one account."""

    async def count_events(
        self, types: Sequence[str], *, since: datetime | None
    ) -> list[EventCount]:
        """Events of these types that occurred since then, counted."""
        ...

    async def count_contained(self, *, since: datetime | None, until: datetime) -> int:
        """Sessions since then that the bot contained; one whose day is not over is left out.

        The bot answered; no human was asked for from the first answer to 24 hours after the
        last; no later session in these 24 hours was answered on the same topic, which is the
        entry's name up to its first dot.
        """
        ...
