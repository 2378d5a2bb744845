"""Files that fans sent: their rows, and where they are fetched from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bot.model import (
    Attachment,
    AttachmentId,
    AttachmentState,
    ConversationId,
    Event,
    Pid,
    WantedFile,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What became of a file: kept with its facts, or not, with the reason."""

    state: AttachmentState
    type: str = ""
    size: int = 0
    sha256: str = ""
    name: str = ""
    reason: str = ""
    expires_at: datetime | None = None


class MediaStore(Protocol):
    """Rows of fans' files. The row of a wanted file is written with its message."""

    async def claim_wanted(
        self, *, now: datetime, lease: timedelta, limit: int
    ) -> list[Attachment]:
        """Files to fetch now; nobody else gets them until the lease ends. Counts the attempt."""
        ...

    async def postpone(self, attachment: AttachmentId, *, until: datetime, reason: str) -> None:
        """Try again then."""
        ...

    async def settle(self, attachment: AttachmentId, settled: Settled, *, event: Event) -> bool:
        """Record it with the event that tells the desks.

        Returns False, with nothing written, if the row was settled or erased meanwhile.
        """
        ...

    async def find_attachment(self, attachment: AttachmentId) -> Attachment | None:
        """One file of this account, or nothing."""
        ...

    async def list_attachments(
        self, conversation_id: ConversationId, *, limit: int = 400
    ) -> list[Attachment]:
        """The newest files of a conversation, oldest first."""
        ...

    async def list_outlived(self, *, now: datetime, limit: int) -> list[Attachment]:
        """Kept files whose time is over."""
        ...

    async def forget_name(self, attachment: AttachmentId) -> None:
        """The file is thrown away: the row stays as expired, without its name."""
        ...

    async def names_of(self, pid: Pid) -> list[str]:
        """The files kept of a fan, by their names in the media folder."""
        ...

    async def known_names(self, names: Sequence[str]) -> set[str]:
        """Which of these names belong to a kept file."""
        ...


class MediaSource(Protocol):
    """Where fans' files are fetched. Errors are ``MediaRefused`` and ``PlatformError``."""

    async def fetch(self, file: WantedFile) -> bytes:
        """The whole file, within the limits of size and time."""
        ...
