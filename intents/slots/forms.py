"""The values of slots: plain, frozen, each with the words that it came from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Generic, Literal, TypeVar

T_co = TypeVar("T_co", covariant=True)

Part = Literal["", "morning", "noon", "afternoon", "evening"]
PlaceKind = Literal["city", "district", "mall", "store"]


@dataclass(frozen=True, slots=True)
class Slot(Generic[T_co]):
    """A value, the fan's own words for it, and where they stand in the message.

    ``start`` and ``end`` count characters of the message in composed form (NFC), which is what
    phones send.
    """

    value: T_co
    words: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Place:
    """A named place and the ids of the brand's shops there; none = a city without a shop."""

    kind: PlaceKind
    name: str
    shops: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Days:
    """One day, or a stretch of days with both ends included.

    ``other`` is the second reading of words that may mean two days (周六 said on a Saturday).
    ``holiday`` names the holiday that was said.
    """

    first: date
    last: date
    other: date | None = None
    holiday: str = ""

    @property
    def day(self) -> date | None:
        """The day, where the words leave no doubt which one."""
        return self.first if self.first == self.last and self.other is None else None

    def possible(self, earliest: date, most: int) -> tuple[date, ...]:
        """Each day that may be meant, from ``earliest`` on, in order; none if over ``most``."""
        ahead = sorted({day for day in self._each() if day >= earliest})
        return tuple(ahead) if len(ahead) <= most else ()

    def _each(self) -> Iterator[date]:
        for offset in range((self.last - self.first).days + 1):
            yield self.first + timedelta(days=offset)
        if self.other is not None:
            yield self.other

    def __str__(self) -> str:
        """``2026-10-01`` or ``2026-10-01/2026-10-07``, a second reading after ``or``."""
        span = str(self.first) if self.first == self.last else f"{self.first}/{self.last}"
        return f"{span} or {self.other}" if self.other else span


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day in minutes after midnight (1440 = its end), or only a part of the day.

    ``until_min`` ends a span. ``assumed``: the half of the day was not said and was taken to be
    the one in which shops are open.
    """

    part: Part = ""
    at_min: int | None = None
    until_min: int | None = None
    assumed: bool = False

    def __str__(self) -> str:
        """``15:00``, ``14:00-16:00``, or the part: ``afternoon``."""
        if self.at_min is None:
            return self.part
        ends = [self.at_min] if self.until_min is None else [self.at_min, self.until_min]
        return "-".join(f"{minutes // 60:02d}:{minutes % 60:02d}" for minutes in ends)


@dataclass(frozen=True, slots=True, kw_only=True)
class Slots:
    """All that was found, each list in the order of the message."""

    places: tuple[Slot[Place], ...] = ()
    products: tuple[Slot[str], ...] = ()
    days: tuple[Slot[Days], ...] = ()
    time: Slot[Clock] | None = None
    phone: Slot[str] | None = None
    order: Slot[str] | None = None
