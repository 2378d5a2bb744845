"""A real Chromium for tests of pages; skipped with the reason where there is none.

It is started once a process: tests that take the fixture ``browser`` are marked ``IN_CHROMIUM``,
because it lives in the event loop of the session, and so must the houses whose pages it shows.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from playwright.async_api import Browser, async_playwright

IN_CHROMIUM = pytest.mark.asyncio(loop_scope="session")
_PATH = Path("/usr/bin/chromium")
_ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


def _chromium() -> str:
    found = str(_PATH) if _PATH.exists() else shutil.which("chromium")
    if found:
        return found
    reason = "no chromium on this machine"
    if "browser" in os.environ.get("BOT_TEST_REQUIRE", ""):
        pytest.fail(f"{reason}, but BOT_TEST_REQUIRE asks for a browser")
    pytest.skip(reason)


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """A headless browser, closed at the end."""
    path = _chromium()
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=_ARGUMENTS)
        try:
            yield browser
        finally:
            await browser.close()
