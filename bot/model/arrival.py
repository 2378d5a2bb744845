"""How a fan came to the account."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

Source = Literal[
    "qr",
    "search",
    "card",
    "article",
    "menu_of_article",
    "paid",
    "ad",
    "reprint",
    "channels",
    "channels_live",
    "miniprogram",
    "migration",
    "other",
    "unknown",
]
SOURCES: tuple[Source, ...] = get_args(Source)
"""Every way; ``other`` is one that the platform names and we do not, ``unknown`` none at all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """Where a fan comes from: the way, and what the scanned QR code tells.

    ``place``, ``city`` and ``campaign`` are empty where no code of ours was scanned.
    """

    source: Source = "unknown"
    scene: str = ""
    place: str = ""
    city: str = ""
    campaign: str = ""

    @property
    def tags(self) -> Mapping[str, tuple[str, ...]]:
        """What the code tells, as tags."""
        told = {
            "source.place": self.place,
            "source.city": self.city,
            "source.campaign": self.campaign,
        }
        return {key: (value,) for key, value in told.items() if value}
