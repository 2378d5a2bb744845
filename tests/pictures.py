"""Makes the pictures of the documentation: ``python -m tests.pictures``.

The real pages of a whole house (gateway, simulator, desk) in Chromium, nothing drawn by hand.
"""

from __future__ import annotations

import asyncio
import base64
import tempfile
from pathlib import Path

from playwright.async_api import Browser, Page, ViewportSize

from bot.channels.wechat.menus import create_menu
from bot.content.menu import published
from bot.web.passwords import hash_password
from tests.browser import chromium
from tests.scenario.house import House, open_house

FOLDER = Path(__file__).parents[1] / "docs" / "pictures"
PHONE: ViewportSize = {"width": 390, "height": 844}
DESK: ViewportSize = {"width": 1280, "height": 844}
PASSWORD = "a quiet word between us"


async def talk(house: House) -> None:
    """A fan asks, sends a place and meets a human; two more fans wait or chat."""
    menus = published(house.gateway.content.current.library.menu)
    await create_menu(house.gateway.api, menus.default)
    await house.gateway.stores.agents.add_agent(
        "lin",
        role="agent",
        password_hash=await hash_password(PASSWORD),
        at=house.clock.now(),
        display_name="林岚",
    )
    first, second, third = (house.fan(number) for number in range(3))
    await house.do("follow", first, source="qr", scene="store-shanghai")
    await house.say("你们几点关门", first)
    await house.do("location", first, latitude=31.2304, longitude=121.4737, label="人民广场")
    await house.say("人工", first)
    await house.say("手袋的拉链坏了，想找人看看能不能修", first)
    await house.do("follow", second, source="search")
    await house.say("can I return a bag", second)
    await house.say("agent", second)
    await house.do("follow", third, source="card")
    await house.say("請問可以退貨嗎", third)


async def sit_down(browser: Browser, house: House) -> Page:
    """The desk with the first waiting fan taken and answered."""
    context = await browser.new_context(locale="zh-CN", viewport=DESK)
    page = await context.new_page()
    await page.goto(f"{house.root}/desk")
    await page.fill("#name", "lin")
    await page.fill("#password", PASSWORD)
    await page.click("button[type=submit]")
    await page.locator("#group-waiting li a").first.click()
    await page.click("#claim")
    await page.fill("#text", "您好，我是林岚。请问是哪一款手袋？方便的话请拍一张拉链的照片给我。")
    await page.keyboard.press("Enter")
    await page.locator(".by-agent .delivery", has_text="已送达微信").wait_for()
    await page.locator("#group-waiting li").first.wait_for()
    return page


async def take(browser: Browser, house: House) -> None:
    """Phone, desk, and both side by side."""
    desk = await sit_down(browser, house)
    phone = await (await browser.new_context(viewport=PHONE)).new_page()
    await phone.goto(f"{house.simulator}?fan={house.fan(0)}")
    await phone.locator(".turn.account", has_text="我是林岚").wait_for()
    pictures = {}
    for name, page in (("chat", phone), ("desk", desk)):
        pictures[name] = await page.screenshot(path=FOLDER / f"{name}.png")
    sheet = await (await browser.new_context(viewport={"width": 1_760, "height": 904})).new_page()
    images = "".join(
        f'<img height="844" src="data:image/png;base64,{base64.b64encode(data).decode()}">'
        for data in pictures.values()
    )
    await sheet.set_content(
        "<style>body{margin:0;padding:30px;background:#dfe3e6;display:flex;gap:30px}"
        "img{border-radius:12px;box-shadow:0 4px 24px #0003}</style>" + images
    )
    await sheet.screenshot(path=FOLDER / "chat-and-desk.png")


async def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        async with open_house(Path(folder)) as house, chromium() as browser:
            await talk(house)
            await take(browser, house)


if __name__ == "__main__":
    asyncio.run(main())
