"""The live line: every event once, in order, also after a gap; nobody else listens."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import ClientWebSocketResponse, WSMsgType, WSServerHandshakeError

from tests.scenario.desk_house import DeskAgent, House, open_house


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with open_house(tmp_path) as opened:
        yield opened


async def ids(socket: ClientWebSocketResponse, count: int) -> list[int]:
    async with asyncio.timeout(5):
        return [(await socket.receive_json())["id"] for _ in range(count)]


async def closed_with(socket: ClientWebSocketResponse) -> int | None:
    """The code of the other side's close frame; the client's own answer to it may come too late."""
    async with asyncio.timeout(5):
        while True:
            message = await socket.receive()
            if message.type is WSMsgType.CLOSE:
                return int(message.data)
            if message.type is WSMsgType.CLOSED:
                return socket.close_code


async def listen(desk: DeskAgent, query: str = "") -> ClientWebSocketResponse:
    return await desk.client.ws_connect(f"/desk/ws{query}")


async def test_events_arrive_as_they_happen_without_personal_data(house: House) -> None:
    lin = await house.staff("lin")
    async with await listen(lin, "?after=0") as socket:
        conversation, handoff = await house.fan_waits("雨", "我的电话是 13800000000")
        first = await socket.receive_json()
        await lin.claim(handoff)
        second = await socket.receive_json()

    assert first == {"id": 1, "type": "message_received", "conversation_id": conversation}
    assert second == {"id": 2, "type": "handoff_accepted", "conversation_id": conversation}


async def test_after_a_gap_what_was_missed_comes_first_and_nothing_twice(house: House) -> None:
    lin = await house.staff("lin")
    async with await listen(lin, "?after=0") as socket:
        await house.fan_writes("雨", "一")
        seen = await ids(socket, 1)
    for n in range(12):
        await house.fan_writes(f"fan-{n % 3}", f"错过 {n}")
    async with await listen(lin, f"?after={seen[-1]}") as socket:
        writing = asyncio.gather(*(house.fan_writes(f"new-{n}", "又来") for n in range(3)))
        caught_up = await ids(socket, 15)
        await writing
    missed = await (await lin.client.get("/desk/events", params={"after": seen[-1]})).json()

    assert caught_up == list(range(2, 17))
    assert [item["id"] for item in missed["items"]] == caught_up
    assert missed["next"] is None


async def test_number_of_another_database_starts_from_now(house: House) -> None:
    lin = await house.staff("lin")
    await house.fan_writes("雨", "一")
    async with await listen(lin, "?after=999999") as socket:
        await house.fan_writes("雨", "二")

        assert await ids(socket, 1) == [2]


@pytest.mark.parametrize("after", ["-1", "abc", "1" * 30, "1;drop"])
async def test_nonsense_number_is_refused(house: House, after: str) -> None:
    lin = await house.staff("lin")

    assert (await lin.client.get("/desk/events", params={"after": after})).status == 400
    with pytest.raises(WSServerHandshakeError, match="400"):
        await lin.client.ws_connect(f"/desk/ws?after={after}")


async def test_foreign_page_cannot_listen(house: House) -> None:
    lin = await house.staff("lin")
    with pytest.raises(WSServerHandshakeError, match="403"):
        await lin.client.ws_connect("/desk/ws", headers={"Origin": "https://evil.example"})


async def test_socket_of_a_revoked_session_is_closed_before_the_next_event(house: House) -> None:
    lin = await house.staff("lin")
    async with await listen(lin) as socket:
        await house.stores.agents.disable_agent("lin", at=house.clock.now())
        await house.fan_writes("雨", "秘密")

        assert await closed_with(socket) == 4401


@pytest.mark.parametrize("said", ["hello", "x" * 5_000])
async def test_page_that_talks_is_cut_off(house: House, said: str) -> None:
    lin = await house.staff("lin")
    async with await listen(lin) as socket:
        await socket.send_str(said)

        assert await closed_with(socket) in {1008, 1009}


async def test_slow_page_is_cut_off_and_finds_everything_when_it_returns(house: House) -> None:
    lin = await house.staff("lin")
    async with await listen(lin, "?after=0") as socket:
        await house.fan_writes("雨", "一")
        await ids(socket, 1)
        house.wakes.feed.close()

        assert await closed_with(socket) == 4408
    await house.fan_writes("雨", "二")
    async with await listen(lin, "?after=1") as socket:
        assert await ids(socket, 1) == [2]
