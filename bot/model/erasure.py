"""The duty to erase, what stays it, and what is left of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.model.names import Pid


class ErasureCause(StrEnum):
    """Why something must be erased.

    *Source:* the platform's event pages: on unsubscribe all information of the user is to be
    deleted, and three authorisation events carry duties of their own; PIPL article 47.
    """

    UNFOLLOW = "unfollow"
    CANCELLATION = "cancellation"
    REVOKED = "revoked"
    INFO_MODIFIED = "info_modified"
    REQUEST = "request"


class ErasureScope(StrEnum):
    """What of a fan must go. Of ``papers`` (addresses, invoices, cards) nothing is ever kept."""

    ALL = "all"
    PROFILE = "profile"
    LOCATION = "location"
    PICTURES = "pictures"
    VOICE = "voice"
    PAPERS = "papers"
    UNNAMED = "unnamed"
    """A withdrawal that the platform did not name: all scopes but the conversation itself."""


class ErasureState(StrEnum):
    """Where a duty stands. Held: a legal hold or an open dispute keeps the data for now."""

    DUE = "due"
    HELD = "held"
    DONE = "done"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasureDraft:
    """A duty about to be written down."""

    pid: Pid
    cause: ErasureCause
    scope: ErasureScope
    due_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasure:
    """A duty on record. Once all is gone ``pid`` is empty; ``mark`` is a hash of it."""

    id: int
    pid: Pid | None
    mark: str
    cause: ErasureCause
    scope: ErasureScope
    state: ErasureState
    created_at: datetime
    due_at: datetime
    done_at: datetime | None = None
    counts: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """A legal hold: until it is released or over, nothing of this fan is erased."""

    pid: Pid
    reason: str
    who: str
    at: datetime
    until: datetime | None = None
