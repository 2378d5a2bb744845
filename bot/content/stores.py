"""The brand's shops, from ``stores.yaml``: where they are, when they are open, what they offer.

Each shop states the coordinate system of its location, because no rectangle on a map tells
which one it is. How a shop is found is decided in ``rules.locate``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from bot.content.calendar import Calendar, Names
from bot.content.hours import (
    DaysTable,
    HoursText,
    NamesTable,
    OpeningHours,
    WeekTable,
    ZoneName,
    days_problems,
)
from bot.model import Point
from intents.strict import Document, Fault, Strict, load_document
from intents.types import Problem

MAINLAND = "CN"
StoreService = Literal[
    "repair",
    "engraving",
    "fragrance",
    "watches",
    "jewellery",
    "made_to_measure",
    "leather_care",
    "gift_wrapping",
    "personal_shopping",
    "tax_refund",
]
"""What a shop may offer; each has its words in ``locator_texts.yaml``."""

_PHONE = re.compile(r"\+[1-9]\d{0,2}(?: \d+)+")
_ID = r"^[a-z0-9_-]+(\.[a-z0-9_-]+)+$"


@dataclass(frozen=True, slots=True, kw_only=True)
class Store:
    """One shop. ``country`` is the ISO 3166-1 code of the country or region.

    ``calendar`` is in the shop's own time zone, or nothing where no hours are stated.
    """

    id: str
    name: Names
    aliases: tuple[str, ...]
    country: str
    city: Names
    district: Names
    mall: Names | None
    address: Names
    phone: str
    location: Point
    timezone: str
    calendar: Calendar | None
    services: tuple[StoreService, ...]

    @property
    def is_mainland(self) -> bool:
        """Whether Chinese map apps are the ones to open, and holidays of the mainland hold."""
        return self.country == MAINLAND


@dataclass(frozen=True, slots=True, eq=False)
class StoreBook:
    """All shops in the order of the file. Two books are never equal, so each has one index."""

    stores: tuple[Store, ...] = ()

    def __iter__(self) -> Iterator[Store]:
        return iter(self.stores)

    def __len__(self) -> int:
        return len(self.stores)

    def find(self, store_id: str) -> Store | None:
        """The shop of that id, or nothing."""
        return next((store for store in self.stores if store.id == store_id), None)


def _checked_phone(text: str) -> str:
    if not _PHONE.fullmatch(text) or not 7 <= sum(map(str.isdigit, text)) <= 15:
        raise Fault(
            f"`{text}` is not an international phone number",
            remedy='write it with country code and blanks, like "+86 21 0000 0101"',
        )
    return text


class LocationTable(Strict):
    """Degrees and the coordinate system they are written in."""

    latitude: float
    longitude: float
    datum: Literal["gcj02", "wgs84"]


class ClosureTable(DaysTable):
    """Days on which this shop has other hours than usual."""

    hours: HoursText = "closed"


class StoreTable(Strict):
    """One shop as written."""

    id: str = Field(pattern=_ID)
    name: NamesTable
    aliases: list[str] = Field(default_factory=list)
    country: str = Field(pattern=r"^[A-Z]{2}$")
    city: NamesTable
    district: NamesTable
    mall: NamesTable | None = None
    address: NamesTable
    phone: Annotated[str, AfterValidator(_checked_phone)]
    location: LocationTable
    timezone: ZoneName
    hours: WeekTable | None = None
    closures: list[ClosureTable] = Field(default_factory=list)
    services: list[StoreService] = Field(default_factory=list)


class StoresFile(Strict):
    """``stores.yaml`` as written."""

    stores: list[StoreTable]


def load_stores(
    folder: Path, hours: OpeningHours | None = None
) -> tuple[StoreBook, tuple[Problem, ...]]:
    """The shops and every fault; a missing file means no shops, no problem.

    Shops without hours of their own take those of the house. With any error the book is empty.
    """
    path = folder / "stores.yaml"
    if not path.is_file():
        return StoreBook(), ()
    document = load_document(path, StoresFile, name=path.as_posix())
    if document.value is None:
        return StoreBook(), document.problems
    problems = _check(document, document.value)
    if problems:
        return StoreBook(), problems
    house = hours or OpeningHours()
    return StoreBook(tuple(_build(table, house) for table in document.value.stores)), ()


def _check(document: Document[StoresFile], file: StoresFile) -> tuple[Problem, ...]:
    found: list[Problem] = []
    seen: dict[str, int] = {}
    for at, table in enumerate(file.stores):
        if table.id in seen:
            line, _ = document.position("stores", seen[table.id], "id")
            message = f"the id `{table.id}` is taken by the shop in line {line}"
            remedy = "give each shop an id of its own"
            found.append(document.problem(message, remedy, "stores", at, "id"))
        seen.setdefault(table.id, at)
        fault = _location_fault(table)
        if fault:
            key, message, remedy = fault
            found.append(document.problem(message, remedy, "stores", at, "location", key))
        found += days_problems(document, table.closures, "stores", at, "closures")
    return tuple(sorted(found))


def _location_fault(table: StoreTable) -> tuple[str, str, str] | None:
    lat, lng, datum = table.location.latitude, table.location.longitude, table.location.datum
    swap = "latitude (north-south) comes first: exchange the two numbers"
    if abs(lat) > 90 and abs(lng) <= 90:
        return "latitude", f"latitude {lat} and longitude {lng} are swapped", swap
    if abs(lat) > 90:
        return "latitude", f"the latitude {lat} is not on earth", "write -90 to 90 degrees"
    if abs(lng) > 180:
        return "longitude", f"the longitude {lng} is not on earth", "write -180 to 180 degrees"
    if datum == "gcj02" and table.country != MAINLAND:
        return (
            "datum",
            f"gcj02 is used on the mainland only, this shop's country is {table.country}",
            "take the numbers of an international map and write wgs84",
        )
    if table.country == MAINLAND and lat > lng:
        return "latitude", f"latitude {lat} and longitude {lng} are swapped", swap
    if table.country == MAINLAND and not (3 < lat < 54 and 73 < lng < 136):
        return "latitude", f"{lat}, {lng} is far from China", "check both numbers and the country"
    return None


def _build(table: StoreTable, hours: OpeningHours) -> Store:
    location = table.location
    return Store(
        id=table.id,
        name=table.name.value(),
        aliases=tuple(table.aliases),
        country=table.country,
        city=table.city.value(),
        district=table.district.value(),
        mall=table.mall.value() if table.mall else None,
        address=table.address.value(),
        phone=table.phone,
        location=Point(location.latitude, location.longitude, location.datum),
        timezone=table.timezone,
        calendar=_calendar(table, hours),
        services=tuple(table.services),
    )


def _calendar(table: StoreTable, hours: OpeningHours) -> Calendar | None:
    default = hours.shops
    if table.hours is None and default is None:
        return None
    week = table.hours.value() if table.hours else default.week if default else ()
    special = tuple(closure.special(closure.hours) for closure in table.closures)
    if default and table.country == MAINLAND:
        special += default.special
    return Calendar(table.timezone, week, special)
