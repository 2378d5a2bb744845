"""Telephone numbers in a fan's words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.phones import find_phone, masked, tries_a_phone

FOUND = {
    "13800138000": "+8613800138000",
    "138 0013 8000": "+8613800138000",
    "138-0013-8000": "+8613800138000",
    "１３８００１３８０００": "+8613800138000",
    "我的手机13800138000可以吗": "+8613800138000",
    "+86 138 0013 8000": "+8613800138000",
    "86 13800138000": "+8613800138000",
    "0086 13800138000": "+8613800138000",
    "+852 9123 4567": "+85291234567",
    "+33 6 12 34 56 78": "+33612345678",
    "call me on +1 (415) 555-2671 please": "+14155552671",
    "周六下午去恒隆 13800138000": "+8613800138000",
}
WRONG = (
    "12800138000",
    "1380013800",
    "138001380000",
    "02162880000",
    "+86 12345678901",
    "+0123456789",
)


@pytest.mark.parametrize("said", FOUND)
def test_a_number_is_found_and_written_one_way(said: str) -> None:
    assert find_phone(said) == FOUND[said]


@pytest.mark.parametrize("said", WRONG)
def test_a_wrong_number_is_not_taken_but_seen(said: str) -> None:
    assert find_phone(said) is None
    assert tries_a_phone(said)


@pytest.mark.parametrize("said", ["", "12月3日", "周六", "20号", "A13800138000", "三个"])
def test_what_is_no_number_is_not_seen_as_one(said: str) -> None:
    assert find_phone(said) is None
    assert not tries_a_phone(said)


def test_masked_numbers_tell_no_whole_number() -> None:
    assert masked("+8613800138000") == "138****8000"
    assert masked("+85291234567") == "+852****67"
    assert masked("") == ""


@given(st.text(alphabet="0123456789+-() 电话ab", max_size=40))
def test_what_is_found_is_a_number_of_e164(said: str) -> None:
    found = find_phone(said)

    assert found is None or (found[0] == "+" and found[1:].isdecimal() and 8 <= len(found) <= 16)
