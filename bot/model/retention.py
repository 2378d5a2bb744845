"""How long what is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """The life of each kind of data; what is older is removed once a day.

    *Source:* PIPL article 19 (no longer than needed); Cybersecurity Law article 21 (logs of who
    did what at least six months).
    """

    raw: timedelta = timedelta(days=7)
    text: timedelta = timedelta(days=180)
    events: timedelta = timedelta(days=762)
    consent: timedelta = timedelta(days=1_096)
    audit: timedelta = timedelta(days=365)
