"""The days that a fan names; it is Thursday 26 November 2026, ten o'clock in Shanghai."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intents.slots import Days, find_slots
from intents.slots.holidays import Holiday, Holidays

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 26, 10, tzinfo=SHANGHAI)
TODAY = NOW.date()


def free(name: str, first: str, last: str, day: str = "") -> Holiday:
    begin = date.fromisoformat(first)
    return Holiday(name, begin, date.fromisoformat(last), date.fromisoformat(day) if day else begin)


CALENDAR = Holidays(
    [
        free("国庆节", "2026-10-01", "2026-10-07"),
        free("元旦", "2027-01-01", "2027-01-03"),
        free("春节", "2027-02-05", "2027-02-11", "2027-02-06"),
        free("清明节", "2027-04-03", "2027-04-05", "2027-04-05"),
        free("劳动节", "2027-05-01", "2027-05-05"),
        free("中秋节", "2027-09-15", "2027-09-15"),
        free("国庆节", "2027-10-01", "2027-10-07"),
        free("店庆日", "2027-06-18", "2027-06-20"),
    ]
)

SAID = {
    "今天": "2026-11-26", "今晚八点": "2026-11-26", "明天下午三点": "2026-11-27",
    "明早": "2026-11-27", "明晚": "2026-11-27", "后天": "2026-11-28", "後天": "2026-11-28",
    "大后天上午10点半": "2026-11-29", "聽日下晝": "2026-11-27", "明后天": "2026-11-27/2026-11-28",
    "三天后": "2026-11-29", "两周后": "2026-12-10", "昨天": "2026-11-25", "上周六": "2026-11-21",
    "周四": "2026-11-26 or 2026-12-03", "这周四": "2026-11-26", "这周三": "2026-11-25",
    "这週六": "2026-11-28", "周六下午去恒隆 13800138000": "2026-11-28", "星期天": "2026-11-29",
    "禮拜三": "2026-12-02", "下周一": "2026-11-30", "下周六": "2026-12-05", "星期6": "2026-11-28",
    "下个星期六": "2026-12-05", "下下周五": "2026-12-11", "周五中午": "2026-11-27",
    "周末": "2026-11-28/2026-11-29", "这周末": "2026-11-28/2026-11-29",
    "下周末": "2026-12-05/2026-12-06", "周六日": "2026-11-28/2026-11-29",
    "下周": "2026-11-30/2026-12-06", "周一到周三": "2026-11-30/2026-12-02",
    "周五到周一": "2026-11-27/2026-11-30", "周六或者周日": "2026-11-28, 2026-11-29",
    "周六不行，周日可以": "2026-11-29", "不是周六，是周日": "2026-11-29",
    "12月3日": "2026-12-03", "十二月三号": "2026-12-03", "3月5号晚上七点": "2027-03-05",
    "12/3": "2026-12-03", "2026-12-03": "2026-12-03", "2026年12月3日": "2026-12-03",
    "１２月３日": "2026-12-03", "25号": "2026-12-25", "二十八号": "2026-11-28",
    "1月5日": "2027-01-05", "明年8月1日": "2027-08-01", "11月20日": "2026-11-20",
    "下个月5号": "2026-12-05",
    "1月3号到5号": "2027-01-03/2027-01-05", "3号或5号": "2026-12-03, 2026-12-05",
    "下个月初": "2026-12-01/2026-12-10", "月底": "", "这个月底": "2026-11-21/2026-11-30",
    "12月中旬": "2026-12-11/2026-12-20", "下个月": "2026-12-01/2026-12-31",
    "today": "2026-11-26", "tomorrow at 3pm": "2026-11-27", "the day after tomorrow": "2026-11-28",
    "this Saturday": "2026-11-28", "Sat": "2026-11-28", "next Monday": "2026-11-30",
    "next saturday": "2026-12-05 or 2026-11-28", "this weekend": "2026-11-28/2026-11-29",
    "Dec 3": "2026-12-03", "December 3rd": "2026-12-03", "the 3rd of December": "2026-12-03",
    "on the 25th": "2026-12-25", "in two weeks": "2026-12-10", "Jan 5": "2027-01-05",
    "next week": "2026-11-30/2026-12-06",
}  # fmt: skip
HOLIDAYS = {
    "国庆": "2027-10-01/2027-10-07", "国庆第三天": "2027-10-03", "国庆最后一天": "2027-10-07",
    "國慶節": "2027-10-01/2027-10-07", "十一假期": "2027-10-01/2027-10-07", "国庆第九天": "",
    "中秋": "2027-09-15", "元旦": "2027-01-01/2027-01-03", "五一假期": "2027-05-01/2027-05-05",
    "五一": "2027-05-01/2027-05-05", "春节": "2027-02-05/2027-02-11", "除夕": "2027-02-05",
    "大年初二": "2027-02-07", "元宵节": "2027-02-20", "清明当天": "2027-04-05",
    "圣诞节": "2026-12-25", "平安夜": "2026-12-24", "Christmas Eve": "2026-12-24",
    "店庆日": "2027-06-18/2027-06-20", "Chinese New Year": "2027-02-05/2027-02-11",
    "端午": "", "国庆后": "", "中秋礼盒": "", "五一广场": "", "周五一": "2026-11-27",
}  # fmt: skip
NO_DAY = """
我想预约|13800138000|恒隆|2号线|3号楼|13月40日|2月30日|99月99号|12345/678|订单 20261203001|Saturn|
the moon|may I book|一个|不用了|每周六|一周三次|一周年|戒指12号|7日无理由|3个月|第3号|十一点|
the 3rd floor|mark 5 of them|sun and sea
""".replace("\n", "").split("|")


def days_in(text: str, now: datetime = NOW, holidays: Holidays = CALENDAR) -> str:
    return ", ".join(str(slot.value) for slot in find_slots(text, now=now, holidays=holidays).days)


@pytest.mark.parametrize("said", SAID)
def test_a_named_day_is_found(said: str) -> None:
    assert days_in(said) == SAID[said]


@pytest.mark.parametrize("said", HOLIDAYS)
def test_a_holiday_has_the_days_of_the_calendar(said: str) -> None:
    assert days_in(said) == HOLIDAYS[said]


def test_without_a_calendar_the_law_tells_what_is_fixed_and_nothing_is_guessed() -> None:
    now = datetime(2030, 1, 1, tzinfo=SHANGHAI)
    known = {
        said: days_in(said, now, Holidays()) for said in ("国庆", "五一", "元旦", "中秋", "春节")
    }

    assert known == {
        "国庆": "2030-10-01/2030-10-03", "五一": "2030-05-01/2030-05-02", "元旦": "2030-01-01",
        "中秋": "", "春节": "",
    }  # fmt: skip


@pytest.mark.parametrize("said", NO_DAY)
def test_no_day_is_made_up(said: str) -> None:
    assert days_in(said) == ""


def test_a_day_is_one_of_shanghai() -> None:
    late = datetime(2026, 11, 25, 16, 30, tzinfo=ZoneInfo("UTC"))

    assert days_in("今天", late) == "2026-11-26"


def test_today_is_meant_no_more_once_its_hour_is_over() -> None:
    assert days_in("周四上午九点") == "2026-12-03"
    assert days_in("周四上午十一点") == "2026-11-26 or 2026-12-03"


def test_each_value_has_the_words_it_came_from_and_their_place() -> None:
    text = "我想約 下週六，或１２月３日"
    slots = find_slots(text, now=NOW).days

    assert [(slot.words, text[slot.start : slot.end]) for slot in slots] == [
        ("下週六", "下週六"), ("１２月３日", "１２月３日"),
    ]  # fmt: skip


WEEK = "一二三四五六日"
RENDERINGS = [
    lambda day: f"{day.month}月{day.day}日",
    lambda day: f"{day.month}月{day.day}号来",
    lambda day: f"{day:%Y-%m-%d}",
    lambda day: f"{day.year}年{day.month}月{day.day}日",
    lambda day: f"约{day.month}/{day.day}吧",
    lambda day: f"{day:%B} {day.day}",
    lambda day: f"{day.day} {day:%b}",
    lambda day: f"{han(day.month)}月{han(day.day)}号",
]


def han(number: int) -> str:
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else f"{'一二三'[tens - 1]}十"
    return head + ("一二三四五六七八九"[ones - 1] if ones else "")


@settings(max_examples=60)
@given(st.integers(0, 180), st.sampled_from(RENDERINGS))
def test_however_a_date_is_written_it_is_the_same_day(ahead: int, render: object) -> None:
    day = TODAY + timedelta(days=ahead)

    assert callable(render)
    assert days_in(render(day)) == str(day)


@settings(max_examples=40)
@given(st.dates(date(2026, 1, 1), date(2028, 12, 31)), st.integers(0, 6))
def test_a_weekday_of_next_week_lies_in_next_week(today: date, weekday: int) -> None:
    now = datetime(today.year, today.month, today.day, 12, tzinfo=SHANGHAI)
    monday = today - timedelta(days=today.weekday()) + timedelta(days=7)

    assert days_in(f"下周{WEEK[weekday]}", now) == str(monday + timedelta(days=weekday))


def test_a_stretch_gives_each_day_and_the_second_reading() -> None:
    span = Days(TODAY, date(2026, 11, 27), other=date(2026, 12, 3))

    assert list(span) == [TODAY, date(2026, 11, 27), date(2026, 12, 3)]
