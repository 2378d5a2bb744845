"""The outbox when the platform or the database has a bad moment."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from bot.model import AllowanceKind
from tests.scenario.house import House, open_house
from tests.scenario.pushes import pushing_at, text_xml

SEND = "custom/send"


@pytest.fixture
async def house(tmp_path: Path) -> Any:
    async with open_house(tmp_path) as opened:
        await opened.agent("ann")
        yield opened


async def claimed(house: House, number: int = 0) -> int:
    """The conversation of a fan whom Ann has taken."""
    fan = house.fan(number)
    await house.do("follow", fan)
    await house.say("人工", fan)
    _, queued = await house.api("GET", "/v1/handoffs?state=queued", as_="ann")
    handoff = queued["items"][-1]
    await house.api("POST", f"/v1/handoffs/{handoff['id']}/claim", {}, as_="ann")
    return int(handoff["conversation_id"])


async def write(house: House, conversation: int, text: str) -> int:
    path = f"/v1/conversations/{conversation}/messages"
    status, _ = await house.api("POST", path, {"text": text}, as_="ann")
    return status


async def order_fault(house: House, **fault: Any) -> None:
    async with house.http.post(
        f"{house.simulator}/do/faults",
        json={"calls": [{"path": SEND, **fault}]},
        headers={"X-Simulator": "1"},
    ) as response:
        assert response.status == 200


async def texts(house: House, number: int = 0) -> list[str]:
    return [str(item["data"].get("text")) for item in await house.chat(house.fan(number))]


async def settled(house: House, conversation: int) -> list[tuple[str, str, str]]:
    """Ann's messages once none is under way, with their states; as they are after five seconds."""
    path = f"/v1/conversations/{conversation}/messages"
    found: list[tuple[str, str, str]] = []
    for _ in range(100):
        _, page = await house.api("GET", path, as_="ann")
        mine = [item for item in page["items"] if item["actor"] == "agent"]
        found = [(item["text"], item["state"], item["reason"]) for item in mine]
        if not {state for _, state, _ in found} & {"pending", "sending"}:
            break
        await asyncio.sleep(0.05)
    return found


async def test_bad_gateway_after_the_platform_took_an_agents_message_is_unknown(
    house: House,
) -> None:
    conversation = await claimed(house)
    await order_fault(house, html=True, after=True)
    await write(house, conversation, "只发一次")
    states = await settled(house, conversation)

    assert (await texts(house)).count("只发一次") == 1
    assert states == [("只发一次", "unknown", "interrupted")]


async def test_agent_writes_while_the_fans_push_is_late_never_overspends(house: House) -> None:
    conversation = await claimed(house)
    fan, now = house.fan(), house.clock.now()
    house.platform.book.grant(fan, AllowanceKind.MESSAGE, now=now)
    for text in ("一", "二", "三"):
        await write(house, conversation, text)
    await settled(house, conversation)
    late = text_xml("还有一件事", 777, fan=fan, at=int(now.timestamp()))
    await pushing_at(house).send(late)
    for text in ("四", "五", "六"):
        await write(house, conversation, text)
    states = await settled(house, conversation)

    assert [state for _, state, _ in states] == ["sent"] * 5
