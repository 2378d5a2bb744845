"""Why a fan sent a picture: the numbered purposes, and which words a human must answer.

What is shown on a photo decides price, repair and authenticity; the bot answers none of these.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from bot.model import Route
from intents.types import Entry, EntryId

PURPOSES: Mapping[str, EntryId] = MappingProxyType(
    {
        "price": EntryId("purpose.price"),
        "repair": EntryId("purpose.repair"),
        "authenticity": EntryId("purpose.authenticity"),
        "other": EntryId("purpose.other"),
    }
)
"""What is offered, in this order, and the mark that choosing it leaves."""

TOPICS = frozenset({"price", "repair", "authenticity"})
"""What only a human tells of a picture."""
_HUMAN_TOPICS = TOPICS | {"complaint", "stock", "secondhand", "safety"}


def is_safe(entry: Entry) -> bool:
    """Whether the book may answer a question about a picture with this entry."""
    topics = {tag.value for tag in entry.tags if tag.key == "service.topic"}
    return entry.risk == "normal" and entry.handoff != "always" and not topics & _HUMAN_TOPICS


def topic_of(route: Route) -> str:
    """What the human is asked for: ``price``, ``repair``, ``authenticity``, else ``attachment``."""
    chosen = next((name for name, entry in PURPOSES.items() if entry == route.entry), "")
    topic = chosen or next((tag.value for tag in route.tags if tag.key == "service.topic"), "")
    return topic if topic in TOPICS else "attachment"
