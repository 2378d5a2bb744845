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

    def __str__(self) -> str:
        """The name, for a list of slots."""
        return self.name


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

    def __iter__(self) -> Iterator[date]:
        """Each day that may be meant."""
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

    def as_rows(self) -> Iterator[tuple[str, Slot[object]]]:
        """Each slot with what it is: city, district, mall, store, product, day, time, ..."""
        for place in self.places:
            yield place.value.kind, place
        yield from (("product", product) for product in self.products)
        yield from (("day", days) for days in self.days)
        single = {"time": self.time, "phone": self.phone, "order": self.order}
        yield from ((kind, slot) for kind, slot in single.items() if slot is not None)
