"""Which files of a message are fetched, how long that is tried, and what becomes of each.

*Source:* developers.weixin.qq.com, "get temporary media", read in 2026: a file can be fetched for
three days.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.model import Attachment, AttachmentKind, Inbound, InboundKind, WantedFile
from bot.model.limits import HELD
from bot.model.mediatypes import MediaType, is_fitting, sniff

FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=5), timedelta(hours=1)

_KINDS: dict[InboundKind, AttachmentKind] = {
    InboundKind.IMAGE: "image",
    InboundKind.VOICE: "voice",
    InboundKind.VIDEO: "video",
}


def wanted_of(inbound: Inbound) -> WantedFile | None:
    """The file that a message names, if the platform lets us fetch it.

    Of a mini-program card that is its cover. A file message names none: there is no call for it.
    """
    kind = _KINDS.get(inbound.kind)
    if kind and inbound.media_id:
        url = inbound.url if kind == "image" else ""
        return WantedFile(kind=kind, media_id=inbound.media_id, url=url)
    cover = inbound.thumb_media_id if not kind and inbound.kind.is_message else ""
    return WantedFile(kind="thumb", media_id=cover) if cover else None


def wait_after(attempts: int) -> timedelta:
    """How long to wait after so many failed tries."""
    wait: timedelta = FIRST_WAIT * (1 << min(attempts, 12))
    return min(LONGEST_WAIT, wait)


def is_gone(attachment: Attachment, now: datetime) -> bool:
    """Whether the platform has forgotten the file by now."""
    return now - attachment.at > HELD


def judged(file: WantedFile, data: bytes) -> MediaType | str:
    """The type of a fetched file, or why it is not kept: ``empty``, ``type`` or ``mismatch``."""
    if not data:
        return "empty"
    found = sniff(data)
    if found is None:
        return "type"
    return found if is_fitting(file.kind, found) else "mismatch"
