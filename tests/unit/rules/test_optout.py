"""A word about promotions is heard as the whole message, in every script, and only then."""

from __future__ import annotations

import pytest

from bot.rules.optout import wish_of


@pytest.mark.parametrize(
    "text",
    [
        "退订",
        "退訂",
        "TD",
        "td",
        "Ｔ",
        "T",
        "不再推送",
        "取消订阅",
        "取消訂閱",
        "Unsubscribe!",
        "STOP",
        "请退订谢谢",
        "回复TD",
        "不要再推送了",
        "「退订」",
    ],
)
def test_word_that_stops_promotions_is_heard(text: str) -> None:
    assert wish_of(text) == "stop"


@pytest.mark.parametrize("text", ["恢复推送", "恢復推送", "TY", "ty", "请恢复推送"])
def test_word_that_brings_promotions_back_is_heard(text: str) -> None:
    assert wish_of(text) == "resume"


@pytest.mark.parametrize(
    "text",
    [
        "怎么退订会员",
        "退货",
        "退订单",
        "T恤有吗",
        "stop sign bag",
        "我想取消订单",
        "推送的那款包多少钱",
        "",
        "谢谢",
        "1",
        "人工",
        "TD 系列多少钱",
    ],
)
def test_other_words_are_no_wish(text: str) -> None:
    assert wish_of(text) is None
