"""Times of day in a fan's words."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intents.slots import Clock, find_slots

NOW = datetime(2026, 11, 26, 10, tzinfo=ZoneInfo("Asia/Shanghai"))
SAID = {
    "明天下午三点": "15:00", "下午3点": "15:00", "下午3點半": "15:30", "上午10点半": "10:30",
    "晚上七点": "19:00", "今晚八点": "20:00", "明早10点": "10:00", "中午12点": "12:00",
    "中午一点": "13:00", "凌晨1点": "01:00", "凌晨12点": "00:00", "晚上12点": "24:00",
    "三点一刻": "15:15 assumed", "3点三刻": "15:45 assumed", "3点45": "15:45 assumed",
    "三点零五分": "15:05 assumed", "十点十五": "10:15 assumed", "3点": "15:00 assumed",
    "9点": "21:00 assumed", "11点": "11:00 assumed", "12点": "12:00", "15点": "15:00",
    "15:30": "15:30", "15：30": "15:30", "09:30": "09:30", "3:30": "15:30 assumed",
    "下午3:30": "15:30", "下午，三点左右": "15:00", "十二点半": "12:30", "二十点": "20:00",
    "下午两点到四点": "14:00-16:00", "下午2-4点": "14:00-16:00", "10到2点": "10:00-14:00 assumed",
    "上午10点到12点": "10:00-12:00", "3点~5点": "15:00-17:00 assumed", "14:00-16:00": "14:00-16:00",
    "下午": "afternoon", "周五中午": "noon", "晚上": "evening", "明晚": "evening",
    "上午": "morning",
    "tomorrow at 3pm": "15:00", "10:30 am": "10:30", "3 o'clock": "15:00 assumed",
    "half past three": "15:30 assumed", "at 3": "15:00 assumed", "2 to 4 pm": "14:00-16:00",
    "Saturday afternoon": "afternoon", "tonight": "evening", "at 11 in the morning": "11:00",
}  # fmt: skip
NO_TIME = """
25点|12点75|3点式|有两点建议|便宜一点|晚一点再来|早一点|第3点|100点积分|1:2:3|时间|几点关门|24小时|
at 3 days|3.5点|
""".replace("\n", "").split("|")


def time_in(text: str) -> str:
    slot = find_slots(text, now=NOW).time
    if slot is None:
        return ""
    return f"{slot.value} assumed" if slot.value.assumed else str(slot.value)


@pytest.mark.parametrize("said", SAID)
def test_a_time_is_found(said: str) -> None:
    assert time_in(said) == SAID[said]


@pytest.mark.parametrize("said", NO_TIME)
def test_no_time_is_made_up(said: str) -> None:
    assert time_in(said) == ""


HALVES = (
    ("凌晨", range(6)),
    ("上午", range(6, 12)),
    ("下午", range(13, 19)),
    ("晚上", range(19, 24)),
)


def spoken(hour: int, minute: int) -> str:
    half = next((word for word, hours in HALVES if hour in hours), "中午")
    said = hour if hour <= 12 else hour - 12
    return f"{half}{said}点" + ("半" if minute == 30 else f"{minute}分" if minute else "")


@settings(max_examples=60)
@given(st.integers(0, 23), st.integers(0, 59))
def test_however_a_time_is_written_it_is_the_same_minute(hour: int, minute: int) -> None:
    wanted = f"{hour:02d}:{minute:02d}"
    english = f"{hour % 12 or 12}:{minute:02d} {'am' if hour < 12 else 'pm'}"

    assert time_in(wanted) == wanted
    assert time_in(spoken(hour, minute)) == wanted
    if hour:
        assert time_in(english) == wanted


def test_a_span_keeps_the_words_of_both_ends() -> None:
    slot = find_slots("周六下午两点到四点去", now=NOW).time

    assert slot is not None
    assert (slot.value, slot.words) == (Clock("afternoon", 840, 960), "下午两点到四点")
