"""Dialogues as tables: what a fan writes, and what must stand in the answer."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.scenario.house import House, open_house, words_of

PEOPLE_SQUARE = {"latitude": 31.2304, "longitude": 121.4737, "label": "人民广场"}

DIALOGUES: dict[str, list[tuple[str, str]]] = {
    "hours_and_shop": [
        ("你们几点关门", "22:00"),
        ("上海恒隆", "电话"),
    ],
    "two_languages_in_one_sentence": [("给我介绍一下 new arrivals", "新一季")],
    "english": [("can I return a bag", "7 days"), ("agent", "advisors")],
    "traditional": [("請問可以退貨嗎", "7 天內")],
    "shop_by_city": [("附近有门店吗", "位置"), ("上海", "家门店")],
    "city_without_a_shop": [("附近有门店吗", "位置"), ("青岛", "青岛")],
    "human_at_once": [("转人工", "顾问"), ("在吗", "")],
    "number_chosen_after_not_knowing": [("秦始皇陵兵马俑", "「1」"), ("1", "顾问")],
    "chinese_numeral_chosen": [("秦始皇陵兵马俑", "「1」"), ("第一个", "顾问")],
    "number_not_offered_then_offered_one": [
        ("秦始皇陵兵马俑", "「1」"),
        ("3", "1. 转接人工顾问"),
        ("壹", "顾问"),
    ],
    "yes_to_the_offer_of_a_human": [("秦始皇陵兵马俑", "「1」"), ("好的", "已为您转接")],
    "no_to_the_offer_of_a_human": [("秦始皇陵兵马俑", "「1」"), ("不用了", "随时告诉我")],
    "follow_up_by_a_few_words": [("退货怎么操作", "1. 退货期限"), ("退款到账", "退款")],
    "human_by_sound": [("转仁工客服", "已为您转接")],
    "human_in_typed_pinyin": [("zhuan ren gong", "已为您转接")],
    "question_in_typed_pinyin_is_answered_in_chinese": [("ni men ji dian guan men", "营业")],
    "human_in_the_middle_of_a_story": [("我的包坏了，给我找个人工客服处理", "已为您转接")],
    "complaint_is_taken_up_at_once": [("我要投诉你们", "非常抱歉"), ("在吗", "收到")],
    "who_is_answering": [("是机器人吗", "我是维岚的智能助手"), ("那转人工", "已为您转接")],
    "people_only_mentioned": [("你们的工匠是真人手工吗", "回复")],
    "anger_is_met_with_an_apology": [("你们这帮骗子", "让您不愉快"), ("1", "已为您转接")],
    "anger_beside_a_clear_question": [("气死我了，怎么退货", "让您不愉快")],
    "choices_refused_then_not_known": [
        ("发黑", "您是想了解「"),
        ("都不是", "一句话"),
        ("秦始皇陵兵马俑", "还是没能帮到您"),
    ],
    "not_known_then_asked_back": [
        ("秦始皇陵兵马俑", "「1」"),
        ("发黑", "转接人工顾问"),
        ("都不是", "我这就请人工顾问来"),
        ("1", "已为您转接"),
    ],
    "another_house_is_asked_back": [("优衣库上海店几点关门", "您提到了优衣库"), ("1", "营业")],
    "another_house_in_english": [("how much is a Swatch battery", "You mention Swatch;")],
    "another_house_in_traditional": [("香奈兒的鏈條斷了怎麼修", "您提到了香奈兒，我只能為您")],
    "another_house_compared": [("你们和爱马仕哪个好", "不便代为说明或比较"), ("1", "已为您转接")],
    "greeting_in_typed_pinyin": [("ni hao", "智能助手")],
    "courtesy": [("你好", "智能助手"), ("谢谢", "不客气")],
    "slips_on_the_keyboard_keep_chinese": [("你好", "您好"), ("LV", "「"), ("asdkjfh", "「1」")],
    "second_miss_in_a_row": [("👜👜", "「1」"), ("？？？", "还是没能帮到您")],
    "emoji_only": [("👜👜", "「1」")],
    "emoji_and_slang_of_courtesy": [
        ("谢啦😘", "不客气"),
        ("拜拜", "不客气"),
        ("ok thx", "most welcome"),
    ],
    "one_likely_entry_is_asked_by_name": [("发黑", "您是想了解「"), ("不是", "一句话")],
    "english_with_a_city": [
        ("hi do u have a store in tokyo", "GINZA SIX"),
        ("where can i find you in paris", "Montaigne"),
        ("do you have a shop in Lisbon", "no boutique in Lisbon"),
    ],
    "cantonese_in_shared_characters": [
        ("有冇限量款", "回覆"),
        ("我喺香港中環，邊度有舖？", "置地廣場"),
    ],
    "shared_characters_keep_traditional": [
        ("請問可以退貨嗎", "7 天內"),
        ("台北", "臺北101店"),
    ],
    "a_shop_named_in_another_question": [("上海恒隆的店员说可以换货，是吗", "换")],
    "punctuation_only": [("？？？", "「1」")],
}


@pytest.mark.parametrize("name", DIALOGUES)
async def test_dialogue_goes_as_written(house: House, name: str) -> None:
    await house.do("follow", source="search")
    for said, expected in DIALOGUES[name]:
        answer = await house.say(said)
        if expected:
            assert expected in answer, (said, answer)
        else:
            assert answer == "", (said, answer)


async def test_shared_location_shows_the_three_nearest_shops(house: House) -> None:
    """Distance, hours of today and a link that opens a map; the place itself is not kept."""
    await house.do("follow", source="search")
    answer = words_of(await house.do("location", **PEOPLE_SQUARE))

    assert answer.count("公里") + answer.count(" 米") == 3
    assert answer.count("href=") == 3
    assert "今日" in answer

    events = await house.events()
    shown = next(event for event in events if event["type"] == "locator_result_shown")
    assert shown["store"].startswith("shanghai.")
    assert "31.23" not in str(events)


async def test_shops_of_other_cities_are_not_near(house: House) -> None:
    """One shop in Tokyo: Osaka and Seoul are no help to somebody in the street."""
    await house.do("follow", source="search")
    answer = words_of(await house.do("location", latitude=35.6812, longitude=139.7671, label=""))

    assert answer.count("公里") == 1
    assert "银座" in answer


async def test_tapped_human_asks_for_one_sentence_then_queues(house: House) -> None:
    """A tap opens no 48 hours; the sentence that is asked for does."""
    await house.agent("lin")
    await house.do("follow", source="search")
    asked = words_of(await house.do("click", key="service.human"))
    assert "一句话" in asked
    _, queue = await house.api("GET", "/v1/handoffs?state=queued", as_="lin")
    assert queue["items"] == []

    assert "顾问" in await house.say("手袋拉链坏了想维修")
    _, queue = await house.api("GET", "/v1/handoffs?state=queued", as_="lin")
    assert [item["quota_left"] for item in queue["items"]] == [5]


async def test_waiting_fan_is_acknowledged_at_most_every_two_minutes(house: House) -> None:
    await house.do("follow", source="search")
    await house.say("人工")
    assert await house.say("我的包坏了") == ""
    house.clock.forward(minutes=2, seconds=1)

    assert "收到" in await house.say("还在吗")
    assert await house.say("喂") == ""


async def test_menu_click_answers_its_entry(house: House) -> None:
    await house.do("follow", source="search")

    assert "22:00" in words_of(await house.do("click", key="hours.store"))
    assert "菜单" in words_of(await house.do("click", key="an.old.key"))


async def test_recognised_voice_is_answered_like_words(house: House) -> None:
    await house.do("follow", source="search")

    assert "22:00" in words_of(await house.do("voice", text="你们几点关门", recognised=True))


async def test_events_that_take_no_reply_get_success(house: House) -> None:
    await house.do("follow", source="search")
    view = await house.do("view", url="https://www.veland.example")
    report = await house.do("location_report", latitude=31.2, longitude=121.4)
    left = await house.do("unfollow")

    assert [told["delivered"] for told in (view, report, left)] == [True] * 3
    assert all(words_of(told) == "" for told in (view, report, left))


async def test_unfollowing_takes_the_fan_out_of_the_queue(house: House) -> None:
    await house.agent("lin")
    await house.do("follow", source="search")
    await house.say("人工")
    await house.do("unfollow")

    _, queue = await house.api("GET", "/v1/handoffs", as_="lin")
    assert [item["state"] for item in queue["items"]] == ["closed"]


async def test_fans_are_answered_apart(house: House) -> None:
    """One fan's dialogue never leaks into another's."""
    first, second = house.fan(0), house.fan(1)
    await house.do("follow", first, source="search")
    await house.do("follow", second, source="search")
    await house.say("秦始皇陵兵马俑", first)

    assert "顾问" not in (await house.say("1", second)).split("「1」")[0]
    assert "顾问" in await house.say("1", first)


async def test_every_tag_on_record_is_declared(house: House) -> None:
    """What handlers tag by themselves stands in the registry as well as what editors wrote."""
    await house.do("follow", source="search")
    for said in ("你好", "谢谢", "买了不合适可以退吗", "上海", "退订", "人工"):
        await house.say(said)
    await house.do("unfollow")

    events = await house.events()
    registry = house.gateway.content.current.library.tags
    tags = {(key, value) for item in events for key, all_ in item["tags"].items() for value in all_}
    assert len(tags) >= 4
    assert [tag for tag in tags if registry.fault_of(*tag)] == []
    closed = next(event for event in events if event["type"] == "handoff_closed")
    assert closed["outcome"] == "fan_left"


async def test_events_say_what_was_done_not_what_the_book_thought(house: House) -> None:
    """A found shop is resolved, a scan carries its place, a report is no message."""
    await house.do("follow", source="search")
    await house.say("上海恒隆")
    await house.do("scan", scene="till_shanghai_01")
    await house.do("location_report", latitude=31.2, longitude=121.4)

    events = {event["type"]: event for event in await house.events()}
    assert events["intent_resolved"]["intent"] == "service.stores"
    assert events["intent_resolved"]["props"]["handler"] == "stores"
    assert events["qr_scanned"]["scene"] == "till_shanghai_01"
    assert "location_reported" in events


async def test_mini_program_stands_as_a_link_under_the_answer(tmp_path: Path) -> None:
    """A link costs nothing; where mini-programs cannot open, its address does."""
    (tmp_path / "faq" / "answers").mkdir(parents=True)
    (tmp_path / "faq" / "answers" / "orders.yaml").write_text(
        """
entries:
  - id: order.track
    questions: [我的包裹到哪了, 查一下物流, 什么时候能收到, 发货了吗, where is my order]
    answer: 您可以在小程序里查看。
    miniprogram: {app_id: wx1234567890, page: pages/orders, title: 我的订单}
""",
        encoding="utf-8",
    )
    async with open_house(tmp_path, faq=tmp_path / "faq") as house:
        await house.do("follow", source="search")

        answer = await house.say("我的包裹到哪了")
    assert 'data-miniprogram-appid="wx1234567890" data-miniprogram-path="pages/orders"' in answer
    assert ">我的订单</a>" in answer


async def test_two_questions_get_both_answers_in_one_reply(house: House) -> None:
    """Each question is on record; a service among them is offered as a number."""
    await house.do("follow", source="search")
    answer = await house.say("开门时间？还有能不能刻字")
    assert "22:00" in answer
    assert "刻" in answer

    events = [item for item in await house.events() if item["type"] == "intent_resolved"]
    assert [item["intent"] for item in events] == ["hours.store", "engraving.service"]

    answer = await house.say("几点关门？附近有门店吗")
    assert "22:00" in answer
    assert "1. 附近门店" in answer
    assert "位置" in await house.say("1")


async def test_two_services_are_offered_as_numbers(house: House) -> None:
    await house.do("follow", source="search")

    answer = await house.say("附近有门店吗？还有想预约到店")
    assert "1. 附近门店\n2. 预约到店" in answer
