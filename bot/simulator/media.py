"""Files that fans send and the account uploads; each is known by its media id for three days."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

LIFE = timedelta(days=3)
_SIGNATURES = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Medium:
    """One file: its kind (image, voice, video, thumb), its type and when it came."""

    kind: str
    content_type: str
    created_at: datetime


def picture_type(content: bytes) -> str | None:
    """The content type of a picture the platform accepts, or nothing if it is none."""
    for start, content_type in _SIGNATURES:
        if content.startswith(start):
            return content_type
    return None


def silence(seconds: int) -> bytes:
    """A playable AMR recording of nothing, as long as the fan is said to have spoken."""
    frame = b"\x04" + bytes(12)  # mode 4.75 kbit/s, one frame is 20 ms
    return b"#!AMR\n" + frame * 50 * seconds


class MediaShelf:
    """Keeps files by media id: in a folder if there is one, else in memory."""

    def __init__(self, media: dict[str, Medium], folder: Path | None) -> None:
        self._media = media
        self._folder = folder
        self._held: dict[str, bytes] = {}

    def put(self, content: bytes, medium: Medium) -> str:
        """Keeps the file and returns its new media id of 64 characters."""
        media_id = secrets.token_urlsafe(48)
        self._media[media_id] = medium
        if self._folder is None:
            self._held[media_id] = content
        else:
            self._folder.mkdir(parents=True, exist_ok=True)
            (self._folder / media_id).write_bytes(content)
        return media_id

    def find(self, media_id: str, *, now: datetime | None = None) -> tuple[Medium, bytes] | None:
        """The file, or nothing if it is unknown or, asked with ``now``, older than three days."""
        medium = self._media.get(media_id)
        if medium is None or (now is not None and now - medium.created_at > LIFE):
            return None
        content = self._content(media_id)
        return None if content is None else (medium, content)

    def _content(self, media_id: str) -> bytes | None:
        if self._folder is None:
            return self._held.get(media_id)
        path = self._folder / media_id
        return path.read_bytes() if path.is_file() else None
