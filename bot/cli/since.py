"""``--since``: a span back from now, or a moment."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import typer

_SPAN = re.compile(r"(\d{1,4})([hdw])")
_UNITS = {"h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}


def moment_of(since: str, *, now: datetime) -> datetime:
    """``30d``, ``12h`` and ``2w`` before now, or an ISO time, UTC unless it names a zone."""
    span = _SPAN.fullmatch(since.strip())
    if span:
        return now - int(span[1]) * _UNITS[span[2]]
    try:
        moment = datetime.fromisoformat(since)
    except ValueError:
        raise typer.BadParameter(
            f"--since {since} is no time; write it as 30d, 12h, 2w or 2026-11-01"
        ) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
