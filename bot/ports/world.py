"""The world outside: time, who must be told, who sends."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from bot.model import (
    UNSIGNED,
    Byline,
    Content,
    OpenId,
)


class Clock(Protocol):
    """The time: wall clock for records, monotonic seconds for deadlines."""

    def now(self) -> datetime:
        """The moment as aware UTC."""
        ...

    def monotonic(self) -> float:
        """Seconds that never go back."""
        ...


class Notifier(Protocol):
    """How low rooms tell high ones that something was committed. Never blocks, never fails."""

    def outbox_filled(self) -> None:
        """There is something to send."""
        ...

    def files_wanted(self) -> None:
        """A fan sent a file that is to be fetched."""
        ...

    def erasure_due(self) -> None:
        """There is a duty to erase."""
        ...

    def media_lost(self, media_id: str) -> None:
        """The platform refused a message because it does not know this media id (any more)."""
        ...

    def events_written(self) -> None:
        """The event log has grown: desks look for what is new."""
        ...


class Typist(Protocol):
    """Shows fans that somebody is writing to them."""

    async def typing(self, open_id: OpenId, *, shown: bool = True) -> None:
        """Show or hide it; what cannot be shown just now passes quietly."""
        ...


class Sender(Protocol):
    """Customer-service messages of one channel. Errors are ``PlatformError`` and its branches."""

    async def send(self, open_id: OpenId, content: Content, *, byline: Byline = UNSIGNED) -> None:
        """Hand one message to the platform; not idempotent."""
        ...
