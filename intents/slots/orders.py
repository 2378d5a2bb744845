"""The number of an order in a fan's words: letters and digits, at least six digits."""

from __future__ import annotations

import re
from collections.abc import Iterable

from intents.slots.forms import Slot
from intents.slots.said import Said

# Bounded everywhere: a message of nothing but letters and dashes costs no more than another.
_NUMBER = re.compile(r"(?<![a-z0-9])(?=(?:[a-z-]{0,32}\d){6})[a-z0-9-]{6,32}(?![a-z0-9])")
_DATE = re.compile(r"20\d\d-\d{1,2}-\d{1,2}|20\d\d(?:0\d|1[0-2])(?:[0-2]\d|3[01])")


def find_order(said: Said, taken: Iterable[Slot[object]] = ()) -> Slot[str] | None:
    """The first number that is neither a date nor within ``taken`` (a telephone), in capitals."""
    spans = [(slot.start, slot.end) for slot in taken]
    for found in _NUMBER.finditer(said.plain):
        inside = any(start < found.end() and found.start() < end for start, end in spans)
        if not inside and not _DATE.fullmatch(found[0]):
            return said.slot(found[0].upper(), found.start(), found.end())
    return None
