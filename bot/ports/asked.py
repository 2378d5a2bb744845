"""What fans asked in their own words, and what was made of it, as the record has it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from bot.model import Pid
from intents.types import EntryId

Taken = Literal["answered", "asked_back", "not_understood"]


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedQuestion:
    """A fan's words with what the bot took them for; ``reason`` is that of the route."""

    pid: Pid
    text: str
    at: datetime
    taken: Taken
    entry: EntryId | None
    faq_version: str
    reason: str


class AskedStore(Protocol):
    """Questions of one account that had to be understood."""

    def read_asked(self, *, since: datetime) -> AsyncIterator[Sequence[AskedQuestion]]:
        """Those that came in since then, oldest first, some at a time.

        One for each message: of a message that asked two things, the first.
        Words that were erased are left out, taps and numbers were never in.
        """
        ...
