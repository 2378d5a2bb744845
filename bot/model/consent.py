"""What a fan agreed to, and took back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.model.names import Pid


class ConsentKind(StrEnum):
    """What is agreed to. Each is asked for by itself, never bundled.

    *Source:* Personal Information Protection Law of China (PIPL), articles 14, 24 and 29.
    """

    NOTICE = "notice"
    """The privacy notice was shown; its version says which."""
    MARKETING = "marketing"
    LOYALTY = "loyalty"
    PHONE = "phone"
    BIRTHDAY = "birthday"
    PERSONALISED = "personalised"


@dataclass(frozen=True, slots=True)
class ConsentDraft:
    """A consent that an answer records. ``version`` names the text that was shown."""

    kind: ConsentKind
    version: str
    given: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """A consent on record. ``how`` names the handler or door it came by."""

    pid: Pid
    kind: ConsentKind
    version: str
    given: bool
    at: datetime
    event_id: str
    how: str
