"""A visit and an order question, taken down one question at a time, as fans write them."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.model import Lead
from tests.scenario.house import APP_ID, FAQ, House, open_house, words_of

# Thursday 26 November 2026, 10 o'clock in Shanghai: advisors are on duty.
MORNING = datetime(2026, 11, 26, 2, 0, tzinfo=UTC)


async def at_ten(house: House) -> None:
    house.clock.offset += MORNING - house.clock.now()
    await house.do("follow", source="search")


async def lead_of(house: House) -> Lead | None:
    (conversation,) = await house.gateway.stores.conversations.list_conversations(APP_ID)
    return await house.gateway.stores.leads.newest_lead(conversation.id)


async def queue_of(house: House) -> list[str]:
    handoffs = await house.gateway.stores.handoffs.list_handoffs(APP_ID)
    return [item.reason for item in handoffs if item.state.is_open]


BOOKINGS: dict[str, list[tuple[str, str]]] = {
    "one_question_at_a_time": [
        ("我想预约到店", "哪家店"),
        ("上海", "1."),
        ("1", "哪一天"),
        ("周六下午", "手机号"),
        ("13800138000", "11月28日（周六）下午，手机 138****8000"),
    ],
    "all_in_one_sentence": [
        ("预约周六下午去北京国贸店 13800138000", "11月28日（周六）下午，手机 138****8000"),
    ],
    "by_halves": [
        ("预约明天", "哪家店"),
        ("北京国贸店，13800138000", "11月27日（周五），手机 138****8000"),
    ],
    "wrong_answers_are_told": [
        ("我想预约到店", "哪家店"),
        ("青岛", "青岛还没有门店"),
        ("北京国贸店", "哪一天"),
        ("11月20日", "已经过了"),
        ("明年8月1日", "90 天内"),
        ("12月3日", "手机号"),
        ("12800138000", "好像不对"),
        ("+852 9123 4567", "12月3日（周四），手机 +852****67"),
    ],
    "shop_day_hour_and_product_in_one_go": [
        (
            "我想约下周六下午三点去上海恒隆看包",
            "好的，12月5日（周六）下午3:00，上海恒隆广场店，想看包袋。请留一个手机号",
        ),
        ("一三八零零一三八零零零", "12月5日（周六）下午3:00，想看包袋，手机 138****8000"),
    ],
    "hours_and_a_visit_in_one_message": [
        ("浦东的店几点关门，约明天下午三点", "22:00"),
        ("1", "11月27日（周五）下午3:00，上海国金中心店"),
    ],
    "a_span_of_hours": [
        ("约明天下午两点到四点去上海恒隆", "11月27日（周五）下午2:00-4:00，上海恒隆广场店"),
    ],
    "an_hour_at_which_the_shop_is_closed": [
        ("预约明天晚上12点去上海恒隆", "不营业（当天 10:00-22:00）"),
        ("可以退货吗", "您的预约还差一个手机号"),
        ("下午三点", "11月27日（周五）下午3:00"),
    ],
    "a_question_about_a_product_is_no_answer": [
        ("预约明天去上海恒隆", "手机号"),
        ("昨天买的包可以退货吗", "您的预约还差一个手机号"),
    ],
    "a_weekend_is_asked_for_its_day": [
        ("我想预约到店", "哪家店"),
        ("这周末，北京国贸店", "1. 11月28日（周六）\n2. 11月29日（周日）"),
        ("2", "11月29日（周日），北京国贸商城店"),
    ],
    "a_holiday_is_asked_for_its_day": [
        ("预约元旦下午去北京国贸店", "1月1日（周五）下午"),
        ("改到春节吧", "2月5日"),
        ("大年初二", "2月7日（周日）下午"),
    ],
    "today_or_in_a_week": [
        ("预约周四下午去北京国贸店", "1. 11月26日（周四）\n2. 12月3日（周四）"),
        ("下周四", "12月3日（周四）下午"),
    ],
    "a_shop_or_a_day_makes_a_likely_visit_sure": [
        ("约明天3点去北京国贸店", "11月27日（周五）下午3:00，北京国贸商城店"),
        ("改到下周六", "12月5日（周六）下午3:00"),
    ],
    "an_hour_without_its_half_is_said_back": [
        ("预约去北京国贸店", "哪一天"),
        ("明天3点", "11月27日（周五）下午3:00"),
        ("改到四点半", "11月27日（周五）下午4:30"),
    ],
    "what_is_over_is_told": [
        ("预约去北京国贸店", "哪一天"),
        ("昨天", "已经过了"),
        ("今天上午九点", "已经过了"),
        ("今天上午十一点", "11月26日（周四）上午11:00"),
    ],
    "a_long_stretch_is_asked_for_its_day": [
        ("预约去北京国贸店", "哪一天"),
        ("下个月初", "具体哪一天"),
        ("3号或5号", "1. 12月3日（周四）\n2. 12月5日（周六）"),
        ("5号", "12月5日（周六）"),
    ],
    "changes_of_mind": [
        ("预约明天去北京国贸店", "手机号"),
        ("改到后天吧", "11月28日"),
        ("还是去上海恒隆", "手机号"),
        ("13800138000", "11月28日（周六），手机"),
    ],
    "something_else_in_between": [
        ("周六下午想去上海恒隆看包", "手机号"),
        ("你们几点关门", "您的预约还差一个手机号"),
        ("谢谢", "不客气"),
        ("13800138000", "11月28日（周六）下午，想看包袋，手机 138****8000"),
    ],
    "dropped_after_something_else": [
        ("预约到店", "哪家店"),
        ("可以退货吗", "您的预约我还留着"),
        ("取消", "不登记了"),
    ],
    "a_day_takes_up_what_was_offered": [
        ("去店里看看", "预约到店"),
        ("周六下午", "哪家店"),
        ("北京国贸店", "手机号"),
    ],
    "traditional": [("我想預約去門市", "哪家店"), ("北京國貿店", "哪一天"), ("禮拜六", "手機號碼")],
    "english": [
        ("I would like to book a visit", "Which boutique"),
        ("Beijing China World", "which day"),
        ("this Saturday afternoon", "phone number"),
        ("+33 6 12 34 56 78", "Saturday, 28 November, afternoon, phone +336****78"),
    ],
}


@pytest.mark.parametrize("name", BOOKINGS)
async def test_booking_goes_as_written(name: str, tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        await at_ten(house)
        for said, expected in BOOKINGS[name]:
            answer = await house.say(said)

            assert expected in answer, (said, answer)


async def test_a_booking_waits_for_an_advisor_with_all_that_was_told(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        await at_ten(house)
        answer = await house.say("预约周六下午去北京国贸店 13800138000")
        lead, queue = await lead_of(house), await queue_of(house)
        events = await house.events()

    assert "确认后预约才算成功" in answer
    assert queue == ["booking"]
    assert lead is not None
    assert (lead.kind, lead.state, str(lead.day), lead.part) == (
        "booking", "new", "2026-11-28", "afternoon",
    )  # fmt: skip
    assert lead.store.startswith("beijing.")
    assert lead.phone == "+8613800138000"
    (asked,) = [event for event in events if event["type"] == "booking_requested"]
    assert (asked["store"], asked["props"]) == (lead.store, {"days_ahead": 2})
    assert "13800138000" not in str(events)


async def test_outside_of_hours_the_fan_is_told_when_it_is_confirmed(tmp_path: Path) -> None:
    folder = tmp_path / "faq"
    shutil.copytree(FAQ, folder)
    hours = (folder / "hours.yaml").read_text("utf-8")
    day = hours.replace('default: {daily: "00:00-24:00"}', 'default: {daily: "09:00-21:00"}')
    (folder / "hours.yaml").write_text(day, "utf-8")
    async with open_house(tmp_path, faq=folder) as house:
        await at_ten(house)
        house.clock.forward(hours=13)
        answer = await house.say("预约周六下午去北京国贸店 13800138000")

    assert "顾问11月27日 09:00起与您确认" in answer


@pytest.mark.parametrize("words", ["算了", "取消", "算了不约了", "不去了，谢谢", "never mind"])
@pytest.mark.parametrize("before", [[], ["北京国贸店"], ["北京国贸店", "周六"]])
async def test_a_booking_may_be_dropped_at_each_step(
    words: str, before: list[str], tmp_path: Path
) -> None:
    async with open_house(tmp_path) as house:
        await at_ten(house)
        for said in ["我想预约到店", *before]:
            await house.say(said)
        answer = await house.say(words)
        again = await house.say("13800138000")
        lead, queue = await lead_of(house), await queue_of(house)

    assert "不登记" in answer or "nothing has been noted" in answer
    assert "登记预约申请" not in again
    assert (lead, queue) == (None, [])


async def test_another_clear_question_leaves_the_booking(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        await at_ten(house)
        await house.say("我想预约到店")
        answer = await house.say("退货期限是多少天")

    assert "7 天" in answer


async def test_a_plea_for_a_human_is_heard_in_the_middle(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        await at_ten(house)
        await house.say("我想预约到店")
        await house.say("转人工")
        queue = await queue_of(house)

    assert queue == ["asked"]


async def test_a_pin_offers_the_nearest_shops(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        await at_ten(house)
        await house.say("我想预约到店")
        told = await house.do("location", latitude=31.2304, longitude=121.4737, label="人民广场")
        day = await house.say("2")

    assert "3. " in words_of(told)
    assert "哪一天" in day


async def test_who_is_not_understood_three_times_meets_an_advisor(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        await at_ten(house)
        await house.say("我想预约到店")
        answers = [await house.say(said) for said in ("哼哼唧唧", "啦啦啦啦", "咕噜咕噜")]
        queue = await queue_of(house)

    assert "转给顾问" in answers[2]
    assert queue == ["booking"]


ORDERS: dict[str, tuple[list[tuple[str, str]], str]] = {
    "number_then_matter": (
        [
            ("我的订单", "4. 请顾问核对订单"),
            ("4", "订单号"),
            ("VL20261101888", "一句话"),
            ("还没收到货", "已为您登记"),
        ],
        "VL20261101888",
    ),
    "no_number_at_hand": (
        [("帮我查订单号", "订单号"), ("不记得了", "一句话"), ("想改地址", "已为您登记")],
        "-",
    ),
    "a_phone_number_will_do": (
        [("帮我查订单号", "订单号"), ("13800138000", "一句话"), ("还没收到", "已为您登记")],
        "-",
    ),
    "a_number_where_the_list_of_order_matters_was_offered": (
        [
            ("我的订单", "4. 请顾问核对订单"),
            ("SO20261125001", "一句话"),
            ("怎么还没到啊", "已为您登记"),
        ],
        "SO20261125001",
    ),
    "all_at_once": (
        [("帮我查一下我的订单 20261101888，一直显示没有发货", "已为您登记")],
        "20261101888",
    ),
}


async def test_a_phone_number_beside_the_matter_of_an_order_is_kept(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        await at_ten(house)
        await house.say("帮我查订单号 VL20261101888")
        await house.say("一直没收到，电话 一三八 零零一三 八零零零")
        lead = await lead_of(house)

    assert lead is not None
    assert (lead.number, lead.phone) == ("VL20261101888", "+8613800138000")


@pytest.mark.parametrize("name", ORDERS)
async def test_order_question_goes_as_written(name: str, tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        await at_ten(house)
        for said, expected in ORDERS[name][0]:
            answer = await house.say(said)

            assert expected in answer, (said, answer)
        lead, queue = await lead_of(house), await queue_of(house)
        (asked,) = [event for event in await house.events() if event["type"] == "order_asked"]

    assert lead is not None
    assert (lead.kind, lead.number) == ("order", ORDERS[name][1])
    assert queue == ["order"]
    assert asked["props"] == {"has_number": ORDERS[name][1] != "-"}
