"""What fans asked and were not answered, as the record has it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from bot.model import Pid
from intents.types import EntryId


@dataclass(frozen=True, slots=True, kw_only=True)
class Missed:
    """A fan's words that led to no answer: not understood, or asked back and nothing chosen.

    ``answer`` is what an agent wrote to them then, the longest of several; it is masked.
    """

    pid: Pid
    text: str
    at: datetime
    how: Literal["fallback", "clarified"]
    answer: str = ""


class MissedStore(Protocol):
    """Questions of one account that the bot did not answer."""

    async def list_missed(self, *, since: datetime, limit: int) -> list[Missed]:
        """Those that came in since then, newest first.

        Asked back and nothing chosen means: by what the fan wrote next, within half an hour,
        the bot answered nothing that it had offered. Words that were erased are left out.
        """
        ...

    async def count_helped(self, entries: Mapping[EntryId, datetime]) -> dict[EntryId, int]:
        """How many fans each entry has answered in their own words since the moment given."""
        ...
