"""Houses for scenario tests."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

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
