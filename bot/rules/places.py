"""Whether words ask where a shop is, and what an entry is about by its tags. Pure."""

from __future__ import annotations

import re

from bot.content.stores import StoreBook
from bot.rules.locate import find_by_words, is_only_place
from intents.catalogue import Service
from intents.text import normalise
from intents.types import Book, Decision, DecisionKind, Entry, EntryId

PLACE_IS_ENOUGH = 0.3
"""From this confidence of "a shop" or "opening hours" on, a place in the words decides."""
CHOICE_IS_ENOUGH = 0.5
"""From this confidence of an offered entry on, these words choose it: it was just named."""

_PLACE_TOPICS = frozenset({"hours", "stores"})
_SHOP_WORDS = re.compile(
    r"\b(?:find you|where are you|stores?|shops?|boutiques?)\b|有.{0,2}(?:店|铺|门市|专柜)|边度有"
)


def asks_for_place(text: str, decision: Decision, book: Book, stores: StoreBook) -> bool:
    """Whether shops are the answer: a place alone, or one in a question that is about shops."""
    if is_only_place(stores, text) or _asks_where(text, decision, book, stores):
        return True
    best = decision.best
    if best is None or best.confidence < PLACE_IS_ENOUGH:
        return False
    return is_about_places(book.entries[best.entry]) and find_by_words(stores, text).by != "none"


def complaint_entry(book: Book) -> EntryId | None:
    """The entry that takes a complaint up: it is tagged so, and always brings a person."""
    raised = (
        entry.id
        for entry in book.entries.values()
        if "complaint" in topics(entry)
        and entry.handoff == "always"
        and entry.valid_from is None is entry.valid_until
    )
    return next(raised, None)


def topics(entry: Entry | None) -> set[str]:
    """The values of ``service.topic`` that an entry carries."""
    tags = entry.tags if entry else ()
    return {tag.value for tag in tags if tag.key == "service.topic"}


def _asks_where(text: str, decision: Decision, book: Book, stores: StoreBook) -> bool:
    """A word for a shop beside a city, where nothing else was understood for certain."""
    if decision.kind is DecisionKind.ANSWER or not _SHOP_WORDS.search(normalise(text)):
        return False
    if decision.best is not None and decision.best.confidence >= CHOICE_IS_ENOUGH:
        return False
    thought = [book.entries[match.entry] for match in decision.matches]
    if decision.kind is DecisionKind.CLARIFY and not any(map(is_about_places, thought)):
        return False
    found = find_by_words(stores, text)
    return found.by != "none" or bool(found.elsewhere)


def is_about_places(entry: Entry) -> bool:
    """Whether shops, or when they are open, are what the entry tells."""
    return entry.service == Service.STORES or bool(topics(entry) & _PLACE_TOPICS)
