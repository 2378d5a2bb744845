"""Requests for a human."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.model import (
    Agent,
    ConversationId,
    Event,
    Handoff,
    HandoffId,
    HandoffState,
)


class HandoffStore(Protocol):
    """Requests for a human; each verb is one guarded transaction."""

    async def list_handoffs(
        self,
        account: str,
        *,
        states: Sequence[HandoffState] = (),
        after: HandoffId | None = None,
        limit: int = 50,
    ) -> list[Handoff]:
        """Oldest first; no states means all."""
        ...

    async def recent_handoffs(
        self, conversation_id: ConversationId, *, limit: int = 20
    ) -> list[Handoff]:
        """The newest requests of a conversation, closed ones too, shown oldest first."""
        ...

    async def find_handoff(self, account: str, handoff_id: HandoffId) -> Handoff | None:
        """One request, or nothing."""
        ...

    async def claim_handoff(
        self, handoff: Handoff, *, agent: Agent, at: datetime, events: Sequence[Event]
    ) -> Handoff:
        """Take a queued fan: state queued -> active, epoch+1, one conditional UPDATE.

        Raises ``ConflictError`` with ``winner`` (the agent's log-in name, or None if it was
        closed) and ``winner_display`` (the name that colleagues read).
        """
        ...

    async def close_handoff(
        self, handoff: Handoff, *, label: str, at: datetime, events: Sequence[Event]
    ) -> Handoff:
        """Give the fan back to the bot: state -> closed, epoch+1.

        Guarded on the handoff's ``version``; raises ``ConflictError`` if it has changed.
        """
        ...
