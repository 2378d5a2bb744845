"""What is open when: weekly hours, holidays and make-up days, on the clock of the place itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bot.content.calendar import MINUTES_A_DAY, Calendar, Spans, clock_text
from bot.content.stores import Store
from bot.content.texts import Texts
from bot.model import Lang

LOOK_AHEAD_DAYS = 60
"""How far the next opening is searched; longer closures are told as "until further notice"."""


@dataclass(frozen=True, slots=True)
class Opening:
    """The next opening: the local day and minute, and how many days from today."""

    day: date
    opens_min: int
    days_ahead: int


def hours_on(calendar: Calendar, day: date) -> Spans:
    """The hours of one local day, in order; none = closed.

    A holiday or closure comes first, then a make-up working day, then the week.
    """
    for special in calendar.special:
        if special.first <= day <= special.last:
            return special.spans
    return calendar.week[calendar.make_up.get(day, day.weekday())]


def is_open(calendar: Calendar, at: datetime) -> bool:
    """Whether it is open at that moment (aware); the closing minute itself is closed."""
    local = at.astimezone(calendar.zone)
    minute = local.hour * 60 + local.minute
    spans = hours_on(calendar, local.date())
    return any(span.opens_min <= minute < span.closes_min for span in spans)


def next_opening(calendar: Calendar, at: datetime) -> datetime | None:
    """When it opens next, as local aware time; ``at`` itself if open, nothing if not for long."""
    if is_open(calendar, at):
        return at
    local = at.astimezone(calendar.zone)
    opening = _find_opening(calendar, local)
    if opening is None:
        return None
    moment = time(opening.opens_min // 60, opening.opens_min % 60)
    return datetime.combine(opening.day, moment, tzinfo=calendar.zone)


def today_line(store: Store, now: datetime, *, lang: Lang, texts: Texts) -> str:
    """One line about the shop's hours today on its own clock, and whether it is open now.

    Keys ``locator.hours.*``; a shop without stated hours is told to be asked by phone.
    """
    calendar = store.calendar
    if calendar is None:
        return texts.say("locator.hours.unknown", lang)
    local = now.astimezone(calendar.zone)
    spans = hours_on(calendar, local.date())
    hours = texts.say("locator.comma", lang).join(str(span) for span in spans)
    if is_open(calendar, now):
        whole_day = sum(s.closes_min - s.opens_min for s in spans) == MINUTES_A_DAY
        key = "locator.hours.always" if whole_day else "locator.hours.open"
        return texts.say(key, lang, hours=hours)
    opening = _find_opening(calendar, local)
    if opening is None:
        return texts.say("locator.hours.shut", lang)
    opens = clock_text(opening.opens_min)
    if opening.days_ahead == 0:
        return texts.say("locator.hours.later", lang, hours=hours, opens=opens)
    state = "closed" if spans else "rest"
    day = _day_words(opening, lang=lang, texts=texts)
    return texts.say(f"locator.hours.{state}", lang, day=day, opens=opens)


def _find_opening(calendar: Calendar, local: datetime) -> Opening | None:
    minute = local.hour * 60 + local.minute
    for ahead in range(LOOK_AHEAD_DAYS + 1):
        day = local.date() + timedelta(days=ahead)
        for span in hours_on(calendar, day):
            if ahead > 0 or span.opens_min > minute:
                return Opening(day, span.opens_min, ahead)
    return None


def _day_words(opening: Opening, *, lang: Lang, texts: Texts) -> str:
    if opening.days_ahead == 1:
        return texts.say("locator.day.tomorrow", lang)
    if opening.days_ahead < 7:
        return texts.say(f"locator.day.{opening.day.weekday()}", lang)
    day = opening.day
    return texts.say("locator.day.date", lang, year=day.year, month=day.month, day=day.day)
