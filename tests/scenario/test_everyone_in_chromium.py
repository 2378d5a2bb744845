"""Three fans on their phones and two agents at their desks, all in real Chromium at once.

Nothing is reloaded, nothing is polled, nothing is lost on the way between gateway and phone.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from tests.browser import IN_CHROMIUM
from tests.scenario.desk_browser import PASSWORD, PASSWORD_HASH
from tests.scenario.house import House, open_house

pytestmark = IN_CHROMIUM

FANS = ("林小姐", "Alex", "陳先生")


@pytest_asyncio.fixture(loop_scope="session")
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with open_house(tmp_path) as opened:
        yield opened


async def take_phone(browser: Browser, house: House, number: int) -> Page:
    """A fan's phone with the account followed."""
    context = await browser.new_context(viewport={"width": 390, "height": 844})
    page = await context.new_page()
    page.on("pageerror", lambda error: pytest.fail(f"error on the page: {error}"))
    await page.goto(f"{house.simulator}?fan={house.fan(number)}")
    await page.get_by_role("button", name="关注", exact=True).click()
    await page.get_by_role("button", name="搜一搜").click()
    await expect(page.locator(".turn.account")).to_have_count(1)
    await page.evaluate("window.since = 'follow'")
    return page


async def write(page: Page, text: str) -> None:
    await page.get_by_label("输入消息").fill(text)
    await page.get_by_label("输入消息").press("Enter")


async def sit_down(browser: Browser, house: House, name: str) -> Page:
    """An agent logged in at the desk."""
    await house.gateway.stores.agents.add_agent(
        name,
        role="agent",
        password_hash=PASSWORD_HASH,
        at=house.clock.now(),
        display_name=name.title(),
    )
    context = await browser.new_context(locale="zh-CN", viewport={"width": 1440, "height": 900})
    page = await context.new_page()
    page.on("pageerror", lambda error: pytest.fail(f"error on the page: {error}"))
    await page.goto(f"{house.root}/desk")
    await page.fill("#name", name)
    await page.fill("#password", PASSWORD)
    await page.click("button[type=submit]")
    await expect(page.locator("body[data-live=on]")).to_be_attached()
    await page.evaluate("window.since = 'log-in'")
    return page


async def take_next(page: Page) -> None:
    await page.locator("#group-waiting li a").first.click()
    await page.click("#claim")
    await expect(page.locator("#text")).to_be_focused()


async def take_suggestion(page: Page) -> None:
    """Into the box by a click, sent by the Enter key."""
    await page.locator("#suggestions button").first.click()
    await expect(page.locator("#text")).not_to_have_value("")
    await page.keyboard.press("Enter")
    await expect(page.locator(".by-agent .delivery").last).to_have_text("已送达微信")
    await expect(page.locator(".by-agent")).to_have_count(2)


async def test_three_fans_and_two_agents_talk_at_once(house: House, browser: Browser) -> None:
    phones = [await take_phone(browser, house, number) for number in range(3)]
    desks = [await sit_down(browser, house, name) for name in ("lin", "chen")]
    asked: list[str] = []
    for page in (*phones, *desks):
        page.on("request", lambda request: asked.append(request.url))

    await asyncio.gather(*(write(page, "你们几点关门") for page in phones))
    for page in phones:
        await expect(page.locator(".turn.account").last).to_contain_text("22:00")
    await asyncio.gather(*(write(page, "人工") for page in phones))
    for desk in desks:
        await expect(desk.locator("#group-waiting li")).to_have_count(3)

    for taken, desk in enumerate(desks, 1):
        await take_next(desk)
        for other in desks:
            await expect(other.locator("#group-waiting li")).to_have_count(3 - taken)
    for number, desk in enumerate(desks):
        await desk.keyboard.type(f"您好，我是顾问 {number}。")
        await desk.keyboard.press("Enter")
        await expect(desk.locator(".by-agent .delivery")).to_have_text("已送达微信")

    seen = [await page.locator(".turn.account").last.inner_text() for page in phones]
    assert sum("顾问 0" in text for text in seen) == 1
    assert sum("顾问 1" in text for text in seen) == 1

    answered = [page for page, text in zip(phones, seen, strict=True) if "我是顾问" in text]
    for page in answered:
        await write(page, "谢谢，我的包拉链坏了")
    for desk in desks:
        await expect(desk.locator("#messages .bubble").last).to_have_text("谢谢，我的包拉链坏了")
        await take_suggestion(desk)
        await desk.click("#close")
        await expect(desk.locator("#group-mine li")).to_have_count(0)
    pairs = await house.gateway.stores.pairs.list_pairs()
    assert [(pair.question, pair.kind) for pair in pairs] == [
        ("谢谢，我的包拉链坏了", "suggestion")
    ] * len(desks)
    for page in answered:
        await write(page, "can I return a bag")
        await expect(page.locator(".turn.account").last).to_contain_text("7 days")

    for page in (*phones, *desks):
        await page.clock.install()
        await page.clock.fast_forward(5_000)
        await page.wait_for_load_state("networkidle")
    quiet_from = len(asked)
    for page in (*phones, *desks):
        await page.clock.fast_forward(60_000)
        assert await page.evaluate("window.since") in {"follow", "log-in"}
    assert asked[quiet_from:] == []
