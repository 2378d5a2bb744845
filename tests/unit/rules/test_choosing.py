"""A reply to numbered choices, in the many ways in which fans put it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model import Choice, Dialogue
from bot.rules.choosing import CHOICE_LIFE, FARTHEST, Meaning, read_reply
from intents.types import EntryId

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
LABELS = ("到店 / 找门店", "售后服务", "新品系列", "我的订单")
ENGLISH = ("Visit a boutique", "After-sales service", "New arrivals", "My order")

SECOND = """
2 ２ ② 2. 2、 2。 (2) ⑵ 2️⃣ 二 二。 贰 貳 第二 第2 第二个 第二個 第2项 第二项吧 2号 2号吧 二号
选2 选二 選2 选第二个 我选2 我选第二个 我要第二个 那就第二个吧 就2吧 2吧 2呀 2谢谢 回复2 好的2
嗯，2 按2 选项2 答案是2 2售后 2.售后服务 2、售后服务 售后服务 售後服務 售后 售后的事 售后问题
关于售后 我想问售后 想咨询售后的问题 售后方面 售后服务吧 是售后服务 售后服物
"""
SOMETHING_ELSE = """
2月有活动吗 我要买2个包 第二次来了 二号线怎么走 第二天能到吗 1988年的包 13800138000 2024 十二
两千块以内 88 66 520 订单什么时候到 售后服务几点下班 新品什么时候上 门店在哪里 二楼有洗手间吗
买二送一吗 一个包多少钱 一直没人理我 一个月了还没发货 谢谢 你好 人工 退订 👜 ？ 我的 想要
"""


def offered(*labels: str) -> Dialogue:
    choices = tuple(Choice(label, EntryId(f"e.{n}")) for n, label in enumerate(labels, 1))
    return Dialogue(waits_for="choice", choices=choices, asked_at=NOW)


def chosen(said: str, dialogue: Dialogue) -> int | str | None:
    """The number of the choice, else the meaning, else nothing."""
    reading = read_reply(said, dialogue, NOW)
    if reading is None:
        return None
    if reading.choice is None:
        return str(reading.meaning)
    return dialogue.choices.index(reading.choice) + 1


@pytest.mark.parametrize("said", SECOND.split())
def test_second_choice_is_understood(said: str) -> None:
    assert chosen(said, offered(*LABELS)) == 2


@pytest.mark.parametrize(
    "said",
    [
        "2",
        "two",
        "Two!",
        "no. 2",
        "No.2",
        "number 2",
        "number two",
        "option 2",
        "#2",
        "2nd",
        "the 2nd one",
        "second",
        "the second one",
        "the second one, please",
        "2 please",
        "I'd like number 2",
        "I'll take the second",
        "after sales",
        "after-sales service",
        "After sales please",
        "aftersales service",
        "about after-sales",
    ],
)
def test_second_choice_is_understood_in_english(said: str) -> None:
    assert chosen(said, offered(*ENGLISH)) == 2


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("门店", 1),
        ("到店", 1),
        ("找门店", 1),
        ("想看看新品", 3),
        ("新品", 3),
        ("查订单", 4),
        ("我的訂單", 4),
        ("订单的事", 4),
        ("最后一个", 4),
        ("四", 4),
        ("肆", 4),
    ],
)
def test_words_of_a_label_choose_it(said: str, number: int) -> None:
    assert chosen(said, offered(*LABELS)) == number


@pytest.mark.parametrize("said", SOMETHING_ELSE.split())
def test_message_that_says_something_else_chooses_nothing(said: str) -> None:
    assert chosen(said, offered(*LABELS)) is None


@pytest.mark.parametrize(
    "said",
    ["I want 2 bags", "the first time", "first order discount?", "one more question", "thanks"],
)
def test_english_message_that_says_something_else_chooses_nothing(said: str) -> None:
    assert chosen(said, offered(*ENGLISH)) is None


@pytest.mark.parametrize("said", ["0", "5", "第九个", "no. 7", "1和2", "1、3", "20"])
def test_number_that_was_not_offered_is_told_apart(said: str) -> None:
    assert chosen(said, offered(*LABELS)) == Meaning.OUT_OF_RANGE


@pytest.mark.parametrize("said", ["不用了", "不需要，谢谢", "没有了", "算了", "No, thanks", "no"])
def test_no_declines(said: str) -> None:
    assert chosen(said, offered(*LABELS)) == Meaning.NO


@pytest.mark.parametrize("said", ["都不是", "以上都不是", "其他", "别的问题", "none of these"])
def test_none_of_these_is_no_refusal(said: str) -> None:
    assert chosen(said, offered(*LABELS)) == Meaning.NONE


@pytest.mark.parametrize(
    "said",
    ["好", "好的", "可以", "嗯嗯", "是的", "要", "行吧", "OK", "yes please", "Sure!", "转吧"],
)
def test_yes_takes_the_one_choice_only_where_it_was_asked(said: str) -> None:
    asked = offered("转接人工顾问")

    assert chosen(said, replace(asked, waits_for="yes_no")) == 1
    assert chosen(said, asked) is None


def test_word_that_stands_in_two_labels_chooses_neither() -> None:
    dialogue = offered("退货期限", "退货步骤", "换货")

    assert chosen("退货", dialogue) is None
    assert chosen("步骤", dialogue) == 2
    assert chosen("换货", dialogue) == 3


def test_reply_a_day_later_means_nothing() -> None:
    later = NOW + CHOICE_LIFE + timedelta(seconds=1)

    assert read_reply("1", offered(*LABELS), later) is None
    assert read_reply("1", Dialogue(), NOW) is None


HAN = "一二三四五六七八九十"


@given(
    n=st.integers(1, 10),
    count=st.integers(1, 10),
    lead=st.sampled_from(["", "选", "我选", "那就", "第"]),
    han=st.booleans(),
    tail=st.sampled_from(["", "吧", "。", "！", " 谢谢"]),
)
def test_every_number_names_its_choice_or_none(
    n: int, count: int, lead: str, han: bool, tail: str
) -> None:
    dialogue = offered(*(f"{'甲乙丙丁戊己庚辛壬癸'[at]}系列的介绍" for at in range(count)))
    said = f"{lead}{HAN[n - 1] if han else n}{tail}"

    assert chosen(said, dialogue) == (n if n <= count else Meaning.OUT_OF_RANGE)


@given(st.text(max_size=60))
def test_any_text_is_read_without_fault(said: str) -> None:
    reading = read_reply(said, offered(*LABELS), NOW)

    assert reading is None or (reading.choice is None) == (reading.meaning is not Meaning.CHOICE)


@given(st.integers(FARTHEST + 1, 10**12))
def test_far_number_is_no_reply_to_choices(number: int) -> None:
    assert chosen(str(number), offered(*LABELS)) is None
