"""Tells the loops of this process that something was committed."""

from __future__ import annotations

from collections.abc import Callable


class LocalNotifier:
    """Tells the outbox and the desks of this process; set up once both exist."""

    def __init__(self) -> None:
        self._outbox: Callable[[], None] = lambda: None
        self._feed: Callable[[], None] = lambda: None
        self._media: Callable[[], None] = lambda: None

    def connect(
        self,
        *,
        outbox: Callable[[], None],
        feed: Callable[[], None],
        media: Callable[[], None],
    ) -> None:
        """From now on these hear of what was committed."""
        self._outbox, self._feed, self._media = outbox, feed, media

    def outbox_filled(self) -> None:
        """There is something to send."""
        self._outbox()

    def files_wanted(self) -> None:
        """A fan sent a file."""
        self._media()

    def events_written(self) -> None:
        """The event log has grown."""
        self._feed()
