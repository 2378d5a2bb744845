"""A file that a fan sent: asked for at the platform, kept for a while, shown to agents."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal, NewType

from bot.model.names import ConversationId, MessageId, Pid

AttachmentId = NewType("AttachmentId", int)

AttachmentKind = Literal["image", "voice", "video", "thumb"]
"""What the message says it is; what it really is tells ``Attachment.type``."""


class AttachmentState(StrEnum):
    """What became of a file."""

    WANTED = "wanted"
    KEPT = "kept"
    REFUSED = "refused"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedFile:
    """A file that a message names. ``url`` is the platform's own copy of a picture, if any."""

    kind: AttachmentKind
    media_id: str
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """One file of one message, as recorded.

    ``type`` is told by its bytes (``model.mediatypes``), ``name`` that of the file in the media
    folder; both are empty until it is kept. ``reason`` says why it is refused or expired.
    ``expires_at`` is when it is thrown away.
    """

    id: AttachmentId
    message_id: MessageId
    conversation_id: ConversationId
    pid: Pid
    file: WantedFile
    state: AttachmentState
    at: datetime
    type: str = ""
    size: int = 0
    sha256: str = ""
    name: str = ""
    reason: str = ""
    attempts: int = 0
    expires_at: datetime | None = None
