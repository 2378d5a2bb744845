"""A push that was sent again may come in after a later one of the same fan."""

from __future__ import annotations

from pathlib import Path

from bot.model import OpenId
from tests.scenario.house import House, open_house
from tests.scenario.pushes import FAN, event_xml, pushing_at, text_xml


async def stands(house: House) -> tuple[bool, list[str]]:
    """Whether the fan follows by the record, and the duties to erase."""
    stores = house.gateway.stores
    pid = await stores.privacy.find_fan(OpenId(FAN))
    assert pid is not None
    found = await stores.conversations.find_conversation_with(pid)
    assert found is not None
    return found.fan.following, [duty.state for duty in await stores.privacy.list_erasures()]


async def test_unfollow_overtaken_by_the_return_erases_nobody(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        push = pushing_at(house)
        await push.send(event_xml("subscribe", at=push.now_s - 100))
        await push.send(text_xml("转人工", 1, at=push.now_s - 90))
        await push.send(event_xml("subscribe", at=push.now_s - 10))

        late = await push.send(event_xml("unsubscribe", at=push.now_s - 60))

        assert late.text == "success"
        assert await stands(house) == (True, [])
        _, waiting = await house.api("GET", "/v1/handoffs", as_=await key_of(house))
        assert [item["state"] for item in waiting["items"]] == ["queued"]


async def test_follow_overtaken_by_the_unfollow_keeps_the_duty(tmp_path: Path) -> None:
    async with open_house(tmp_path, settings={"erase_delay_h": 24}) as house:
        push = pushing_at(house)
        await push.send(event_xml("subscribe", at=push.now_s - 100))
        await push.send(event_xml("unsubscribe", at=push.now_s - 10))

        await push.send(event_xml("subscribe", at=push.now_s - 60))

        assert await stands(house) == (False, ["due"])


async def test_unfollow_in_the_second_of_the_follow_counts(tmp_path: Path) -> None:
    async with open_house(tmp_path, settings={"erase_delay_h": 24}) as house:
        push = pushing_at(house)
        await push.send(event_xml("subscribe", at=push.now_s))

        await push.send(event_xml("unsubscribe", at=push.now_s))

        assert await stands(house) == (False, ["due"])


async def key_of(house: House) -> str:
    await house.agent("lin")
    return "lin"
