"""Files that fans send and the account uploads; each is known by its media id for three days.

Permanent material stays until it is deleted.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

LIFE = timedelta(days=3)
_SIGNATURES = (
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"GIF8", "image/gif"),
    (0, b"#!AMR", "audio/amr"),
    (0, b"ID3", "audio/mpeg"),
    (0, b"\xff\xfb", "audio/mpeg"),
    (0, b"\xff\xf3", "audio/mpeg"),
    (4, b"ftyp", "video/mp4"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Medium:
    """One file: its kind (image, voice, video, thumb), its type and when it came.

    ``permanent``: it does not end; ``name`` as it was uploaded.
    """

    kind: str
    content_type: str
    created_at: datetime
    permanent: bool = False
    name: str = ""


def sniffed(content: bytes) -> str | None:
    """The content type that the first bytes tell, or nothing for a type that is not accepted."""
    for at, start, content_type in _SIGNATURES:
        if content[at : at + len(start)] == start:
            return content_type
    return None


def picture_type(content: bytes) -> str | None:
    """The content type of a picture the platform accepts, or nothing if it is none."""
    found = sniffed(content)
    return found if found and found.startswith("image/") else None


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
        if medium is None:
            return None
        if now is not None and not medium.permanent and now - medium.created_at > LIFE:
            return None
        content = self._content(media_id)
        return None if content is None else (medium, content)

    def all(self) -> dict[str, Medium]:
        """Every file that is known, the oldest first."""
        return self._media

    def seconds(self, media_id: str) -> int:
        """How long a recording lasts, told from its size: an AMR frame is 20 ms."""
        content = self._content(media_id) or b""
        return max(1, min(60, round(len(content) / (13 * 50))))

    def age(self, media_id: str) -> None:
        """Lets the file's three days be over."""
        medium = self._media[media_id]
        self._media[media_id] = replace(medium, created_at=medium.created_at - 2 * LIFE)

    def drop(self, media_id: str) -> None:
        """Forgets the file."""
        self._media.pop(media_id, None)
        self._held.pop(media_id, None)
        if self._folder is not None:
            (self._folder / media_id).unlink(missing_ok=True)

    def _content(self, media_id: str) -> bytes | None:
        if self._folder is None:
            return self._held.get(media_id)
        path = self._folder / media_id
        return path.read_bytes() if path.is_file() else None
