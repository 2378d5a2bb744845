"""What conversations confirm: that a question meant an entry of the book, or that it did not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bot.model.names import MessageId
from intents.types import EntryId

PairKind = Literal["choice", "rating", "suggestion", "agent"]
"""How it was told: a choice the fan made, the fan's word on an answer, an agent who sent an
entry's answer, an agent who wrote an answer freely (then without an entry, for editors)."""

AskedHow = Literal["answered", "clarified", "fallback"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The fan's words that the conversation is about, by their event: no words stand here.

    ``how`` tells what the bot did with them; ``entry`` is what it answered with.
    """

    event_id: str
    at: datetime
    how: AskedHow
    faq_version: str
    entry: EntryId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PairDraft:
    """A pair about to be recorded; the fan's message is named by its event or by its number.

    ``answer`` is what an agent wrote where no entry is known.
    """

    kind: PairKind
    faq_version: str
    event_id: str = ""
    message_id: MessageId | None = None
    entry: EntryId | None = None
    answer: str = ""
    confirmed: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmedPair:
    """A pair as recorded; ``question`` and ``answer`` have no numbers or addresses of a person."""

    question: str
    entry: EntryId | None
    answer: str
    kind: PairKind
    confirmed: bool
    at: datetime
    faq_version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggested:
    """The entry whose answer an agent sends, as suggested for one of the fan's messages.

    ``answer`` is the entry's own text: what is sent may differ from it a little.
    """

    message_id: MessageId
    entry: EntryId
    answer: str
    faq_version: str
