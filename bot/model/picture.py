"""A picture of the house's own answers, as far as the platform holds it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldPicture:
    """One picture file at the platform, known by its content and not by its name.

    ``media_id`` is what messages name it by, until ``expires_at``; empty if no upload has
    succeeded yet, with both moments that of the first try. ``fault`` is what went wrong at the
    last try, empty if nothing did.
    """

    sha256: str
    media_id: str
    uploaded_at: datetime
    expires_at: datetime
    fault: str = ""
