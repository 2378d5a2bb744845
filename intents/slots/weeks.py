"""Reckoning with days: what a date without its year, month or week means on the day of asking."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from intents.slots.forms import Days


@dataclass(frozen=True, slots=True)
class Asked:
    """When something was said (local), at which minute of the day it is to be, if that was said.

    ``before`` are the days named just before, linked with these words (3号或5号).
    """

    now: datetime
    at_min: int | None = None
    before: Days | None = None

    @property
    def today(self) -> date:
        """The day of asking."""
        return self.now.date()

    @property
    def monday(self) -> date:
        """The first day of this week."""
        return self.today - timedelta(days=self.today.weekday())

    def is_over(self, day: date) -> bool:
        """Whether the time that was said is over on that day."""
        minute = self.now.hour * 60 + self.now.minute
        return day == self.today and self.at_min is not None and self.at_min <= minute


Reading = Callable[[re.Match[str], Asked], Days | None]
Readings = tuple[tuple[re.Pattern[str], Reading], ...]
"""Patterns with what they mean on the day of asking."""


def one(day: date | None) -> Days | None:
    """A single day as a stretch."""
    return None if day is None else Days(day, day)


def make_day(year: int, month: int, day: int) -> date | None:
    """The day, or nothing where the calendar has none."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def ahead(today: date, month: int, day: int) -> date | None:
    """That day of this year, or of the next once it lies well behind."""
    this = make_day(today.year, month, day)
    if this is None or today - this > timedelta(days=180):
        return make_day(today.year + 1, month, day)
    return this


def in_a_month(today: date, day: int) -> date | None:
    """That day of this month, or of the next one once it is over."""
    this = make_day(today.year, today.month, day)
    if this is not None and this >= today:
        return this
    year, month = divmod(today.year * 12 + today.month, 12)
    return make_day(year, month + 1, day)
