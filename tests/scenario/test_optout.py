"""A fan who wants no more promotions is heard at once, whoever has the conversation."""

from __future__ import annotations

from bot.model import ConsentKind, OpenId
from bot.rules.privacy import may_market
from tests.scenario.house import House


async def may_be_sent_promotions(house: House, fan: str) -> bool:
    stores = house.gateway.stores
    pid = await stores.privacy.find_fan(OpenId(fan))
    assert pid is not None
    return may_market(await stores.consents.latest_consents(pid), following=True)


async def test_word_stops_promotions_in_a_dialogue_and_another_brings_them_back(
    house: House,
) -> None:
    fan = house.fan()
    await house.do("follow", fan)
    assert await may_be_sent_promotions(house, fan)
    stopped = await house.say("退訂", fan)
    assert "停止推送" in stopped
    assert not await may_be_sent_promotions(house, fan)

    assert "TD" in await house.say("TY", fan)
    assert await may_be_sent_promotions(house, fan)
    types = [row["type"] for row in await house.events() if row["type"].startswith("consent")]
    assert types[-2:] == ["consent_withdrawn", "consent_given"]


async def test_word_is_heard_in_the_queue_and_silently_recorded_under_an_agent(
    house: House,
) -> None:
    fan = house.fan()
    await house.do("follow", fan)
    await house.say("转人工", fan)
    assert "停止推送" in await house.say("TD", fan)
    await house.say("TY", fan)
    await house.agent("lin")
    _, waiting = await house.api("GET", "/v1/handoffs?state=queued", as_="lin")
    await house.api("POST", f"/v1/handoffs/{waiting['items'][0]['id']}/claim", {}, as_="lin")

    assert await house.say("退订", fan) == ""
    assert not await may_be_sent_promotions(house, fan)
    stores = house.gateway.stores
    pid = await stores.privacy.find_fan(OpenId(fan))
    assert pid is not None
    (held,) = [
        item
        for item in await stores.consents.latest_consents(pid)
        if item.kind is ConsentKind.MARKETING
    ]
    assert (held.given, held.how) == (False, "stop")
