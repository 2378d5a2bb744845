"""What is known of a fan, as tags."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

TaggedBy = Literal["rule", "agent", "import"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FanTag:
    """One tag of a fan: who set it, by which event, when, and until when it holds.

    A ``single`` one takes the place of the former value of its key; others stand side by side.
    """

    key: str
    value: str
    set_by: TaggedBy
    event_id: str
    at: datetime
    until: datetime | None = None
    single: bool = False
