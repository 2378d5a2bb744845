"""The day that a fan names for a visit: 今天, 明天下午, 周六, 下周三, 12月3日, this Saturday.

A weekday alone is the next one; 下周 counts from the coming Monday. Days are those of
Asia/Shanghai, which the caller passes as ``today``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from bot.model import DayPart

MAX_CHARS = 300
"""How much of a message is searched."""
FARTHEST_DAYS = 90
"""A visit later than this is arranged with a human."""


@dataclass(frozen=True, slots=True)
class Named:
    """A day, which may be past or far away, and the part of it if one was named."""

    day: date
    part: DayPart = ""

    def is_bookable(self, today: date) -> bool:
        """Whether it lies ahead, and not too far."""
        return today <= self.day <= today + timedelta(days=FARTHEST_DAYS)


_SIMPLER = str.maketrans("週禮號後個聽間點兩", "周礼号后个听间点两")
_RELATIVE = (
    ("大后天", 3), ("后天", 2), ("day after tomorrow", 2), ("明天", 1), ("明日", 1), ("明早", 1),
    ("明晚", 1), ("聽日", 1), ("听日", 1), ("tomorrow", 1), ("今天", 0), ("今日", 0), ("今晚", 0),
    ("today", 0), ("tonight", 0),
)  # fmt: skip
_HAN_WEEKDAYS = {char: n for n, char in enumerate("一二三四五六日")} | {"天": 6, "末": 5}
_HAN_WEEKDAYS |= {str(n): n - 1 for n in range(1, 8)}
_WEEK = re.compile(r"(下下|下|这|本)?个?(?:周|星期|礼拜)([一二三四五六日天末1-7])")
_ENGLISH_WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
_ENGLISH_WEEK = re.compile(
    r"\b(next |this |coming )?(weekend|mon|tue|wed|thu|fri|sat|sun)"
    r"(?:day|sday|nesday|rsday|urday)?\b"
)
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_MONTH = rf"({'|'.join(_MONTHS)})[a-z]*\.?"
_DATES = (
    (re.compile(r"(?<!\d)(20\d\d)[年/.-](\d{1,2})[月/.-](\d{1,2})[日号]?(?!\d)"), "ymd"),
    (re.compile(r"(?<!\d)(\d{1,2})月(\d{1,2})[日号]?(?!\d)"), "md"),
    (re.compile(r"(?<![\d/.-])(\d{1,2})/(\d{1,2})(?![\d/])"), "md"),
    (re.compile(r"(?<!\d)(\d{1,2})[号日](?!线|楼|店|柜)"), "d"),
)
_ENGLISH_DATES = (
    (re.compile(rf"\b{_MONTH} (\d{{1,2}})(?:st|nd|rd|th)?\b"), (1, 2)),
    (re.compile(rf"\b(\d{{1,2}})(?:st|nd|rd|th)? (?:of )?{_MONTH}\b"), (2, 1)),
)
_PARTS: tuple[tuple[DayPart, re.Pattern[str]], ...] = (
    ("evening", re.compile(r"晚上|今晚|明晚|傍晚|晚间|\bevening\b|\btonight\b")),
    ("afternoon", re.compile(r"下午|午后|中午|\bafternoon\b|\bnoon\b")),
    ("morning", re.compile(r"上午|早上|明早|早晨|\bmorning\b")),
)
_HAN_DIGITS = {char: str(n) for n, char in enumerate("一二三四五六七八九", 1)}
_HAN_DATE = re.compile(r"([一二三四五六七八九十]{1,3})(?=月|[日号](?!线|楼|店|柜))")


def find_day(text: str, today: date) -> Named | None:
    """The first day that the words name, or nothing."""
    plain = unicodedata.normalize("NFKC", text[:MAX_CHARS]).lower().translate(_SIMPLER)
    words = _HAN_DATE.sub(lambda found: _digits(found[1]), plain)
    ways: tuple[Callable[[str, date], date | None], ...] = (
        _written, _written_in_english, _relative, _weekday, _english_weekday,
    )  # fmt: skip
    for way in ways:
        day = way(words, today)
        if day is not None:
            return Named(day, _part(words))
    return None


def _part(words: str) -> DayPart:
    return next((name for name, pattern in _PARTS if pattern.search(words)), "")


def _relative(words: str, today: date) -> date | None:
    for word, days in _RELATIVE:
        if word in words:
            return today + timedelta(days=days)
    return None


def _weekday(words: str, today: date) -> date | None:
    found = _WEEK.search(words)
    if not found:
        return None
    wanted, monday = _HAN_WEEKDAYS[found[2]], today - timedelta(days=today.weekday())
    if found[1] in {"下", "下下"}:
        return monday + timedelta(days=wanted + 7 * len(found[1]))
    return today + timedelta(days=(wanted - today.weekday()) % 7)


def _english_weekday(words: str, today: date) -> date | None:
    found = _ENGLISH_WEEK.search(words)
    if not found:
        return None
    name = "sat" if found[2] == "weekend" else found[2]
    wanted = next(n for n, day in enumerate(_ENGLISH_WEEKDAYS) if day.startswith(name))
    if (found[1] or "").strip() == "next":
        return today - timedelta(days=today.weekday()) + timedelta(days=wanted + 7)
    return today + timedelta(days=(wanted - today.weekday()) % 7)


def _written(words: str, today: date) -> date | None:
    for pattern, form in _DATES:
        found = pattern.search(words)
        if not found:
            continue
        numbers = [int(part) for part in found.groups()]
        if form == "ymd":
            return _date(*numbers)
        if form == "md":
            return _ahead(today, *numbers)
        return _in_a_month(today, numbers[0])
    return None


def _written_in_english(words: str, today: date) -> date | None:
    for pattern, (month, day) in _ENGLISH_DATES:
        found = pattern.search(words)
        if found:
            return _ahead(today, _MONTHS.index(found[month]) + 1, int(found[day]))
    return None


def _ahead(today: date, month: int, day: int) -> date | None:
    """That day of this year, or of the next once it lies well behind."""
    this = _date(today.year, month, day)
    if this is not None and today - this > timedelta(days=180):
        return _date(today.year + 1, month, day)
    return this


def _in_a_month(today: date, day: int) -> date | None:
    """That day of this month, or of the next one once it is over."""
    this = _date(today.year, today.month, day)
    if this is not None and this >= today:
        return this
    year, month = divmod(today.year * 12 + today.month, 12)
    return _date(year, month + 1, day)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _digits(han: str) -> str:
    """``十二`` as ``12``, ``二十三`` as ``23``."""
    if "十" not in han:
        return "".join(_HAN_DIGITS[char] for char in han)
    tens, _, ones = han.partition("十")
    return (_HAN_DIGITS.get(tens, "1")) + (_HAN_DIGITS.get(ones, "0"))
