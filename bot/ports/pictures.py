"""Pictures of the house's own answers at the platform: their rows, and asking for one."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from bot.model import HeldPicture


class PictureStore(Protocol):
    """What the platform holds, shared by all processes of an account."""

    async def list_pictures(self) -> list[HeldPicture]:
        """Every picture that was uploaded or tried."""
        ...

    async def write_picture(self, picture: HeldPicture) -> None:
        """Note an upload; replaces the former one of the same content."""
        ...

    async def note_fault(self, sha256: str, *, fault: str, at: datetime) -> None:
        """Note a failed upload; a media id from before stays in use until it ends."""
        ...

    async def expire_picture(self, media_id: str, *, at: datetime) -> bool:
        """The platform does not know this media id any more; False if it is none of ours."""
        ...

    async def forget_pictures(self, *, ended_before: datetime) -> None:
        """Remove rows that were over by then."""
        ...


class PictureIds(Protocol):
    """Where an answer finds out what its picture is called at the platform. Never waits."""

    def media_id_of(self, sha256: str) -> str | None:
        """The media id under which the platform holds this content now, or nothing."""
        ...
