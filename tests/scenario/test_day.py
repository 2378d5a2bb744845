"""The scripted day on the real gateway, with a clock that does not wait."""

from __future__ import annotations

from pathlib import Path

from bot.channels.wechat.menus import create_menu
from bot.cli.day import DeskColleague
from bot.content.menu import published
from bot.simulator.day import Day, script
from tests.scenario.house import open_house


async def no_wait(_: float) -> None:
    return None


async def test_day_fills_the_queue_and_survives_the_outage(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        await house.agent("chen")
        wanted = published(house.gateway.content.current.library.menu)
        await create_menu(house.gateway.api, wanted.default)
        colleague = DeskColleague(
            api=f"{house.root}/api/v1", key=house.keys["chen"], http=house.http
        )
        day = Day(root=house.simulator, http=house.http, colleague=colleague, sleep=no_wait)
        lines = [line async for line in day.play(script())]
        events = await house.events()
        kinds = [event["type"] for event in events]
        vip = next(f for f in house.platform.state.fans.values() if f.name == "顾女士")
        by_chen = [bubble.data["text"] for bubble in vip.chat if bubble.via == "custom"]

    assert len(lines) == len(script().scenes)
    assert "not delivered" not in " ".join(lines)
    assert next(line for line in lines if line.startswith("16:20")).endswith("[sent]  queue: 2")
    assert [text for text in by_chen if "护边" in str(text)] == [
        "查到了：您的包已完成护边，明天寄出，单号稍后发给您。"
    ]
    assert kinds.count("account_followed") == 7
    assert kinds.count("handoff_requested") == 4  # the last at night: 现在还有人工吗
    assert kinds.count("menu_clicked") == 2
    assert kinds.count("account_unfollowed") == 1
