"""What a push says beyond the common fields: one small value for each kind that has more.

Values are as the platform wrote them, trimmed; numbers that cannot be read are nothing.

*Source:* developers.weixin.qq.com, "receive standard messages", "event pushes", "mass sending",
"template messages", "subscription notices" and "cards", read in 2026.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bot.model.names import OpenId


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """A voice message: ``format`` is amr or speex, the second media id a finer copy of it."""

    format: str = ""
    media_id_16k: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SentFile:
    """A file; the platform tells a key and a digest, but no way for a gateway to fetch it."""

    key: str = ""
    md5: str = ""
    size_bytes: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MiniProgramCard:
    """A page of a mini-program that the fan passed on."""

    app_id: str = ""
    page: str = ""
    thumb_url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScannedCode:
    """What a fan scanned from the menu: ``type`` qrcode or barcode, and what the code says."""

    type: str = ""
    result: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChosenPictures:
    """Pictures chosen through the menu; they follow as messages of their own."""

    count: int | None = None
    md5s: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ChosenPlace:
    """The name of a place chosen through the menu; the pin follows as a message of its own."""

    poi: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class JobResult:
    """How a mass message, a template message or a publication ended.

    ``outcome`` is ``blocked`` only for a template message whose fan refuses them. Counts are
    those of a mass message: fans meant, fans left after filters, reached and failed.
    """

    job: Literal["mass", "template", "publish"]
    id: str
    status: str
    outcome: Literal["done", "failed", "blocked"]
    total: int | None = None
    filtered: int | None = None
    sent: int | None = None
    errors: int | None = None
    article_id: str = ""
    urls: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeItem:
    """One subscription notice: accepted, rejected, or sent with a number (0 is delivered)."""

    template_id: str
    status: str = ""
    scene: str = ""
    message_id: str = ""
    error_code: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeItems:
    """Every notice of one push: the platform repeats its element for each of them."""

    items: tuple[NoticeItem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskSession:
    """A session of WeChat's own desk began, ended, or went from one agent to another."""

    change: Literal["opened", "closed", "switched"]
    kf_account: str
    from_kf_account: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PrivacyNotice:
    """A duty towards a fan's data: ``event`` is the platform's name of it.

    ``scope`` is what was revoked: 201 address, 202 invoice, 203 card, 204 microphone, 205 name
    and picture, 206 location, 207 chosen pictures; other values do occur.
    """

    event: str
    open_id: OpenId
    scope: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """A step in the yearly verification of the account itself."""

    expires_at: datetime | None = None
    failed_at: datetime | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CardEvent:
    """Something happened to a WeChat card; ``scene`` is the brand's own mark on it."""

    card_id: str = ""
    scene: str = ""


Detail = (
    Recording
    | SentFile
    | MiniProgramCard
    | ScannedCode
    | ChosenPictures
    | ChosenPlace
    | JobResult
    | NoticeItems
    | DeskSession
    | PrivacyNotice
    | Verification
    | CardEvent
)
