"""How ids and moments are written in addresses, pages and answers."""

from __future__ import annotations

from datetime import datetime

_LONGEST_ID = 18
"""Digits that still fit into a database's 64-bit number."""


def read_id(text: str | None) -> int | None:
    """An id, a cursor or an event's number from an address; nothing if it cannot be one."""
    if text is None or not text.isascii() or not text.isdigit() or len(text) > _LONGEST_ID:
        return None
    return int(text)


def iso(moment: datetime | None) -> str | None:
    """An aware UTC moment in milliseconds, such as ``2026-11-20T02:30:00.000Z``."""
    if moment is None:
        return None
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
