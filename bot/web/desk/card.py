"""The card of a request: why the fan came and what they brought, at one glance. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.content.stores import StoreBook
from bot.masking import mask_numbers
from bot.model import Attachment, Handoff, Lead, Message
from bot.rules.leads import NO_NUMBER
from bot.rules.phones import masked
from bot.web.desk.words import DeskLang

BEFORE = timedelta(hours=24)
"""What was sent so long before the request still belongs to it."""
_FILES = 4
_UNDERSTOOD = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """``phone`` is masked unless it was asked for; ``understood`` is what the bot made of it."""

    files: tuple[Attachment, ...]
    lead: Lead | None
    shop: str
    day: date | None
    part: str
    phone: str
    number: str
    understood: tuple[tuple[str, float], ...]

    @property
    def is_revealed(self) -> bool:
        """Whether the whole telephone number stands on it."""
        return bool(self.phone) and "*" not in self.phone


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """What the record holds of a conversation."""

    messages: Sequence[Message]
    files: Sequence[Attachment]
    lead: Lead | None


def card_of(
    handoff: Handoff, brought: Brought, *, stores: StoreBook, lang: DeskLang, reveal: bool
) -> Card:
    """The card of an open request."""
    since = handoff.queued_at - BEFORE
    lead = brought.lead if brought.lead and brought.lead.at >= since else None
    shop = stores.find(lead.store) if lead else None
    phone = lead.phone if lead else ""
    understood = [
        (item.intent, item.confidence)
        for item in brought.messages
        if item.actor == "bot" and item.intent and item.confidence is not None
    ]
    return Card(
        files=tuple(item for item in brought.files if item.at >= since)[-_FILES:],
        lead=lead,
        shop=shop.name.text_in(lang) if shop else "",
        day=lead.day if lead else None,
        part=lead.part if lead else "",
        phone=phone if reveal else masked(phone),
        number=mask_numbers(lead.number) if lead and lead.number != NO_NUMBER else "",
        understood=tuple(understood[-_UNDERSTOOD:]),
    )
