"""The day that a fan names, as a table; today is Thursday 26 November 2026."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.days import Named, find_day

TODAY = date(2026, 11, 26)
NAMED = {
    "今天": "2026-11-26", "今晚八点": "2026-11-26 evening", "明天下午": "2026-11-27 afternoon",
    "明早": "2026-11-27 morning", "后天": "2026-11-28", "大后天可以吗": "2026-11-29",
    "聽日下晝": "2026-11-27", "後天": "2026-11-28",
    "周四": "2026-11-26", "周六下午去恒隆 13800138000": "2026-11-28 afternoon",
    "這週六": "2026-11-28", "星期天": "2026-11-29", "禮拜三": "2026-12-02", "礼拜日": "2026-11-29",
    "下周一": "2026-11-30", "下周三晚上": "2026-12-02 evening", "下下周五": "2026-12-11",
    "下个星期六": "2026-12-05", "周末": "2026-11-28", "星期6": "2026-11-28",
    "12月3日": "2026-12-03", "12月3号上午": "2026-12-03 morning", "十二月三号": "2026-12-03",
    "12/3": "2026-12-03", "2026-12-03": "2026-12-03", "2026年12月3日": "2026-12-03",
    "2026/12/3": "2026-12-03", "１２月３日": "2026-12-03", "28号": "2026-11-28",
    "3号": "2026-12-03",
    "二十八号": "2026-11-28", "1月5日": "2027-01-05", "11月20日": "2026-11-20",
    "today": "2026-11-26", "tomorrow morning": "2026-11-27 morning",
    "the day after tomorrow": "2026-11-28", "this Saturday": "2026-11-28", "Sat": "2026-11-28",
    "next Monday afternoon": "2026-11-30 afternoon", "this weekend": "2026-11-28",
    "Dec 3": "2026-12-03", "December 3rd": "2026-12-03", "3rd of December": "2026-12-03",
    "3 dec": "2026-12-03", "Jan 5": "2027-01-05",
}  # fmt: skip


@pytest.mark.parametrize("said", NAMED)
def test_a_named_day_is_found(said: str) -> None:
    day, _, part = NAMED[said].partition(" ")

    assert find_day(said, TODAY) == Named(date.fromisoformat(day), part)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "said",
    ["", "我想预约", "13800138000", "恒隆", "2号线", "3号楼", "13月40日", "2月30日", "12345/678",
     "订单 20261203001", "Saturn", "the moon", "may I book", "一个", "不用了"],
)  # fmt: skip
def test_no_day_is_made_up(said: str) -> None:
    assert find_day(said, TODAY) is None


def test_a_past_or_far_day_cannot_be_booked() -> None:
    assert not Named(date(2026, 11, 25)).is_bookable(TODAY)
    assert Named(TODAY).is_bookable(TODAY)
    assert Named(date(2027, 2, 24)).is_bookable(TODAY)
    assert not Named(date(2027, 2, 25)).is_bookable(TODAY)


@given(st.text(max_size=40))
def test_whatever_is_said_no_fault_comes_of_it(said: str) -> None:
    found = find_day(said, TODAY)

    assert found is None or isinstance(found.day, date)
