"""What comes in: one act of a fan or one notice of the platform, whatever its type."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.model.details import Detail, PrivacyNotice
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
    """What a fan did, or what the platform tells; grouped where the meaning is one."""

    TEXT = "text"
    IMAGE = "image"
    VOICE = "voice"
    VIDEO = "video"
    LOCATION = "location"
    LINK = "link"
    FILE = "file"
    MINI_PROGRAM = "miniprogrampage"
    UNKNOWN_MESSAGE = "unknown_message"

    FOLLOW = "follow"
    UNFOLLOW = "unfollow"
    SCAN = "scan"
    CLICK = "click"
    VIEW = "view"
    VIEW_MINI_PROGRAM = "view_miniprogram"
    SCAN_CODE = "scan_code"
    PICTURES = "pictures"
    PLACE = "place"
    LOCATION_REPORT = "location_report"
    CARD = "card"
    UNKNOWN_EVENT = "unknown_event"

    JOB = "job"
    SUBSCRIPTION = "subscription"
    DESK_SESSION = "desk_session"
    PRIVACY = "privacy"
    VERIFICATION = "verification"
    CARD_REPORT = "card_report"

    @property
    def is_message(self) -> bool:
        """Whether the platform counts it as the fan writing, which opens 5 messages in 48 h."""
        return self in _MESSAGES

    @property
    def is_notice(self) -> bool:
        """Whether the platform tells something: no fan acted, and nobody is to be answered."""
        return self in _NOTICES

    @property
    def is_menu(self) -> bool:
        """Whether the fan tapped a button of the account's menu."""
        return self in _MENU


_MESSAGES = frozenset(
    {
        InboundKind.TEXT,
        InboundKind.IMAGE,
        InboundKind.VOICE,
        InboundKind.VIDEO,
        InboundKind.LOCATION,
        InboundKind.LINK,
        InboundKind.FILE,
        InboundKind.MINI_PROGRAM,
        InboundKind.UNKNOWN_MESSAGE,
    }
)
_MENU = frozenset(
    {
        InboundKind.CLICK,
        InboundKind.VIEW,
        InboundKind.VIEW_MINI_PROGRAM,
        InboundKind.SCAN_CODE,
        InboundKind.PICTURES,
        InboundKind.PLACE,
    }
)
_NOTICES = frozenset(
    {
        InboundKind.JOB,
        InboundKind.SUBSCRIPTION,
        InboundKind.DESK_SESSION,
        InboundKind.PRIVACY,
        InboundKind.VERIFICATION,
        InboundKind.CARD_REPORT,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Inbound:
    """One thing that came in, whatever its type; nothing from a fan is dropped.

    ``key`` tells a repeated push from a new one. ``text`` is what the fan wrote or said
    (recognised voice, the label of a pin, the title of a link, file or mini-program, what a
    scanned code says). ``native_type`` keeps the platform's own name of the type, ``detail`` the
    fields that only this kind has, ``extra`` those that no attribute holds, and ``raw`` the
    decrypted body. ``menu_id`` names the conditional menu that was tapped, ``article`` and
    ``article_index`` (from 1) the article from whose page a fan wrote.
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
    thumb_media_id: str = ""
    url: str = ""
    description: str = ""
    point: Point | None = None
    precision_m: float | None = None
    event_key: str = ""
    ticket: str = ""
    menu_tap: str = ""
    menu_id: str = ""
    article: str = ""
    article_index: int | None = None
    detail: Detail | None = None
    extra: Mapping[str, str] = field(default_factory=dict)
    raw: str = ""

    @property
    def privacy(self) -> PrivacyNotice | None:
        """The duty that a privacy notice brings, or nothing."""
        return self.detail if isinstance(self.detail, PrivacyNotice) else None
