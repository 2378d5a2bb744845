"""Holidays in a fan's words: 国庆, 国庆第三天, 中秋, 大年初二, 五一假期, Christmas.

Their days come from the brand's calendar. What it does not hold follows the law where the day is
fixed; a lunar holiday that it does not hold is not guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import NamedTuple

from intents.slots.forms import Days
from intents.slots.numerals import NUMBER, number_of

_SPRING = "春节"
_SPOKEN: dict[str, str] = {
    "元旦": r"元旦|新年|\bnew year(?:'?s day)?\b(?!'?s? eve)",
    _SPRING: r"春节|过年|农历新?年|\b(?:chinese|lunar) new year\b|\bspring festival\b|\bcny\b",
    "清明节": r"清明|\b(?:tomb[ -]sweeping(?: day)?|qingming)\b",
    "劳动节": r"(?<![周期拜十二三四五六七八九])五一|劳动节|\b(?:labou?r|may) day\b",
    "端午节": r"端午|\bdragon boat(?: festival)?\b",
    "中秋节": r"中秋|\b(?:mid-?autumn|moon) festival\b|\bmid-?autumn\b",
    "国庆节": r"国庆|(?<![一二三四五六七八九双月])十一(?=长?假|黄金周|期间|放假|[那去来到过能可]|$)"
    r"|黄金周|\bnational day\b|\bgolden week\b",
    "圣诞节": r"圣诞(?!前?夜)|\b(?:christmas|xmas)(?: day)?\b(?! eve)",
    "平安夜": r"平安夜|圣诞前?夜|\bchristmas eve\b",
    "跨年": r"跨年|\bnew year'?s? eve\b",
    "情人节": r"(?<!白色)情人节|\bvalentine'?s?(?: day)?\b",
    "妇女节": r"妇女节|女神节|三八节",
    "儿童节": r"儿童节|(?<![周期拜十])六一(?=儿童|节|那|去|来|到|$)",
    "双十一": r"双十一|双11",
    "双十二": r"双十二|双12",
}
_FIXED: dict[str, tuple[int, int, int]] = {
    "元旦": (1, 1, 1), "劳动节": (5, 1, 2), "国庆节": (10, 1, 3), "圣诞节": (12, 25, 1),
    "平安夜": (12, 24, 1), "跨年": (12, 31, 1), "情人节": (2, 14, 1), "妇女节": (3, 8, 1),
    "儿童节": (6, 1, 1), "双十一": (11, 11, 1), "双十二": (12, 12, 1),
}  # fmt: skip
"""Month, day and length where they are fixed.

*Source:* 《全国年节及纪念日放假办法》 of the State Council, in force from 1 January 2025.
"""
_NEW_YEARS_EVE = r"除夕夜?|大?年三十"
_LUNAR = rf"(?:大年|正月|年)?初(?P<lunar>{NUMBER})(?!次|[中高])|(?P<lantern>元宵)"
_TAIL = (
    rf"节?(?:小?长假|假期|放假|期间|黄金周)?(?:的?第(?P<nth>{NUMBER})天|的?(?P<end>最后一天)"
    r"|(?P<itself>当[天日]|那[天日]))?"
    r"(?!'s|[前后]|[之以过][前后]|完|快乐|限定|限量|系列|[新的]?款|礼|月饼|主题|版|蛋糕|广场|大道|路|商)"
)
_AFTER_LANTERN = 14


class Holiday(NamedTuple):
    """A holiday of one year: its free days, both ends included, and the feast itself."""

    name: str
    first: date
    last: date
    day: date


class Holidays:
    """The brand's calendar with the fixed days beside it. Two are never equal."""

    def __init__(self, holidays: Iterable[Holiday] = ()) -> None:
        self._known: dict[str, list[Holiday]] = {}
        for holiday in sorted(holidays, key=lambda item: item.first):
            self._known.setdefault(_spoken_name(holiday.name.lower()), []).append(holiday)
        own = [re.escape(name) for name in self._known if name not in _SPOKEN]
        self._names = list(_SPOKEN) + [name for name in self._known if name not in _SPOKEN]
        spoken = "|".join(f"({words})" for words in (*_SPOKEN.values(), *own))
        self._pattern = re.compile(rf"(?:{_NEW_YEARS_EVE}|{_LUNAR}|{spoken}){_TAIL}")

    def find(self, text: str, today: date) -> Iterator[tuple[re.Match[str], Days | None]]:
        """Each holiday named, with its next days; without days where the calendar ends."""
        for found in self._pattern.finditer(text):
            yield found, self._days(found, today)

    def _days(self, found: re.Match[str], today: date) -> Days | None:
        lunar, name = self._lunar_offset(found), self._name(found)
        if lunar is not None:
            return self._lunar(lunar, today)
        holiday = self._next(name, today)
        if holiday is None:
            return None
        if found["itself"]:
            return Days(holiday.day, holiday.day, holiday=name)
        if found["end"]:
            return Days(holiday.last, holiday.last, holiday=name)
        if found["nth"]:
            day = holiday.first + timedelta(days=number_of(found["nth"]) - 1)
            return Days(day, day, holiday=name) if holiday.first <= day <= holiday.last else None
        return Days(holiday.first, holiday.last, holiday=name)

    def _name(self, found: re.Match[str]) -> str:
        first = self._pattern.groupindex["lantern"] + 1
        spoken = (at for at in range(len(self._names)) if found[first + at] is not None)
        return self._names[next(spoken, 1)]

    def _lunar_offset(self, found: re.Match[str]) -> int | None:
        if found["lunar"]:
            return number_of(found["lunar"]) - 1
        if found["lantern"]:
            return _AFTER_LANTERN
        return -1 if re.match(_NEW_YEARS_EVE, found[0]) else None

    def _lunar(self, offset: int, today: date) -> Days | None:
        for holiday in self._known.get(_SPRING, ()):
            day = holiday.day + timedelta(days=offset)
            if day >= today and -1 <= offset <= _AFTER_LANTERN:
                return Days(day, day, holiday=_SPRING)
        return None

    def _next(self, name: str, today: date) -> Holiday | None:
        for holiday in self._known.get(name, ()):
            if holiday.last >= today:
                return holiday
        if name not in _FIXED:
            return None
        month, day, length = _FIXED[name]
        for year in (today.year, today.year + 1):
            first = date(year, month, day)
            last = first + timedelta(days=length - 1)
            if last >= today:
                return Holiday(name, first, last, first)
        return None


def _spoken_name(name: str) -> str:
    """The name under which the table above knows a holiday of the calendar, else its own."""
    for known, words in _SPOKEN.items():
        if name == known or re.fullmatch(rf"(?:{words})节?", name):
            return known
    return name


BY_LAW = Holidays()
"""No brand's calendar: only what is fixed by law or custom."""
