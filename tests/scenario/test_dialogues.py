"""Dialogues as tables: what a fan writes, and what must stand in the answer."""

from __future__ import annotations

import pytest

from tests.scenario.house import House, words_of

PEOPLE_SQUARE = {"latitude": 31.2304, "longitude": 121.4737, "label": "人民广场"}

DIALOGUES: dict[str, list[tuple[str, str]]] = {
    "hours_and_shop": [
        ("你们几点关门", "22:00"),
        ("上海恒隆", "电话"),
    ],
    "english": [("can I return a bag", "7 days"), ("agent", "advisors")],
    "traditional": [("請問可以退貨嗎", "7 天內")],
    "shop_by_city": [("附近有门店吗", "位置"), ("上海", "家门店")],
    "city_without_a_shop": [("附近有门店吗", "位置"), ("青岛", "青岛")],
    "human_at_once": [("转人工", "顾问"), ("在吗", "")],
    "number_chosen_after_not_knowing": [("圆周率第一百位是几", "「1」"), ("1", "顾问")],
    "chinese_numeral_chosen": [("圆周率第一百位是几", "「1」"), ("第一个", "顾问")],
    "courtesy": [("你好", "智能助手"), ("谢谢", "不客气")],
    "emoji_only": [("👜👜", "「1」")],
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


@pytest.mark.parametrize("act", ["image", "voice", "video", "link"])
async def test_attachment_is_kept_and_its_purpose_asked(house: House, act: str) -> None:
    body = {
        "image": {"sample": "bag"},
        "voice": {"text": "", "recognised": False},
        "video": {},
        "link": {"title": "看这个", "url": "https://www.veland.example/x"},
    }[act]
    await house.do("follow", source="search")

    assert "收到" in words_of(await house.do(act, **body))


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
    await house.say("圆周率第一百位是几", first)

    assert "顾问" not in (await house.say("1", second)).split("「1」")[0]
    assert "顾问" in await house.say("1", first)
