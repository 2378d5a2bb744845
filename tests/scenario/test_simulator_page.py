"""The chat page in a real browser: two fans, each on a phone of their own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web
from playwright.async_api import Browser, FilePayload, Page, ViewportSize, expect

from bot.channels.wechat import xml
from bot.simulator.pictures import sample_picture
from tests.browser import chromium
from tests.simulated import Gateway, Simulated, simulated

PHONE: ViewportSize = {"width": 390, "height": 844}
HOSTILE = (
    '<img src=x onerror=alert(1)> <a href="javascript:alert(1)">坏</a> '
    '<a href="https://veland.example/a?b=1&amp;c=2">官网</a>\n第二行'
)


async def echo(request: web.Request, body: str) -> web.StreamResponse:
    """Answers a text with a hostile bubble, everything else with a greeting."""
    push = xml.parse(body.encode())
    reply: dict[str, xml.Node] = {
        "ToUserName": push.get("FromUserName"),
        "FromUserName": push.get("ToUserName"),
        "CreateTime": 1_795_000_000,
        "MsgType": "text",
        "Content": HOSTILE if push.get("Content") else f"收到 {push.get('EventKey')}",
    }
    return web.Response(text=xml.render(reply))


@asynccontextmanager
async def opened(browser: Browser, url: str, faults: list[str]) -> AsyncIterator[Page]:
    context = await browser.new_context(viewport=PHONE)
    page = await context.new_page()
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("dialog", lambda dialog: faults.append(dialog.message))
    await page.goto(url)
    try:
        yield page
    finally:
        await context.close()


async def publish_menu(world: Simulated) -> None:
    menu = {
        "button": [
            {"name": "服务", "sub_button": [{"type": "click", "name": "预约到店", "key": "BOOK"}]},
            {"type": "click", "name": "门店", "key": "STORES"},
        ]
    }
    await world.call("menu/create", menu, access_token=await world.token())


async def test_two_fans_follow_write_and_get_their_own_answers() -> None:
    faults: list[str] = []
    async with simulated(Gateway(echo)) as world, chromium() as browser:
        await publish_menu(world)
        other = list(world.platform.state.fans)[1]
        async with (
            opened(browser, world.root, faults) as first,
            opened(browser, f"{world.root}?fan={other}&lang=en", faults) as second,
        ):
            await first.get_by_role("button", name="关注", exact=True).click()
            await first.get_by_role("button", name="扫描二维码").click()
            await first.get_by_role("button", name="上海张园限时店").click()
            await expect(first.locator(".turn.account")).to_have_text("收到 qrscene_event-popup-sh")

            await first.get_by_role("button", name="切换到菜单").click()
            await first.get_by_role("button", name="服务").click()
            await first.get_by_role("button", name="预约到店").click()
            await expect(first.locator(".turn.account")).to_have_count(2)
            await expect(first.locator(".turn.account").last).to_have_text("收到 BOOK")

            await first.get_by_role("button", name="切换到键盘").click()
            await first.get_by_label("输入消息").fill("<b>在吗</b>")
            await first.keyboard.press("Enter")
            await expect(first.locator(".turn.fan .bubble")).to_have_text("<b>在吗</b>")
            reply = first.locator(".turn.account").last
            await expect(reply).to_contain_text("<img src=x onerror=alert(1)> 坏 官网")
            links = reply.locator("a")
            await expect(links).to_have_count(1)
            await expect(links).to_have_attribute("href", "https://veland.example/a?b=1&c=2")
            await expect(links).to_have_attribute("rel", "noopener noreferrer")

            message = {"touser": world.fan, "msgtype": "text", "text": {"content": "顾问在此"}}
            await world.call("message/custom/send", message, access_token=await world.token())
            await expect(first.locator(".turn.account").last).to_have_text("顾问在此")

            await expect(second.get_by_role("button", name="Follow", exact=True)).to_be_visible()
            await expect(second.locator(".turn")).to_have_count(0)
            await second.get_by_role("button", name="On the wire").click()
            await expect(second.locator(".wire-list .push")).to_have_count(3)
            await expect(second.locator(".wire-list .api").first).to_contain_text("custom/send")

    assert faults == []


async def test_place_voice_and_photo_go_out_from_the_phone() -> None:
    faults: list[str] = []
    async with simulated(Gateway(echo)) as world, chromium() as browser:
        await world.do("follow", source="search")
        async with opened(browser, world.root, faults) as page:
            await page.get_by_role("button", name="更多").click()
            await page.get_by_role("button", name="位置", exact=True).click()
            await page.get_by_label("搜索地点").fill("外滩")
            await page.get_by_role("button", name="外滩").click()
            await expect(page.locator(".pin")).to_contain_text("外滩")

            await page.locator("#open-voice").click()
            await page.get_by_label("说了什么").fill("门店在哪里")
            await page.get_by_role("dialog").get_by_role("button", name="发送").click()
            await page.locator("button.voice").click()
            await expect(page.locator(".heard")).to_have_text("门店在哪里")

            await page.get_by_role("button", name="更多").click()
            await page.locator("[data-tool=photo]").click()
            await page.get_by_role("button", name="手袋").click()
            photo = page.locator(".turn.fan img.photo")
            await expect(photo).to_be_visible()
            await expect(photo).to_have_js_property("naturalWidth", 540)

            await page.get_by_role("button", name="更多").click()
            await page.locator("[data-tool=photo]").click()
            own = FilePayload(name="own.png", mimeType="image/png", buffer=sample_picture("window"))
            await page.locator("input[type=file]").set_input_files(own)
            await expect(photo).to_have_count(2)

            await page.locator("#open-profile").click()
            await page.get_by_role("button", name="不再关注").click()
            await page.get_by_role("button", name="不再关注").click()
            await expect(page.get_by_role("button", name="关注", exact=True)).to_be_visible()

    assert faults == []
