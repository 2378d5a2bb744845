"""What is known of fans: their tags, and where they came from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.model import Arrival, Event, FanTag, Pid


@dataclass(frozen=True, slots=True, kw_only=True)
class Learned:
    """Where a fan came from, told by the platform after the follow was answered."""

    pid: Pid
    followed_at: datetime
    arrival: Arrival
    tags: tuple[FanTag, ...]
    event: Event


class FanStore(Protocol):
    """What is known of the fans of one account."""

    async def tags_of(
        self, pids: Sequence[Pid], *, at: datetime
    ) -> Mapping[Pid, tuple[FanTag, ...]]:
        """The tags of these fans that hold at that moment, the newest first."""
        ...

    async def learn_arrival(self, learned: Learned) -> bool:
        """Write it with its event in one transaction; False if it is no longer asked for.

        It is if the fan followed at another moment since, left no trace, or a source is known.
        """
        ...
