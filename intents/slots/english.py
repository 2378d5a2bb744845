"""Days named in English: tomorrow, next Saturday, this weekend, Dec 3, the 25th, in two weeks."""

from __future__ import annotations

import re
from datetime import timedelta

from intents.slots.forms import Days
from intents.slots.numerals import ENGLISH_NUMBER, number_of
from intents.slots.weeks import Asked, Readings, ahead, in_a_month, one

_RELATIVE = {
    "the day before yesterday": -2, "yesterday": -1, "last night": -1, "today": 0, "tonight": 0,
    "this morning": 0, "this afternoon": 0, "this evening": 0,
    "tomorrow": 1, "tmr": 1, "day after tomorrow": 2,
}  # fmt: skip
_WEEKDAYS = (
    "mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|thu(?:r(?:s(?:day)?)?)?|fri(?:day)?"
    "|sat(?:urday)?|sunday"
)
_NUMBERED = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    "(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)


def _relative(found: re.Match[str], asked: Asked) -> Days | None:
    return one(asked.today + timedelta(days=_RELATIVE[found[0]]))


def _weekday(found: re.Match[str], asked: Asked) -> Days | None:
    wanted, which = _NUMBERED.index(found[2][:3]), (found[1] or "").strip()
    coming = asked.today + timedelta(days=(wanted - asked.today.weekday()) % 7)
    if which == "last":
        return one(coming - timedelta(days=7))
    if which == "next":
        # Of next week to most, the coming one to some.
        later = asked.monday + timedelta(days=wanted + 7)
        return Days(later, later, coming if asked.today < coming < later else None)
    if which or coming != asked.today:
        return one(coming)
    following = coming + timedelta(days=7)
    return one(following) if asked.is_over(coming) else Days(coming, coming, following)


def _weekend(found: re.Match[str], asked: Asked) -> Days | None:
    saturday = asked.monday + timedelta(days=5 + (7 if found[1] == "next" else 0))
    return Days(max(saturday, asked.today), saturday + timedelta(days=1))


def _next_week(found: re.Match[str], asked: Asked) -> Days | None:
    monday = asked.monday + timedelta(days=7)
    return Days(monday, monday + timedelta(days=6))


def _month_day(found: re.Match[str], asked: Asked) -> Days | None:
    return one(ahead(asked.today, _MONTHS.index(found[1][:3]) + 1, int(found[2])))


def _day_month(found: re.Match[str], asked: Asked) -> Days | None:
    return one(ahead(asked.today, _MONTHS.index(found[2][:3]) + 1, int(found[1])))


def _day(found: re.Match[str], asked: Asked) -> Days | None:
    return one(in_a_month(asked.before.first if asked.before else asked.today, int(found[1])))


def _from_now(found: re.Match[str], asked: Asked) -> Days | None:
    number = 1 if found[1] == "a" else number_of(found[1])
    return one(asked.today + timedelta(days=number * (7 if found[2] == "week" else 1)))


ENGLISH_DAYS: Readings = (
    (re.compile(rf"\b(?:{'|'.join(sorted(_RELATIVE, key=len, reverse=True))})\b"), _relative),
    (re.compile(rf"\b((?:next|this|coming|last) )?({_WEEKDAYS})\b"), _weekday),
    (re.compile(r"\b(?:(next|this|coming) )?weekend\b"), _weekend),
    (re.compile(r"\bnext week\b"), _next_week),
    (re.compile(rf"\b{_MONTH} (?:the )?(\d{{1,2}})(?:st|nd|rd|th)?\b(?![:.]\d)"), _month_day),
    (re.compile(rf"\b(\d{{1,2}})(?:st|nd|rd|th)? (?:of )?{_MONTH}"), _day_month),
    (re.compile(r"\b(\d{1,2})(?:st|nd|rd|th)\b(?! (?:floor|level|street|anniversary))"), _day),
    (re.compile(rf"\bin (a|{ENGLISH_NUMBER}) (day|week)s?\b"), _from_now),
)
"""Pattern and reading, the longer words first where two begin alike."""
