"""The whole way of a fan: welcome, answer, human, agent, back to the bot, and all on record."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.flow.handoff import disable_agent
from tests.scenario.house import APP_ID, House, open_house, words_of


async def test_fan_meets_a_human_and_comes_back_to_the_bot(either_house: House) -> None:
    """Signed text in, answer, 人工, claim, reply on the phone, close, bot again, export."""
    house = either_house
    await house.agent("lin")
    await house.do("follow", source="search")
    assert "7 天" in await house.say("买了不合适可以退吗")
    assert "顾问" in await house.say("人工")

    status, queue = await house.api("GET", "/v1/handoffs?state=queued", as_="lin")
    (waiting,) = queue["items"]
    assert (status, waiting["quota_left"], waiting["agent"]) == (200, 5, None)

    handoff, conversation = waiting["id"], waiting["conversation_id"]
    status, claimed = await house.api("POST", f"/v1/handoffs/{handoff}/claim", {}, as_="lin")
    assert (status, claimed["state"], claimed["agent"]) == (200, "active", "lin")
    assert await house.say("我的包拉链坏了") == ""

    before = len(await house.chat())
    path = f"/v1/conversations/{conversation}/messages"
    status, message = await house.api("POST", path, {"text": "您好，我来帮您看看。"}, as_="lin")
    assert (status, message["state"], message["actor"]) == (202, "pending", "agent")

    chat = await house.until_chat(before + 1)
    assert chat[-1]["data"]["text"] == "您好，我来帮您看看。"
    assert chat[-1]["via"] == "custom"

    status, closed = await house.api("POST", f"/v1/handoffs/{handoff}/close", {}, as_="lin")
    assert (status, closed["state"], closed["label"]) == (200, "closed", "solved")
    assert "22:00" in await house.say("你们几点关门")

    kinds = [event["type"] for event in await house.events()]
    for kind in (
        "account_followed",
        "message_received",
        "intent_resolved",
        "message_sent",
        "handoff_requested",
        "handoff_queued",
        "handoff_accepted",
        "agent_replied",
        "handoff_closed",
    ):
        assert kind in kinds, kind
    assert [event["type"] for event in await house.events() if not event["tags"]] == []


@pytest.mark.parametrize("mode", ["plain", "compatible", "safe"])
async def test_every_mode_answers_the_fan(tmp_path: Path, mode: str) -> None:
    """The callback works in all three modes, replies included."""
    async with open_house(tmp_path, mode=mode) as house:
        assert "维岚" in words_of(await house.do("follow", source="search"))
        assert "returned" in await house.say("can I return a bag")


async def test_events_hold_tags_and_no_words_of_the_fan(house: House) -> None:
    """An exchange is tagged by topic, and neither openid nor text stands in the log."""
    await house.do("follow", source="search")
    await house.say("买了不合适可以退吗")

    events = await house.events()
    resolved = next(event for event in events if event["type"] == "intent_resolved")
    assert resolved["intent"] == "returns.window"
    assert resolved["tags"] == {"service.topic": ["returns"]}
    assert resolved["channel"] == "wechat_mp"
    assert house.fan() not in str(events)
    assert "不合适" not in str(events)


async def test_two_agents_claim_one_fan_and_the_loser_sees_the_winner(house: House) -> None:
    """The second claim is a conflict that names who was faster."""
    await house.agent("lin")
    await house.agent("chen")
    await house.do("follow", source="search")
    await house.say("转人工")
    _, queue = await house.api("GET", "/v1/handoffs?state=queued", as_="lin")
    handoff = queue["items"][0]["id"]
    await house.api("POST", f"/v1/handoffs/{handoff}/claim", {}, as_="lin")

    status, problem = await house.api("POST", f"/v1/handoffs/{handoff}/claim", {}, as_="chen")

    assert (status, problem["winner"]) == (409, "lin")


async def test_sixth_message_is_refused_before_it_leaves(house: House) -> None:
    """Five customer-service messages an act of writing; the sixth is a plain 422."""
    conversation = await _served(house)
    path = f"/v1/conversations/{conversation}/messages"
    # A menu click right before allows three in a minute, which never adds to the five.
    await house.do("click", key="hours.store")
    answers = [await house.api("POST", path, {"text": f"第 {n} 句"}, as_="lin") for n in range(6)]

    assert [status for status, _ in answers] == [202] * 5 + [422]
    assert answers[-1][1]["reason"] == "quota"


async def test_closed_window_is_refused_before_it_leaves(house: House) -> None:
    """48 hours after the fan's last word an agent is told that the window is shut."""
    conversation = await _served(house)
    house.clock.forward(hours=48)

    status, problem = await house.api(
        "POST", f"/v1/conversations/{conversation}/messages", {"text": "在吗"}, as_="lin"
    )

    assert (status, problem["reason"]) == (422, "window")


async def test_same_idempotency_key_sends_once(house: House) -> None:
    """A repeated call with its key gives the same message again."""
    conversation = await _served(house)
    path = f"/v1/conversations/{conversation}/messages"
    first = await house.api("POST", path, {"text": "您好"}, as_="lin", Idempotency_Key="k1")
    again = await house.api("POST", path, {"text": "您好"}, as_="lin", Idempotency_Key="k1")

    assert (first[0], again[0]) == (202, 202)
    assert first[1]["id"] == again[1]["id"]


async def test_keys_are_asked_for_and_scopes_are_kept(house: House) -> None:
    """401 without a key, 403 beyond its scope, 404 for what is not there."""
    await house.agent("lin")

    assert (await house.api("GET", "/v1/handoffs"))[0] == 401
    assert (await house.api("GET", "/v1/handoffs", as_="wsg_wrong"))[0] == 401
    assert (await house.api("GET", "/v1/events", as_="lin"))[0] == 403
    assert (await house.api("GET", "/v1/conversations/99/messages", as_="lin"))[0] == 404
    assert (await house.api("POST", "/v1/handoffs/x/claim", {}, as_="lin"))[0] == 404


async def _served(house: House) -> int:
    await house.agent("lin")
    await house.do("follow", source="search")
    await house.say("人工")
    _, queue = await house.api("GET", "/v1/handoffs?state=queued", as_="lin")
    (waiting,) = queue["items"]
    await house.api("POST", f"/v1/handoffs/{waiting['id']}/claim", {}, as_="lin")
    return int(waiting["conversation_id"])


async def test_nobody_is_left_behind_when_an_agent_is_disabled(either_house: House) -> None:
    """Whom they served waits again, for any other agent; the old owner's key is dead."""
    house = either_house
    conversation = await _served(house)
    await house.agent("chen")
    await disable_agent(house.gateway.stores, "lin", account=APP_ID, at=house.clock.now())

    _, queue = await house.api("GET", "/v1/handoffs?state=queued", as_="chen")
    (waiting,) = queue["items"]
    assert (waiting["conversation_id"], waiting["agent"]) == (conversation, None)
    path = f"/v1/handoffs/{waiting['id']}/claim"
    assert (await house.api("POST", path, {}, as_="lin"))[0] == 401

    status, claimed = await house.api("POST", path, {}, as_="chen")
    assert (status, claimed["agent"]) == (200, "chen")
    status, _ = await house.api(
        "POST", f"/v1/conversations/{conversation}/messages", {"text": "您好"}, as_="chen"
    )
    assert status == 202
    assert [event.get("outcome") for event in await house.events()].count("agent_left") == 1


async def test_unfollowing_ends_the_window(house: House) -> None:
    """Who comes back has to write first: what was allowed before is gone at the platform too."""
    await house.agent("lin")
    await house.do("follow", source="search")
    await house.say("你好")
    await house.do("unfollow")

    _, listed = await house.api("GET", "/v1/conversations", as_="lin")
    assert [item["quota_left"] for item in listed["items"]] == [0]


@pytest.mark.parametrize("text", ["", "  \n", "\u200b", "\u2060\u200b"])
async def test_message_that_nobody_could_see_is_refused(house: House, text: str) -> None:
    conversation = await _served(house)
    status, problem = await house.api(
        "POST", f"/v1/conversations/{conversation}/messages", {"text": text}, as_="lin"
    )

    assert (status, problem["reason"]) == (422, "empty")
