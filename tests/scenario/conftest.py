"""Houses for scenario tests, and the browser that looks at their pages."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from tests.browser import chromium
from tests.scenario.commands import Shell, clean_shell
from tests.scenario.house import House, open_house
from tests.services import postgres_schema


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """A house in plain mode on SQLite."""
    async with open_house(tmp_path) as opened:
        yield opened


@pytest.fixture(params=["sqlite", "postgres"])
async def either_house(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[House]:
    """The same house on each database."""
    if request.param == "sqlite":
        async with open_house(tmp_path) as opened:
            yield opened
        return
    with postgres_schema() as url:
        async with open_house(tmp_path, database=url) as opened:
            yield opened


@pytest.fixture
def shell(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Shell:
    """A folder and an environment for quick commands."""
    return clean_shell(tmp_path, monkeypatch, capsys)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def started_browser() -> AsyncIterator[Browser]:
    """Chromium takes a second to start: one for all tests of this process."""
    async with chromium() as started:
        yield started


@pytest_asyncio.fixture(loop_scope="session")
async def browser(started_browser: Browser) -> AsyncIterator[Browser]:
    """A browser with nothing open and nothing remembered, for a test that is ``IN_CHROMIUM``."""
    yield started_browser
    for context in started_browser.contexts:
        await context.close()
