"""What fans want arranged, for reading; it is written with the exchange that completes it."""

from __future__ import annotations

from typing import Protocol

from bot.model import ConversationId, Lead, LeadId


class LeadStore(Protocol):
    """Bookings and order questions that wait for an advisor."""

    async def newest_lead(self, conversation_id: ConversationId) -> Lead | None:
        """What the fan wanted last, or nothing."""
        ...

    async def find_lead(self, lead_id: LeadId) -> Lead | None:
        """One of this account, or nothing."""
        ...
