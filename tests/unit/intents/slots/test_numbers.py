"""Telephone and order numbers, and whatever else may be sent."""

from __future__ import annotations

import time
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intents.slots import find_slots
from intents.slots.phones import tries_a_phone

NOW = datetime(2026, 11, 26, 10, tzinfo=ZoneInfo("Asia/Shanghai"))
PHONES = {
    "13800138000": "+8613800138000", "138 0013 8000": "+8613800138000",
    "138-0013-8000": "+8613800138000", "138.0013.8000": "+8613800138000",
    "１３８００１３８０００": "+8613800138000", "我的手机13800138000可以吗": "+8613800138000",
    "+86 138 0013 8000": "+8613800138000", "86 13800138000": "+8613800138000",
    "+86-138-0013-8000": "+8613800138000", "(+86)13800138000": "+8613800138000",
    "0086 13800138000": "+8613800138000", "一三八零零一三八零零零": "+8613800138000",
    "幺三八〇〇幺三八〇〇〇": "+8613800138000", "一三八 零零一三 八零零零": "+8613800138000",
    "+852 9123 4567": "+85291234567", "852 9123 4567": "+85291234567",
    "853-6612-3456": "+85366123456", "886 0912 345 678": "+886912345678",
    "+886 912 345 678": "+886912345678", "+33 6 12 34 56 78": "+33612345678",
    "call me on +1 (415) 555-2671 please": "+14155552671",
    "2026-12-03 13800138000": "+8613800138000", "周六下午去恒隆 13800138000": "+8613800138000",
}  # fmt: skip
WRONG = [
    "12800138000",
    "1380013800",
    "138001380000",
    "02162880000",
    "+86 12345678901",
    "+0123456789",
]
NO_PHONE = ["", "12月3日", "周六", "20号", "A13800138000", "三个", "一二三四"]
ORDERS = {
    "VL20261101888": "VL20261101888", "订单号vl20261101888还没到": "VL20261101888",
    "我的订单 20261101888，没有发货": "20261101888", "SO-2026-1125001": "SO-2026-1125001",
    "订单 123456": "123456", "12345": "", "2026-12-03": "", "20261203": "", "13800138000": "",
    "手机13800138000，订单VL2026110188": "VL2026110188", "abcdefghijk": "",
}  # fmt: skip


@pytest.mark.parametrize("said", PHONES)
def test_a_phone_number_is_found_and_written_one_way(said: str) -> None:
    slot = find_slots(said, now=NOW).phone

    assert slot is not None
    assert slot.value == PHONES[said]
    assert slot.words in said


@pytest.mark.parametrize("said", WRONG)
def test_a_wrong_phone_number_is_not_taken_but_seen(said: str) -> None:
    assert find_slots(said, now=NOW).phone is None
    assert tries_a_phone(said)


@pytest.mark.parametrize("said", NO_PHONE)
def test_what_is_no_phone_number_is_not_seen_as_one(said: str) -> None:
    assert find_slots(said, now=NOW).phone is None
    assert not tries_a_phone(said)


@given(st.text(alphabet="0123456789+-() 电话ab一二", max_size=40))
def test_what_is_found_is_a_number_of_e164(said: str) -> None:
    slot = find_slots(said, now=NOW).phone

    assert slot is None or (slot.value[0] == "+" and slot.value[1:].isdecimal())
    assert slot is None or 8 <= len(slot.value) <= 16


@pytest.mark.parametrize("said", ORDERS)
def test_an_order_number_is_neither_a_date_nor_a_phone(said: str) -> None:
    slot = find_slots(said, now=NOW).order

    assert (slot.value if slot else "") == ORDERS[said]


ALPHABET = (
    "0123456789一二十廿周星期月日号点时半刻下上这大后天国庆初第到至-~:/. ap mondyjunesat+()零两"
    "年中晚早"
)


@settings(max_examples=200)
@given(st.text(alphabet=ALPHABET, max_size=40) | st.text(max_size=40))
def test_whatever_is_said_no_fault_comes_of_it(said: str) -> None:
    slots = find_slots(said, now=NOW)

    for slot in (*slots.days, slots.time, slots.phone, slots.order):
        assert slot is None or slot.start < slot.end


HOSTILE = """
1|a-|一|十|周|初|1:|3点到|下个|+ |(1|at |<b>| |1 |月|12月3号到|ab cd |第|年|国庆|\x00|👜|天后|é
""".replace("\n", "").split("|")


@pytest.mark.parametrize("piece", HOSTILE)
def test_a_hostile_message_costs_no_more_than_its_length(piece: str) -> None:
    said = (piece * 10_000)[:10_000]
    find_slots(said, now=NOW)
    before = time.thread_time()
    find_slots(said, now=NOW)

    assert time.thread_time() - before < 0.05


def test_a_usual_message_is_read_within_the_budget() -> None:
    said = ("我想约下周六下午三点去上海恒隆看包", "can I come tomorrow at 3pm", "可以退货吗")
    before = time.thread_time()
    for _ in range(100):
        for text in said:
            find_slots(text, now=NOW)

    assert (time.thread_time() - before) / 300 < 0.0006
