"""The days that a fan names: 明天, 下周六, 这周末, 3月5号, 下个月初, 周一到周三, next Saturday.

A weekday alone is the next one; 下周 counts from the coming Monday. Past days are found as well:
the dialogue says that they are over.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from intents.slots.english import ENGLISH_DAYS
from intents.slots.forms import Clock, Days, Place, Slot
from intents.slots.holidays import Holidays
from intents.slots.numerals import NOT_AFTER_NUMBER, NUMBER, number_of
from intents.slots.said import Said
from intents.slots.weeks import Asked, Reading, Readings, ahead, in_a_month, make_day, one

_RELATIVE = {
    "大前天": -3, "前天": -2, "昨天": -1, "昨日": -1, "昨晚": -1, "琴日": -1, "寻日": -1,
    "今天": 0, "今日": 0, "今": 0, "当天": 0, "明天": 1, "明日": 1, "明儿": 1, "聽日": 1, "听日": 1,
    "明": 1, "大后天": 3, "后天": 2, "后日": 2,
}  # fmt: skip
_WEEKDAYS = {char: n for n, char in enumerate("一二三四五六日")} | {"天": 6, "末": 5}
_WEEKDAYS |= {str(n): n - 1 for n in range(1, 8)}
_WEEKS = {"上上": -2, "上": -1, "这": 0, "本": 0, "下": 1, "下一": 1, "下下": 2}
_WEEK = r"(?:周|星期|礼拜)"
_TO = re.compile(r"\s?(?:到|至|-|~|—|–|to|through)\s?")
_LINK = re.compile(r"\s?(?:到|至|-|~|—|–|to|through|和|或者?|跟|、|,|与|还是)\s?")
_REFUSED = re.compile(
    r"(?:[早晚上下中]午?)?[都又就]?(?:不行|不可以|没空|没时间|不方便|不能|来不了|去不了|"
    r"不去|不来|不约)"
)
_DENIED = re.compile(r"(?:不是|不要|别|并非|取消了?)$")
_SIZE = re.compile(r"(?:戒指|圈口|尺码|尺寸|鞋|码|色|手寸)\S{0,2}$")


def _ymd(found: re.Match[str], asked: Asked) -> Days | None:
    return one(make_day(int(found[1]), number_of(found[2]), number_of(found[3])))


def _md(found: re.Match[str], asked: Asked) -> Days | None:
    month, day = number_of(found[2]), number_of(found[3])
    if found[1]:
        return one(make_day(asked.today.year + "今明后".index(found[1]), month, day))
    return one(ahead(asked.today, month, day))


def _slashed(found: re.Match[str], asked: Asked) -> Days | None:
    return one(ahead(asked.today, int(found[1]), int(found[2])))


def _d(found: re.Match[str], asked: Asked) -> Days | None:
    if _SIZE.search(found.string[max(0, found.start() - 6) : found.start()]):
        return None
    start = asked.before.first if asked.before else asked.today
    return one(in_a_month(start, number_of(found[1])))


def _day_of_month(found: re.Match[str], asked: Asked) -> Days | None:
    year, month = _month(found[1], asked.today)
    return one(make_day(year, month, number_of(found[2])))


def _part_of_month(found: re.Match[str], asked: Asked) -> Days | None:
    if found[1] in _WEEKS:
        year, month = _month(found[1], asked.today)
    else:
        month = number_of(found[1])
        if not 1 <= month <= 12:
            return None
        year = asked.today.year + (month < asked.today.month)
    last = monthrange(year, month)[1]
    begin, end = {"初": (1, 10), "上": (1, 10), "中": (11, 20), "": (1, last)}.get(
        (found[2] or "")[:1], (21, last)
    )
    return Days(date(year, month, begin), date(year, month, end))


def _month(word: str, today: date) -> tuple[int, int]:
    year, month = divmod(today.year * 12 + today.month - 1 + _WEEKS.get(word, 0), 12)
    return year, month + 1


def _weekday(found: re.Match[str], asked: Asked) -> Days | None:
    wanted = _WEEKDAYS[found[2]]
    if found[1]:
        first = asked.monday + timedelta(days=wanted + 7 * _WEEKS[found[1]])
        other = None
    else:
        first = asked.today + timedelta(days=(wanted - asked.today.weekday()) % 7)
        other = first + timedelta(days=7) if first == asked.today else None
        if found[2] == "末" and asked.today.weekday() == 6:
            first, other = asked.today, None
            return Days(first, first)
    if found[2] == "末":
        return Days(first, first + timedelta(days=1))
    if found[3]:
        second = first + timedelta(days=(_WEEKDAYS[found[3]] - wanted) % 7)
        return Days(first, second)
    if other and asked.is_over(first):
        return Days(other, other)
    return Days(first, first, other)


def _whole_week(found: re.Match[str], asked: Asked) -> Days | None:
    monday = asked.monday + timedelta(days=7 * _WEEKS[found[1]])
    return Days(monday, monday + timedelta(days=6))


def _relative(found: re.Match[str], asked: Asked) -> Days | None:
    return one(asked.today + timedelta(days=_RELATIVE[found[0]]))


def _two_days(found: re.Match[str], asked: Asked) -> Days | None:
    first = asked.today + timedelta(days=_RELATIVE[found[1]])
    return Days(first, first + timedelta(days=1))


def _days_from_now(found: re.Match[str], asked: Asked) -> Days | None:
    each = 1 if found[2] == "天" else 7
    return one(asked.today + timedelta(days=each * number_of(found[1])))


_AFTER_DAY = r"(?![线楼店柜馆门厅院铺位机码子本语元常期用内色款记]|无理由|之内|左右|链接)"
_N = rf"{NOT_AFTER_NUMBER}({NUMBER})"
_CHINESE_DAYS: Readings = (
    (re.compile(rf"(?<!\d)(20\d\d)[年/.-]\s?({NUMBER})[月/.-]\s?({NUMBER})[日号]?(?!\d)"), _ymd),
    (re.compile(rf"(上|这|本|下下|下)一?个?月({NUMBER})[日号]"), _day_of_month),
    (re.compile(rf"(?:([今明后])年)?{_N}月(?:份的?)?\s?({NUMBER})[日号]?(?![\d个件只条])"), _md),
    (re.compile(r"(?<![\d/.-])(\d{1,2})/(\d{1,2})(?![\d/])"), _slashed),
    (re.compile(rf"(?<!第){_N}[号日]{_AFTER_DAY}"), _d),
    (re.compile(r"(上上|上|这|本|下下|下)一?个?月(初|上旬|中旬?|底|末|下旬)?"), _part_of_month),
    (re.compile(rf"(?<!第){_N}月份?(初|上旬|中旬?|底|末|下旬)?(?!\d|[饼相子亮])"), _part_of_month),
    (
        re.compile(
            rf"(?<![每隔\d一两二三四五六七八九十])(?:(上上|上|这|本|下下|下)一?个?)?"
            rf"{_WEEK}([一二三四五六日天末1-7])([二三四五六日])?(?![\d点月号次岁年])"
        ),
        _weekday,
    ),
    (re.compile(rf"(上上|上|这|本|下下|下)一?个?{_WEEK}(?![一二三四五六日天末\d年])"), _whole_week),
    (re.compile(r"([今明])(?:天?和?)?[明后][两二]?天"), _two_days),
    (re.compile(rf"{_N}(天|个?{_WEEK})(?:之|以)?后(?!退|换)"), _days_from_now),
    (
        re.compile(
            "大前天|前天|昨[天日晚]|琴日|寻日|今[天日]|当天|明[天日儿]|[聽听]日|大后天|(?<![今以之])后[天日]"
            "|[今明](?=[早晚]|上午|下午|中午)"
        ),
        _relative,
    ),
)


@dataclass(frozen=True, slots=True)
class _Found:
    start: int
    end: int
    read: Callable[[Asked], Days | None]

    def is_inside(self, places: Sequence[Slot[Place]]) -> bool:
        """五一广场 is a square and names no day."""
        return any(place.start <= self.start and self.end <= place.end for place in places)


def find_days(
    said: Said,
    now: datetime,
    *,
    time: Slot[Clock] | None,
    holidays: Holidays,
    taken: Sequence[Slot[Place]] = (),
) -> tuple[Slot[Days], ...]:
    """Every day or stretch of days that is meant, in order; ``now`` is local.

    A day that is named only to be ruled out (周六不行) is left out, two joined by 到 are one.
    """
    asked = Asked(now, time.value.at_min if time else None)
    days: list[Slot[Days]] = []
    reached = 0
    for found in sorted(_all(said, asked, holidays), key=lambda item: (item.start, -item.end)):
        if found.start < reached or found.is_inside(taken):
            continue
        reached = found.end
        linked = days and _LINK.fullmatch(said.plain, days[-1].end, found.start)
        before = days[-1] if linked else None
        value = found.read(replace(asked, before=before.value if before else None))
        if value is None or _is_ruled_out(said.plain, found):
            continue
        slot = said.slot(value, found.start, found.end)
        if before and _TO.fullmatch(said.plain, before.end, found.start):
            days[-1] = _span(said, before, slot)
        elif value not in [item.value for item in days]:
            days.append(slot)
    return tuple(days)


def _all(said: Said, asked: Asked, holidays: Holidays) -> Iterator[_Found]:
    for pattern, read in (*_CHINESE_DAYS, *ENGLISH_DAYS):
        for match in pattern.finditer(said.head):
            yield _Found(match.start(), match.end(), _bound(read, match))
    for match, days in holidays.find(said.head, asked.today):
        yield _Found(match.start(), match.end(), _settled(days))


def _bound(read: Reading, match: re.Match[str]) -> Callable[[Asked], Days | None]:
    return lambda asked: read(match, asked)


def _settled(days: Days | None) -> Callable[[Asked], Days | None]:
    return lambda _: days


def _is_ruled_out(text: str, found: _Found) -> bool:
    return bool(
        _REFUSED.match(text, found.end)
        or _DENIED.search(text[max(0, found.start - 4) : found.start])
    )


def _span(said: Said, first: Slot[Days], second: Slot[Days]) -> Slot[Days]:
    last = second.value.last
    if last < first.value.first and first.value.first - last < timedelta(days=7):
        last += timedelta(days=7)
    days = Days(first.value.first, max(first.value.last, last))
    return said.slot(days, first.start, second.end)
