"""Agents at the desk of a whole house, by plain HTTP or in Chromium."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from html import unescape

from aiohttp import ClientSession, CookieJar
from argon2 import PasswordHasher
from playwright.async_api import Browser, Page, ViewportSize

from tests.scenario.house import House

PASSWORD = "a quiet word between us"
PASSWORD_HASH = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)


async def hire(house: House, name: str, *, role: str = "agent", display_name: str = "") -> None:
    """An agent who can log in with ``PASSWORD``."""
    await house.gateway.stores.agents.add_agent(
        name,
        role=role,
        password_hash=PASSWORD_HASH,
        at=house.clock.now(),
        display_name=display_name,
    )


def hidden(page: str, name: str) -> str:
    """The value of a hidden field."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, f"no field {name}"
    return unescape(found[1])


@asynccontextmanager
async def at_the_desk(
    house: House, name: str, *, role: str = "agent"
) -> AsyncIterator[ClientSession]:
    """A new agent of that role with a browser's cookies."""
    await hire(house, name, role=role)
    # The server is on an IP address, whose cookies a jar keeps only when told to.
    async with ClientSession(house.root, cookie_jar=CookieJar(unsafe=True)) as session:
        async with session.get("/desk/login") as answer:
            token = hidden(await answer.text(), "csrf")
        form = {"name": name, "password": PASSWORD, "csrf": token}
        async with session.post("/desk/login", data=form, allow_redirects=False) as answer:
            assert answer.status == 303
        yield session


async def sit_down(
    browser: Browser, house: House, name: str, *, viewport: ViewportSize, lang: str = "zh"
) -> Page:
    """A hired agent in Chromium, logged in."""
    context = await browser.new_context(locale="zh-CN", viewport=viewport)
    context.set_default_timeout(10_000)
    page = await context.new_page()
    await page.goto(f"{house.root}/desk?lang={lang}")
    await page.fill("#name", name)
    await page.fill("#password", PASSWORD)
    await page.click("button[type=submit]")
    await page.locator("body[data-live=on]").wait_for(state="attached")
    return page
