"""The welcome from each source, the answer to its question, and coming again."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from bot.model import AllowanceKind, Pid
from tests.scenario.house import APP_ID, House, words_of

LINK = "https://www.veland.example/privacy"
QUESTION = "1. 到店 / 找门店\n2. 售后服务\n3. 新品\n4. 我的订单"


async def tags(house: House) -> dict[str, set[str]]:
    """What is kept of the only fan."""
    (summary,) = await house.gateway.stores.conversations.list_conversations(APP_ID)
    found = await house.gateway.stores.fans.tags_of([summary.pid], at=house.clock.now())
    kept: dict[str, set[str]] = {}
    for tag in found.get(Pid(summary.pid), ()):
        kept.setdefault(tag.key, set()).add(tag.value)
    return kept


async def allowance(house: House) -> tuple[str, int]:
    """The kind and number of what may be sent now, in our own books."""
    (summary,) = await house.gateway.stores.conversations.list_conversations(APP_ID)
    best = max(summary.allowances, key=lambda item: item.left_at(house.clock.now()))
    return best.kind, best.left_at(house.clock.now())


async def followed(house: House) -> dict[str, Any]:
    return next(item for item in await house.events() if item["type"] == "account_followed")


def is_whole(answer: str) -> bool:
    """Says 智能助手, carries the notice once and ends with the one question."""
    return (
        "智能助手" in answer
        and answer.count(LINK) == 1
        and answer.endswith(QUESTION)
        and answer.count("？") == 1
    )


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("search", "搜到维岚"),
        ("card", "朋友"),
        ("article", "维岚的故事"),
        ("miniprogram", "小程序"),
        ("channels", "视频号"),
        ("paid", "选择维岚"),
        ("ad", "欢迎来到维岚"),
        ("other", "欢迎来到维岚"),
    ],
)
async def test_follow_is_welcomed_by_its_source(house: House, source: str, words: str) -> None:
    answer = words_of(await house.do("follow", source=source))

    assert words in answer
    assert is_whole(answer), answer
    event = await followed(house)
    assert event["source"] == source
    assert await tags(house) == {"lifecycle.stage": {"prospect"}}


@pytest.mark.parametrize(
    ("scene", "words", "told"),
    [
        (
            "till.shanghai.plaza66",
            "选购",
            {"source.place": {"till"}, "source.city": {"shanghai"}},
        ),
        (
            "popup.shanghai.zhangyuan",
            "春夏手袋",
            {
                "source.place": {"popup"},
                "source.city": {"shanghai"},
                "source.campaign": {"ss26_bag"},
            },
        ),
        ("campaign.ss26_bag", "春夏手袋", {"source.campaign": {"ss26_bag"}}),
        ("poster_of_another_table", "欢迎来到维岚", {}),
    ],
)
async def test_follow_by_a_code_is_welcomed_by_what_the_code_tells(
    house: House, scene: str, words: str, told: dict[str, set[str]]
) -> None:
    answer = words_of(await house.do("follow", source="qr", scene=scene))

    assert words in answer
    assert is_whole(answer), answer
    event = await followed(house)
    assert (event["source"], event["scene"]) == ("qr", scene)
    assert event.get("campaign") == next(iter(told.get("source.campaign", {None})), None)
    assert await tags(house) == {"lifecycle.stage": {"prospect"}, **told}


async def test_notice_shown_goes_on_record_with_its_version(house: House) -> None:
    await house.do("follow", source="search")

    given = [item for item in await house.events() if item["type"] == "consent_given"]
    assert [item["props"] for item in given] == [{"kind": "notice", "version": "2026-11"}]


@pytest.mark.parametrize(
    ("said", "reason", "words"),
    [
        ("1", "shop", "位置"),
        ("到店", "shop", "位置"),
        ("附近有门店吗", "shop", "位置"),
        ("２", "after_sales", "哪一项"),
        ("售后的事", "after_sales", "哪一项"),
        ("第二个吧", "after_sales", "哪一项"),
        ("想看看新品", "new_arrivals", "新"),
        ("③", "new_arrivals", "新"),
        ("肆", "order", "哪一项"),
        ("查订单", "order", "哪一项"),
    ],
)
async def test_answer_is_the_first_tag_and_opens_the_window(
    house: House, said: str, reason: str, words: str
) -> None:
    await house.do("follow", source="search")
    assert await allowance(house) == (AllowanceKind.FOLLOW, 3)

    assert words in await house.say(said)
    assert (await tags(house))["intent.reason"] == {reason}
    assert await allowance(house) == (AllowanceKind.MESSAGE, 5)
    made = [item for item in await house.events() if item["type"] == "choice_made"]
    assert [(item["outcome"], item["props"]) for item in made] == [
        (reason, {"key": "intent.reason"})
    ]


async def test_another_question_is_answered_and_tells_no_reason(house: House) -> None:
    await house.do("follow", source="search")

    assert "22:00" in await house.say("你们几点关门")
    assert "intent.reason" not in await tags(house)


async def test_second_step_and_second_thought(house: House) -> None:
    """The reason changes with the answer; one value at a time."""
    await house.do("follow", source="search")
    await house.say("2")
    assert "维修" in await house.say("1")
    assert (await tags(house))["intent.reason"] == {"after_sales"}
    assert "智能助手" in await house.say("你好")
    await house.say("4")

    assert (await tags(house))["intent.reason"] == {"order"}


async def test_follower_who_scans_at_the_till_is_thanked_and_asked(house: House) -> None:
    await house.do("follow", source="search")
    answer = words_of(await house.do("scan", scene="till.shanghai.plaza66"))

    assert "感谢您再次光临" in answer
    assert LINK not in answer
    assert answer.endswith(QUESTION)
    event = next(item for item in await house.events() if item["type"] == "qr_scanned")
    assert event["scene"] == "till.shanghai.plaza66"
    assert "source.place" not in await tags(house)
    assert await house.say("1") != ""
    assert (await tags(house))["intent.reason"] == {"shop"}


async def test_scan_by_a_fan_nobody_knew_is_a_whole_welcome(house: House) -> None:
    """Who followed before the gateway was connected has seen no notice of ours."""
    await house.do("follow", source="search")
    follower = house.platform.state.fans[house.fan()]
    stranger = house.platform.state.fans[house.fan(1)]
    stranger.following, stranger.subscribe_time = True, follower.subscribe_time
    answer = words_of(await house.do("scan", house.fan(1), scene="store.beijing.skp"))

    assert "欢迎光临维岚门店" in answer
    assert is_whole(answer), answer


async def test_fan_who_follows_again_is_welcomed_back(house: House) -> None:
    await house.do("follow", source="search")
    await house.do("unfollow")
    answer = words_of(await house.do("follow", source="card"))

    assert "智能助手" in answer
    assert answer.count(LINK) == 1
    assert answer.endswith(QUESTION)


@pytest.mark.parametrize(
    ("hello", "words", "question", "said"),
    [
        ("請問可以退貨嗎", "歡迎您回到維嵐", "2. 售後服務", "售後服務"),
        ("can I return a bag", "Welcome back", "2. After-sales service", "the second one"),
    ],
)
async def test_fan_is_welcomed_back_in_their_language(
    house: House, hello: str, words: str, question: str, said: str
) -> None:
    await house.do("follow", source="search")
    await house.say(hello)
    answer = words_of(await house.do("scan", scene="poster"))

    assert words in answer
    assert question in answer
    await house.say(said)
    assert (await tags(house))["intent.reason"] == {"after_sales"}


async def test_scan_never_disturbs_whom_a_human_serves(house: House) -> None:
    await house.do("follow", source="search")
    await house.say("人工")

    assert words_of(await house.do("scan", scene="till.shanghai.plaza66")) == ""


async def test_menu_tap_then_typing_opens_the_window(house: House) -> None:
    """A tap allows three for a minute; the typed number of what was offered five for 48 hours."""
    await house.do("follow", source="search")
    tapped = words_of(await house.do("click", key="reason.after_sales"))
    assert "1. " in tapped
    assert (await allowance(house))[0] != AllowanceKind.MESSAGE

    assert "维修" in await house.say("一")
    assert await allowance(house) == (AllowanceKind.MESSAGE, 5)


async def test_slow_platform_does_not_delay_the_welcome_and_the_source_is_written_later(
    house: House,
) -> None:
    calls = [{"path": "user/info", "slow_s": 1.2}]
    await house.do("faults", calls=calls)
    answer = words_of(await house.do("follow", source="card"))

    assert "欢迎来到维岚" in answer
    assert is_whole(answer), answer
    assert (await followed(house))["source"] == "unknown"
    async with asyncio.timeout(5):
        while not any(item["type"] == "source_learned" for item in await house.events()):
            await asyncio.sleep(0.02)
    learned = next(item for item in await house.events() if item["type"] == "source_learned")
    assert learned["source"] == "card"
    await house.say("你好")
    said = [item for item in await house.events() if item["type"] == "message_received"]
    assert said[-1]["source"] == "card"


async def test_refusing_platform_leaves_the_source_unknown(house: House) -> None:
    await house.do("faults", calls=[{"path": "user/info", "errcode": 48001}])

    assert is_whole(words_of(await house.do("follow", source="card")))
    assert (await followed(house))["source"] == "unknown"


async def test_no_turn_of_the_bot_costs_a_customer_service_message(house: House) -> None:
    """Every answer fits into the free reply."""
    await house.do("follow", source="search")
    await house.do("scan", scene="till.shanghai.plaza66")
    for said in (
        "2",
        "1",
        "退货怎么操作",
        "1",
        "圆周率第一百位是几",
        "7",
        "不用了",
        "谢谢",
        "上海",
    ):
        assert await house.say(said) != ""

    sent = [item for item in await house.events() if item["type"].startswith("message_")]
    assert {item["props"].get("via") for item in sent} <= {None, "passive"}


async def test_tags_stand_in_the_rest_interface(house: House) -> None:
    await house.agent("lin")
    await house.do("follow", source="qr", scene="till.shanghai.plaza66")
    await house.say("4")
    _, listed = await house.api("GET", "/v1/conversations", as_="lin")

    assert listed["items"][0]["tags"] == {
        "intent.reason": ["order"],
        "lifecycle.stage": ["prospect"],
        "service.topic": ["order"],
        "source.city": ["shanghai"],
        "source.place": ["till"],
    }
