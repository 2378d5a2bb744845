"""Opening hours of shops and of the human service, from ``hours.yaml``.

Chinese public holidays and make-up working days are data here, because they are announced year
by year; a day that nothing is said about follows the weekly hours. What is open now is decided
in ``rules.hours``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated, Literal, TypeVar
from zoneinfo import available_timezones

from pydantic import AfterValidator, BaseModel, Field

from bot.content.calendar import ALWAYS, Calendar, Names, SpecialDays, Week, parse_spans
from intents.slots.holidays import Holiday
from intents.strict import Document, Fault, Strict, load_document
from intents.types import Problem

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class OpeningHours:
    """The house's hours. Without ``hours.yaml`` the human service is always open.

    ``shops`` is the default of shops that state no hours of their own. ``service`` holds the
    human service per skill; ``default`` is always there. ``holidays`` are the days that fans mean
    by the names of the closures.
    """

    shops: Calendar | None = None
    holidays: tuple[Holiday, ...] = ()
    service: Mapping[str, Calendar] = field(
        default_factory=lambda: {"default": Calendar("Asia/Shanghai", ALWAYS)}
    )

    def service_of(self, skill: str = "default") -> Calendar:
        """When humans answer for this skill; an unknown skill has the default hours."""
        return self.service.get(skill, self.service["default"])


def _checked_spans(text: str) -> str:
    parse_spans(text)
    return text


@cache
def _zone_names() -> frozenset[str]:
    # Walking the time zone folder takes longer than reading all shops.
    return frozenset(available_timezones())


def _checked_zone(text: str) -> str:
    if text not in _zone_names():
        raise Fault(f"the time zone `{text}` is not known", remedy="write it like Asia/Shanghai")
    return text


HoursText = Annotated[str, AfterValidator(_checked_spans)]
ZoneName = Annotated[str, AfterValidator(_checked_zone)]


class NamesTable(Strict):
    """A name in simplified Chinese and English, in traditional Chinese where it differs."""

    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)
    hant: str = Field(default="", alias="zh-Hant")

    def value(self) -> Names:
        """As a plain value."""
        return Names(self.zh, self.en, self.hant)


class WeekTable(Strict):
    """Weekly hours: ``daily`` for all seven days, single days over it; no hours = closed."""

    daily: HoursText = "closed"
    mon: HoursText | None = None
    tue: HoursText | None = None
    wed: HoursText | None = None
    thu: HoursText | None = None
    fri: HoursText | None = None
    sat: HoursText | None = None
    sun: HoursText | None = None

    def value(self) -> Week:
        """As spans per day."""
        days = (self.mon, self.tue, self.wed, self.thu, self.fri, self.sat, self.sun)
        return tuple(parse_spans(self.daily if day is None else day) for day in days)


class DaysTable(Strict):
    """A named stretch of days, both ends included."""

    name: NamesTable
    first: date = Field(alias="from")
    last: date = Field(alias="until")

    def special(self, hours: str) -> SpecialDays:
        """The same days with these hours."""
        return SpecialDays(self.name.value(), self.first, self.last, parse_spans(hours))


class HolidayTable(DaysTable):
    """A public holiday: the hours of service and shops, where they are not the usual ones."""

    service: HoursText | None = None
    shops: HoursText | None = None
    day: date | None = None

    def holidays(self) -> list[Holiday]:
        """Under each of its names; without ``day`` the feast itself is the first of its days."""
        names = dict.fromkeys((self.name.zh, self.name.en))
        return [Holiday(name, self.first, self.last, self.day or self.first) for name in names]


class MakeUpTable(Strict):
    """A weekend day on which people work in exchange for a holiday."""

    name: NamesTable
    day: date
    like: Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"] = "mon"


class HoursTable(Strict):
    """Weekly hours of the shops and of the human service."""

    shops: WeekTable | None = None
    service: dict[str, WeekTable] = Field(default_factory=dict)


class HoursFile(Strict):
    """``hours.yaml`` as written."""

    timezone: ZoneName = "Asia/Shanghai"
    hours: HoursTable
    closures: list[HolidayTable] = Field(default_factory=list)
    make_up_days: list[MakeUpTable] = Field(default_factory=list)


def load_hours(folder: Path) -> tuple[OpeningHours, tuple[Problem, ...]]:
    """The house's hours and every fault; a missing file means no stated hours, no problem."""
    path = folder / "hours.yaml"
    if not path.is_file():
        return OpeningHours(), ()
    document = load_document(path, HoursFile, name=path.as_posix())
    if document.value is None:
        return OpeningHours(), document.problems
    problems = _check(document, document.value)
    return (OpeningHours(), problems) if problems else (_build(document.value), ())


def days_problems(
    document: Document[M], days: Sequence[DaysTable], *loc: str | int
) -> list[Problem]:
    """Faults of a list of stretches of days: ends before it begins, two on one day."""
    found: list[Problem] = []
    for at, item in enumerate(days):
        if item.last < item.first:
            message = f"{item.name.zh} ends on {item.last}, before it begins on {item.first}"
            remedy = "put the earlier day under `from`"
            found.append(document.problem(message, remedy, *loc, at, "until"))
        if any(item.first <= other.last and other.first <= item.last for other in days[:at]):
            message = f"{item.name.zh} shares a day with one above"
            remedy = "let each day belong to one of them"
            found.append(document.problem(message, remedy, *loc, at, "from"))
    return found


def _check(document: Document[HoursFile], file: HoursFile) -> tuple[Problem, ...]:
    found = days_problems(document, file.closures, "closures")
    for at, closure in enumerate(file.closures):
        if closure.day is not None and not closure.first <= closure.day <= closure.last:
            message = f"{closure.name.zh} itself, {closure.day}, is none of its days"
            remedy = "write a day between `from` and `until`"
            found.append(document.problem(message, remedy, "closures", at, "day"))
    if file.hours.service and "default" not in file.hours.service:
        message, remedy = "the service has no default hours", "add `default:` with its hours"
        found.append(document.problem(message, remedy, "hours", "service"))
    for at, item in enumerate(file.make_up_days):
        if any(closure.first <= item.day <= closure.last for closure in file.closures):
            message = f"{item.day} is a closure and a make-up day at once"
            remedy = "take it out of one of the two lists"
            found.append(document.problem(message, remedy, "make_up_days", at, "day"))
        if any(item.day == other.day for other in file.make_up_days[:at]):
            message, remedy = f"{item.day} is a make-up day twice", "keep one of the two"
            found.append(document.problem(message, remedy, "make_up_days", at, "day"))
    return tuple(sorted(found))


def _build(file: HoursFile) -> OpeningHours:
    make_up = {item.day: DAYS.index(item.like) for item in file.make_up_days}
    for_service = tuple(c.special(c.service) for c in file.closures if c.service is not None)
    for_shops = tuple(c.special(c.shops) for c in file.closures if c.shops is not None)
    service = {
        skill: Calendar(file.timezone, week.value(), for_service, make_up)
        for skill, week in file.hours.service.items()
    }
    shops = file.hours.shops
    return OpeningHours(
        shops=Calendar(file.timezone, shops.value(), for_shops) if shops else None,
        holidays=tuple(holiday for closure in file.closures for holiday in closure.holidays()),
        service=service or OpeningHours().service,
    )
