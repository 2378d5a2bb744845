"""Answers of the book that may fit what the fan wrote last: offered to the agent, never sent alone.

Sending one tells which entry the fan's words meant; understanding learns from it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.flow.reload import Content
from bot.handlers.faq import label_of
from bot.model import InboundKind, Lang, Message, MessageId, Suggested
from bot.rules.reading import valid_entry
from bot.web.written import read_id
from intents.types import Entry, EntryId

SHOWN = 3
LOOKED_AT = 3
"""Messages of the fan, newest first, of which the first that finds anything decides."""
LEAST = 0.1
"""An entry less likely than this is no help."""
_WORDS = frozenset({InboundKind.TEXT, InboundKind.VOICE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """One answer to offer. ``value`` names message, entry and language in the form."""

    value: str
    title: str
    text: str


def suggest(
    messages: Sequence[Message], content: Content, lang: Lang, now: datetime
) -> list[Suggestion]:
    """The likeliest answers to the newest of the fan's words that any answer fits, best first."""
    said = [item for item in reversed(messages) if item.direction == "in" and item.kind in _WORDS]
    for message in said[:LOOKED_AT]:
        found = [
            Suggestion(
                value=f"{message.id}:{lang}:{entry.id}",
                title=label_of(entry, lang),
                text=entry.answer_in(lang),
            )
            for entry in _entries(message.text, content, now)
        ]
        if found:
            return found[:SHOWN]
    return []


def _entries(text: str, content: Content, now: datetime) -> list[Entry]:
    matches = content.understanding.decide(text).matches
    book = content.library.book
    likely = (valid_entry(book, item.entry, now) for item in matches if item.confidence >= LEAST)
    return [entry for entry in likely if entry is not None and entry.answers]


def read_suggested(form: Mapping[str, str], content: Content) -> Suggested | None:
    """The suggestion that a posted form names, if the book still has its entry."""
    number, _, rest = form.get("suggested", "").partition(":")
    lang, _, name = rest.partition(":")
    message = read_id(number)
    entry = content.library.book.entries.get(EntryId(name))
    if message is None or entry is None or not entry.answers:
        return None
    return Suggested(
        message_id=MessageId(message),
        entry=entry.id,
        answer=entry.answer_in(lang),
        faq_version=content.library.version,
    )
