"""Limits of the platform's calls, checked before the call so that no quota is spent on a refusal.

Raises ``Refused`` with the measured size, the limit and what to do.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

from bot.errors import Refused

_T = TypeVar("_T")


def fits_bytes(value: str, most: int, *, what: str) -> None:
    """Not empty, at most so many bytes of UTF-8."""
    _is_written(value, what)
    size = len(value.encode())
    if size > most:
        raise Refused(
            f"{what} has {size} bytes, WeChat takes {most}",
            remedy=f"shorten it to {most // 3} Chinese characters or {most} letters",
            reason="too_long",
        )


def fits_characters(value: str, most: int, *, what: str) -> None:
    """Not empty, at most so many characters."""
    _is_written(value, what)
    if len(value) > most:
        raise Refused(
            f"{what} has {len(value)} characters, WeChat takes {most}",
            remedy="shorten it",
            reason="too_long",
        )


def has_some(items: Sequence[object], *, what: str) -> None:
    """At least one: an empty list would be refused by its number only."""
    if not items:
        raise Refused(f"there is no {what}", remedy="name at least one", reason="empty")


def in_batches(items: Sequence[_T], size: int) -> Iterator[list[_T]]:
    """The items in their order, at most so many at a time."""
    for start in range(0, len(items), size):
        yield list(items[start : start + size])


def _is_written(value: str, what: str) -> None:
    if not value.strip():
        raise Refused(f"{what} is empty", remedy="write it", reason="empty")
