"""Telephone numbers as they are shown."""

from __future__ import annotations

from bot.rules.phones import masked


def test_masked_numbers_tell_no_whole_number() -> None:
    assert masked("+8613800138000") == "138****8000"
    assert masked("+85291234567") == "+852****67"
    assert masked("") == ""
