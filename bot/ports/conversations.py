"""Conversations and their messages, for reading."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.model import (
    Allowance,
    Conversation,
    ConversationId,
    Handoff,
    Message,
    MessageId,
    Pid,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationSummary:
    """One line of a list of conversations."""

    id: ConversationId
    pid: Pid
    display_name: str
    channel: str
    last_text: str
    last_at: datetime
    handoff: Handoff | None
    allowances: tuple[Allowance, ...]
    last_fan_at: datetime | None = None
    matter: str = ""


class ConversationStore(Protocol):
    """Conversations and their messages, for reading."""

    async def list_conversations(
        self, account: str, *, after: ConversationId | None = None, limit: int = 50
    ) -> list[ConversationSummary]:
        """By id, oldest first, those after a cursor."""
        ...

    async def recent_conversations(
        self, account: str, *, limit: int = 50
    ) -> list[ConversationSummary]:
        """The last active ones first, for the desk."""
        ...

    async def list_summaries(
        self, account: str, ids: Sequence[ConversationId]
    ) -> list[ConversationSummary]:
        """These conversations in the order asked for; those that are not there are left out."""
        ...

    async def find_conversation(
        self, account: str, conversation_id: ConversationId
    ) -> Conversation | None:
        """One conversation as loaded before deciding, or nothing."""
        ...

    async def find_conversation_with(self, pid: Pid) -> Conversation | None:
        """The conversation with one fan, or nothing if the account has never met them."""
        ...

    async def list_messages(
        self, conversation_id: ConversationId, *, after: MessageId | None = None, limit: int = 200
    ) -> list[Message]:
        """Oldest first, those after a cursor."""
        ...

    async def find_message(self, message_id: MessageId) -> Message | None:
        """One of this account, or nothing."""
        ...

    async def recent_messages(
        self, conversation_id: ConversationId, *, limit: int = 200
    ) -> list[Message]:
        """The newest messages, shown oldest first."""
        ...
