"""How what was committed is told within one process: port ``Notifier``."""

from __future__ import annotations

from collections.abc import Callable


class LocalNotifier:
    """Tells the outbox and the desks of this process; set up once both exist."""

    def __init__(self) -> None:
        self._outbox: Callable[[], None] = lambda: None
        self._feed: Callable[[], None] = lambda: None
        self._media: Callable[[], None] = lambda: None
        self._privacy: Callable[[], None] = lambda: None
        self._lost: Callable[[str], None] = lambda _: None

    def connect(
        self,
        *,
        outbox: Callable[[], None],
        feed: Callable[[], None],
        media: Callable[[], None],
        privacy: Callable[[], None],
        lost: Callable[[str], None],
    ) -> None:
        """From now on these hear of what was committed."""
        self._outbox, self._feed, self._media, self._privacy = outbox, feed, media, privacy
        self._lost = lost

    def outbox_filled(self) -> None:
        """There is something to send."""
        self._outbox()

    def files_wanted(self) -> None:
        """A fan sent a file."""
        self._media()

    def erasure_due(self) -> None:
        """There is a duty to erase."""
        self._privacy()

    def media_lost(self, media_id: str) -> None:
        """The platform does not know this media id."""
        self._lost(media_id)

    def events_written(self) -> None:
        """The event log has grown."""
        self._feed()
