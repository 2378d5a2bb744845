"""Reading what the platform answers: the same field may be a number here and a text there.

Whatever is missing or of another kind reads as empty: an answer that the platform has accepted
is never refused for its form.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

Answer = Mapping[str, object]


def text(answer: Answer, name: str) -> str:
    """A text; empty for none and for the number 0, which stands for none in these answers."""
    value = answer.get(name)
    return str(value) if isinstance(value, str | int) and value != 0 else ""


def number(answer: Answer, name: str) -> int:
    """A whole number, 0 for none; some answers write it as a text."""
    value = answer.get(name)
    if isinstance(value, str) and value.isascii() and value.isdigit():
        return int(value[:18])
    return value if isinstance(value, int) else 0


def moment(answer: Answer, name: str) -> datetime | None:
    """A time given in seconds since 1970, as aware UTC."""
    seconds = number(answer, name)
    return datetime.fromtimestamp(seconds, UTC) if 0 < seconds < 2**33 else None


def part(answer: Answer, name: str) -> Answer:
    """An object inside the answer."""
    value = answer.get(name)
    return value if isinstance(value, dict) else {}


def rows(answer: Answer, name: str) -> Sequence[Answer]:
    """A list of objects."""
    value = answer.get(name)
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def texts(answer: Answer, name: str) -> tuple[str, ...]:
    """A list of texts."""
    value = answer.get(name)
    return tuple(item for item in value if isinstance(item, str)) if isinstance(value, list) else ()


def numbers(answer: Answer, name: str) -> tuple[int, ...]:
    """A list of whole numbers."""
    value = answer.get(name)
    return tuple(item for item in value if isinstance(item, int)) if isinstance(value, list) else ()
