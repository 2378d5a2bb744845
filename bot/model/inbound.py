"""What comes in: one act of a fan, whatever its type."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.model.names import (
    Datum,
    OpenId,
)


@dataclass(frozen=True, slots=True)
class Point:
    """A place on earth in degrees, with the coordinate system it is written in."""

    latitude: float
    longitude: float
    datum: Datum


class InboundKind(StrEnum):
    """What a fan (or the platform on a fan's behalf) did."""

    TEXT = "text"
    IMAGE = "image"
    VOICE = "voice"
    VIDEO = "video"
    LOCATION = "location"
    LINK = "link"
    FOLLOW = "follow"
    UNFOLLOW = "unfollow"
    SCAN = "scan"
    CLICK = "click"
    VIEW = "view"
    LOCATION_REPORT = "location_report"
    UNKNOWN_MESSAGE = "unknown_message"
    UNKNOWN_EVENT = "unknown_event"

    @property
    def is_message(self) -> bool:
        """Whether the platform counts it as the fan writing, which opens 5 messages in 48 h."""
        return self in _MESSAGES


_MESSAGES = frozenset(
    {
        InboundKind.TEXT,
        InboundKind.IMAGE,
        InboundKind.VOICE,
        InboundKind.VIDEO,
        InboundKind.LOCATION,
        InboundKind.LINK,
        InboundKind.UNKNOWN_MESSAGE,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Inbound:
    """One thing that came in from a fan, whatever its type; nothing from a fan is dropped.

    ``key`` tells a repeated push from a new one. ``text`` is what the fan wrote or said
    (recognised voice, the label of a pin, the title of a link). ``native_type`` keeps the
    platform's own name of the type, ``extra`` the fields that no other attribute holds, and
    ``raw`` the decrypted body.
    """

    channel: str
    account: str
    key: str
    open_id: OpenId
    account_name: str
    kind: InboundKind
    native_type: str
    sent_at: datetime
    received_at: datetime
    text: str = ""
    message_id: int | None = None
    media_id: str = ""
    url: str = ""
    description: str = ""
    point: Point | None = None
    precision_m: float | None = None
    event_key: str = ""
    ticket: str = ""
    menu_tap: str = ""
    extra: Mapping[str, str] = field(default_factory=dict)
    raw: str = ""
