"""Opening hours: weeks, holidays, make-up days, time zones, and the line a fan reads."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.content.calendar import (
    ALWAYS,
    Calendar,
    Names,
    Span,
    Spans,
    SpecialDays,
    Week,
    parse_spans,
)
from bot.content.hours import load_hours
from bot.content.stores import Store
from bot.content.texts import load_texts
from bot.model import Lang, Point
from bot.rules.hours import hours_on, is_open, next_opening, today_line

TEXTS, _ = load_texts(Path("no such folder"))
SHANGHAI = ZoneInfo("Asia/Shanghai")
NAMES = Names("店", "Shop")


def week(daily: str, **days: str) -> Week:
    names = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    return tuple(parse_spans(days.get(name, daily)) for name in names)


def closed(first: date, last: date, spans: Spans = ()) -> SpecialDays:
    return SpecialDays(NAMES, first, last, spans)


def shop(calendar: Calendar | None) -> Store:
    return Store(
        id="a.b",
        name=NAMES,
        aliases=(),
        country="CN",
        city=NAMES,
        district=NAMES,
        mall=None,
        address=NAMES,
        phone="+86 21 0000 0101",
        location=Point(31.2, 121.5, "gcj02"),
        timezone=calendar.timezone if calendar else "Asia/Shanghai",
        calendar=calendar,
        services=(),
    )


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI).astimezone(UTC)


DAILY = Calendar("Asia/Shanghai", week("10:00-22:00"))
LUNCH = Calendar("Asia/Shanghai", week("09:30-12:00, 13:30-21:00", sat="closed", sun="closed"))


@pytest.mark.parametrize(
    ("moment", "open_"),
    [
        ("2026-11-24T09:59", False),
        ("2026-11-24T10:00", True),
        ("2026-11-24T21:59", True),
        ("2026-11-24T22:00", False),
    ],
)
def test_opening_minute_is_open_and_closing_minute_is_closed(moment: str, open_: bool) -> None:
    assert is_open(DAILY, at(moment)) is open_


def test_around_the_clock_is_open_at_midnight_and_a_minute_before() -> None:
    always = Calendar("Asia/Shanghai", ALWAYS)

    assert is_open(always, at("2026-11-24T00:00"))
    assert is_open(always, at("2026-11-24T23:59"))


def test_two_spans_a_day_close_at_noon_and_name_the_afternoon() -> None:
    noon = at("2026-11-24T12:30")

    assert not is_open(LUNCH, noon)
    assert next_opening(LUNCH, noon) == datetime(2026, 11, 24, 13, 30, tzinfo=SHANGHAI)


def test_weekend_without_service_reopens_on_monday() -> None:
    friday_night = at("2026-11-27T21:30")

    assert next_opening(LUNCH, friday_night) == datetime(2026, 11, 30, 9, 30, tzinfo=SHANGHAI)


def test_next_opening_while_open_is_now() -> None:
    moment = at("2026-11-24T15:00")

    assert next_opening(LUNCH, moment) == moment


def test_holiday_closes_weekdays_and_make_up_saturday_has_mondays_hours() -> None:
    calendar = Calendar(
        "Asia/Shanghai",
        LUNCH.week,
        (closed(date(2026, 10, 1), date(2026, 10, 7)),),
        {date(2026, 10, 10): 0},
    )

    assert hours_on(calendar, date(2026, 9, 30)) == parse_spans("09:30-12:00, 13:30-21:00")
    assert hours_on(calendar, date(2026, 10, 1)) == ()
    assert hours_on(calendar, date(2026, 10, 7)) == ()
    assert hours_on(calendar, date(2026, 10, 10)) == hours_on(calendar, date(2026, 10, 12))
    assert hours_on(calendar, date(2026, 10, 11)) == ()


def test_year_without_announced_holidays_follows_the_week() -> None:
    calendar = Calendar("Asia/Shanghai", LUNCH.week, (closed(date(2026, 1, 1), date(2026, 1, 3)),))

    assert hours_on(calendar, date(2031, 1, 1)) == LUNCH.week[2]


def test_holiday_may_shorten_the_day_instead_of_closing() -> None:
    short = closed(date(2026, 2, 16), date(2026, 2, 16), (Span(600, 960),))
    calendar = Calendar("Asia/Shanghai", DAILY.week, (short,))

    assert is_open(calendar, at("2026-02-16T15:59"))
    assert not is_open(calendar, at("2026-02-16T16:00"))


def test_shop_in_new_york_reads_its_own_clock_and_daylight_saving() -> None:
    calendar = Calendar("America/New_York", week("10:00-19:00"))

    assert is_open(calendar, datetime(2026, 7, 1, 14, 30, tzinfo=UTC))
    assert not is_open(calendar, datetime(2026, 12, 1, 14, 30, tzinfo=UTC))
    assert next_opening(calendar, datetime(2026, 12, 1, 14, 30, tzinfo=UTC)) == datetime(
        2026, 12, 1, 15, 0, tzinfo=UTC
    )


@pytest.mark.parametrize(
    ("moment", "lang", "line"),
    [
        ("2026-11-24T15:00", "zh", "今日营业 10:00-22:00，正在营业"),
        ("2026-11-24T15:00", "zh-Hant", "今日營業 10:00-22:00，營業中"),
        ("2026-11-24T15:00", "en", "Open now, today 10:00-22:00"),
        ("2026-11-24T08:00", "zh", "今日营业 10:00-22:00，10:00 开门"),
        ("2026-11-24T08:00", "en", "Today 10:00-22:00, opens at 10:00"),
        ("2026-11-24T23:00", "zh", "今日已打烊，明日 10:00 开门"),
        ("2026-11-24T23:00", "en", "Closed for today, opens tomorrow at 10:00"),
    ],
)
def test_line_of_an_ordinary_day_tells_what_holds_now(moment: str, lang: Lang, line: str) -> None:
    assert today_line(shop(DAILY), at(moment), lang=lang, texts=TEXTS) == line


@pytest.mark.parametrize(
    ("calendar", "moment", "line"),
    [
        (LUNCH, "2026-11-24T12:30", "今日营业 09:30-12:00、13:30-21:00，13:30 开门"),
        (LUNCH, "2026-11-28T12:30", "今日休息，周一 09:30 开门"),
        (LUNCH, "2026-11-27T22:00", "今日已打烊，周一 09:30 开门"),
        (Calendar("Asia/Shanghai", ALWAYS), "2026-11-24T03:00", "全天营业，正在营业"),
        (
            Calendar("Asia/Shanghai", week("closed")),
            "2026-11-24T12:00",
            "暂停营业，恢复时间请致电门店确认",
        ),
        (
            Calendar(
                "Asia/Shanghai", DAILY.week, (closed(date(2026, 11, 20), date(2026, 12, 14)),)
            ),
            "2026-11-24T12:00",
            "今日休息，12月15日 10:00 开门",
        ),
        (None, "2026-11-24T12:00", "营业时间请致电门店确认"),
    ],
)
def test_line_of_an_unusual_day_names_the_next_opening(
    calendar: Calendar | None, moment: str, line: str
) -> None:
    assert today_line(shop(calendar), at(moment), lang="zh", texts=TEXTS) == line


@pytest.mark.parametrize("day", ["2026-01-01", "2026-02-16", "2026-10-05", "2027-02-06"])
def test_human_service_of_the_sample_is_open_day_and_night_on_holidays_too(day: str) -> None:
    hours, problems = load_hours(Path(__file__).parents[3] / "faq")

    assert problems == ()
    assert is_open(hours.service_of(), at(f"{day}T03:00"))


def test_sample_names_the_holidays_and_make_up_days_of_2026() -> None:
    hours, _ = load_hours(Path(__file__).parents[3] / "faq")
    service = hours.service_of("any skill")
    days = {
        date.fromordinal(ordinal)
        for special in service.special
        if special.first.year == 2026
        for ordinal in range(special.first.toordinal(), special.last.toordinal() + 1)
    }

    assert len(days) == 3 + 9 + 3 + 5 + 3 + 3 + 7
    assert sorted(service.make_up) == [
        date(2026, 1, 4),
        date(2026, 2, 14),
        date(2026, 2, 28),
        date(2026, 5, 9),
        date(2026, 9, 20),
        date(2026, 10, 10),
    ]
