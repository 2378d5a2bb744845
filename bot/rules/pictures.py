"""When a picture is handed over again, and until when an answer may use it."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.model import HeldPicture

RENEW_BEFORE = timedelta(hours=8)
"""So long before its end a picture is handed over again: a night without the platform is bridged.

*Source:* temporary media are kept for three days (``model.limits.HELD``)."""
UNUSED_BEFORE = timedelta(minutes=15)
"""So long before its end a picture is used no more: a message may wait before it leaves."""


def is_usable(picture: HeldPicture, now: datetime) -> bool:
    """Whether a message may still name it."""
    return bool(picture.media_id) and now < picture.expires_at - UNUSED_BEFORE


def is_due(picture: HeldPicture | None, now: datetime) -> bool:
    """Whether it is to be handed over, for the first time or again."""
    return picture is None or now >= picture.expires_at - RENEW_BEFORE
