"""When something is open, as values: spans, weeks, exceptions, and how editors write spans.

What is open at a moment is decided in ``rules.hours``; the files are read by ``content.hours``
and ``content.stores``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from zoneinfo import ZoneInfo

from bot.model import Lang
from intents.strict import Fault

MINUTES_A_DAY = 24 * 60
_SPAN = re.compile(r"(\d{2}):(\d{2})-(\d{2}):(\d{2})")


@dataclass(frozen=True, slots=True)
class Names:
    """What something is called; traditional script falls back to the simplified form."""

    zh: str
    en: str
    hant: str = ""

    def text_in(self, lang: Lang) -> str:
        """The name in the fan's language."""
        if lang == "en":
            return self.en
        return self.hant or self.zh if lang == "zh-Hant" else self.zh


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """One stretch of opening in minutes after local midnight; 1440 is the end of the day."""

    opens_min: int
    closes_min: int

    def __str__(self) -> str:
        """``10:00-22:00``."""
        return f"{clock_text(self.opens_min)}-{clock_text(self.closes_min)}"


Spans = tuple[Span, ...]
Week = tuple[Spans, ...]
"""Seven days, Monday first; an empty day is a closed day."""


@dataclass(frozen=True, slots=True)
class SpecialDays:
    """Days, both ends included, on which other hours hold than in the week; none = closed."""

    name: Names
    first: date
    last: date
    spans: Spans


@dataclass(frozen=True, slots=True)
class Calendar:
    """When something is open: weekly hours and their exceptions, in its own time zone.

    ``make_up`` maps a make-up working day to the weekday (0 = Monday) whose hours it has.
    """

    timezone: str
    week: Week
    special: tuple[SpecialDays, ...] = ()
    make_up: Mapping[date, int] = field(default_factory=dict)

    @property
    def zone(self) -> ZoneInfo:
        """The time zone whose clock these hours are read on."""
        return ZoneInfo(self.timezone)


ALWAYS: Week = ((Span(0, MINUTES_A_DAY),),) * 7
"""Day and night."""


def clock_text(minutes: int) -> str:
    """``1320`` as ``22:00``."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def parse_spans(text: str) -> Spans:
    """``"10:00-13:00, 14:00-19:00"`` or ``"closed"`` as spans in order; raises ``Fault``."""
    if text.strip() == "closed":
        return ()
    spans = sorted(_parse_span(part.strip()) for part in text.split(","))
    for earlier, later in pairwise(spans):
        if later.opens_min < earlier.closes_min:
            raise Fault(f"{earlier} and {later} overlap", remedy="make one span of the two")
    return tuple(spans)


def _parse_span(text: str) -> Span:
    found = _SPAN.fullmatch(text)
    if not found:
        raise Fault(
            f"`{text}` is not a time span",
            remedy='write "10:00-22:00", several separated by commas, or "closed"',
        )
    open_h, open_m, close_h, close_m = (int(part) for part in found.groups())
    span = Span(open_h * 60 + open_m, close_h * 60 + close_m)
    if max(open_m, close_m) > 59 or span.closes_min > MINUTES_A_DAY:
        raise Fault(f"`{text}` names no time of day", remedy="times go from 00:00 to 24:00")
    if span.closes_min <= span.opens_min:
        raise Fault(
            f"`{text}` ends before it begins",
            remedy='end at "24:00" at the latest; write the part after midnight on the next day',
        )
    return span
