"""Messages beside the conversation: templates and subscription notices."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.model import Event, Pid
from bot.model.outreach import OutreachKind, SentOutreach


@dataclass(frozen=True, slots=True, kw_only=True)
class OutreachDraft:
    """One that is about to be sent."""

    pid: Pid
    kind: OutreachKind
    template_id: str
    fingerprint: str
    at: datetime
    idempotency_key: str | None = None


class OutreachStore(Protocol):
    """What was sent to whom by which template; never with which words."""

    async def claim_outreach(self, draft: OutreachDraft) -> tuple[SentOutreach, bool]:
        """Note it as ``unknown`` before the call; False with the earlier one of the same key.

        A process that dies during the call thus leaves a doubt that shows.
        """
        ...

    async def finish_outreach(self, done: SentOutreach, *, event: Event) -> None:
        """Note how the call ended. ``failed`` gives its idempotency key free for another try."""
        ...
