"""What conversations confirm goes on record with them, and goes when the fan goes."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from aiohttp import ClientSession, CookieJar

from bot.model import ConfirmedPair, OpenId, Retention
from tests.scenario.desk_house import PASSWORD, PASSWORD_HASH, hidden
from tests.scenario.house import APP_ID, House
from tests.scenario.test_erasure import until_erased

VAGUE = "退换"
UNKNOWN = "你们会不会修理宇宙飞船的引擎"


async def pairs(house: House) -> list[ConfirmedPair]:
    return await house.gateway.stores.pairs.list_pairs()


def told(pair: ConfirmedPair) -> tuple[str, str | None, str, bool]:
    return pair.question, pair.entry, pair.kind, pair.confirmed


async def ask_back(house: House) -> list[str]:
    """A question to which the bot offers numbered choices; their entries."""
    await house.do("follow")
    said = await house.say(VAGUE)
    conversation = (await house.gateway.stores.conversations.recent_conversations(APP_ID, limit=1))[
        0
    ]
    found = await house.gateway.stores.conversations.find_conversation(APP_ID, conversation.id)
    assert found is not None
    assert "1." in said, said
    return [choice.entry for choice in found.dialogue.choices]


async def test_chosen_number_confirms_what_was_asked(either_house: House) -> None:
    house = either_house
    offered = await ask_back(house)
    await house.say("9")
    await house.say("2")

    assert [told(pair) for pair in await pairs(house)] == [(VAGUE, offered[1], "choice", True)]


async def test_none_of_the_choices_rejects_each(house: House) -> None:
    offered = await ask_back(house)
    await house.say("都不是")

    assert [told(pair) for pair in await pairs(house)] == [
        (VAGUE, entry, "choice", False) for entry in offered
    ]


async def test_thanks_confirm_the_answer_once(house: House) -> None:
    await house.do("follow")
    await house.say("请问退货期限是多少天")
    await house.say("👍")
    await house.say("谢谢")

    (pair,) = await pairs(house)
    assert (pair.kind, pair.confirmed, pair.question) == ("rating", True, "请问退货期限是多少天")
    (event,) = [item for item in await house.events() if item["type"] == "answer_rated"]
    assert (event["intent"], event["outcome"], event["actor"]) == (pair.entry, "helpful", "fan")


async def test_no_help_rejects_the_answer_and_offers_a_human(house: House) -> None:
    await house.do("follow")
    await house.say("请问退货期限是多少天")
    reply = await house.say("不是这个")
    queued = await house.say("1")

    assert "「1」" in reply
    assert "顾问" in queued
    (pair,) = await pairs(house)
    assert (pair.kind, pair.confirmed) == ("rating", False)
    outcomes = [item["outcome"] for item in await house.events() if item["type"] == "answer_rated"]
    assert outcomes == ["unhelpful"]


async def test_words_after_a_menu_click_or_much_later_confirm_nothing(house: House) -> None:
    await house.do("follow")
    await house.say("谢谢")
    await house.say("请问退货期限是多少天")
    house.clock.forward(hours=1)
    await house.say("谢谢")
    await house.say("1")

    assert await pairs(house) == []


async def taken(house: House) -> dict[str, Any]:
    await house.agent("lin")
    _, queue = await house.api("GET", "/v1/handoffs?state=queued", as_="lin")
    handoff: dict[str, Any] = queue["items"][0]
    await house.api("POST", f"/v1/handoffs/{handoff['id']}/claim", {}, as_="lin")
    return handoff


async def test_free_answer_to_what_the_bot_could_not_is_kept_for_editors(house: House) -> None:
    await house.do("follow")
    await house.say(f"{UNKNOWN}，电话13812345678")
    await house.say("人工")
    handoff = await taken(house)
    where = f"/v1/conversations/{handoff['conversation_id']}/messages"
    await house.api("POST", where, {"text": "很抱歉不修飞船，请打 13912345678"}, as_="lin")

    (pair,) = await pairs(house)
    assert told(pair) == (f"{UNKNOWN}，电话***", None, "agent", True)
    assert pair.answer == "很抱歉不修飞船，请打 ***"


async def desk_of(house: House, http: ClientSession, page: str = "") -> str:
    """The desk's page of lin, logged in at the first call."""
    if not page:
        form = await (await http.get(f"{house.root}/desk/login")).text()
        data = {"name": "lin", "password": PASSWORD, "csrf": hidden(form, "csrf")}
        await http.post(f"{house.root}/desk/login", data=data)
    async with http.get(f"{house.root}/desk{page}") as response:
        assert response.status == 200
        return await response.text()


async def test_suggested_answer_that_an_agent_sends_names_the_entry(either_house: House) -> None:
    """By the plain form, as it works without scripts; the agent changed a few words."""
    house = either_house
    await house.do("follow")
    await house.say("人工")
    await house.say("买来的东西不喜欢几天里能退啊")
    await house.gateway.stores.agents.add_agent(
        "lin", role="agent", password_hash=PASSWORD_HASH, at=house.clock.now()
    )
    (queued,) = await house.gateway.stores.handoffs.list_handoffs(APP_ID, states=())
    async with ClientSession(cookie_jar=CookieJar(unsafe=True)) as http:
        csrf = hidden(await desk_of(house, http), "csrf")
        claim = f"{house.root}/desk/handoffs/{queued.id}/claim"
        await http.post(claim, data={"csrf": csrf}, headers={"Origin": house.root})
        page = await desk_of(house, http, f"?conversation={queued.conversation_id}")
        value, text = re.findall(r'name="suggested" value="([^"]+)"[^>]*data-text="([^"]+)"', page)[
            0
        ]
        reply = f"{house.root}/desk/conversations/{queued.conversation_id}/reply"
        form = {"csrf": csrf, "suggested": unescape(value), "text": f"您好，{unescape(text)}"}
        await http.post(reply, data=form, headers={"Origin": house.root})
        form |= {"text": "这件事我请同事来答您。", "key": "2"}
        await http.post(reply, data=form, headers={"Origin": house.root})

    (pair,) = await pairs(house)
    assert told(pair) == (
        "买来的东西不喜欢几天里能退啊",
        value.split(":")[2],
        "suggestion",
        True,
    )


async def test_erased_fan_and_outlived_words_leave_no_pair(either_house: House) -> None:
    house = either_house
    for number in (0, 1):
        fan = house.fan(number)
        await house.do("follow", fan)
        await house.say("请问退货期限是多少天", fan)
        await house.say("有用", fan)
    assert len(await pairs(house)) == 2
    privacy = house.gateway.stores.privacy
    pid = await privacy.find_fan(OpenId(house.fan(0)))
    assert pid is not None
    shown = await privacy.read_person(pid)
    await house.do("unfollow", house.fan(0))
    await until_erased(house)

    assert [row["question"] for row in shown["confirmed_pair"]] == ["请问退货期限是多少天"]
    assert len(await pairs(house)) == 1
    house.clock.forward(days=181)
    await privacy.remove_outlived(Retention(), at=house.clock.now())
    assert await pairs(house) == []
