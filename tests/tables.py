"""Empty SQLite databases of this version: the migrations run once a run, then a file is copied."""

from __future__ import annotations

import shutil
from pathlib import Path

from bot.store.database import Database
from bot.store.version import bring_up
from tests.services import run_aside
from tests.understood import one_at_a_time, shared_folder


def place_tables(path: Path) -> str:
    """The address of a database with its tables, all empty; one that is there stays."""
    with one_at_a_time():
        template = shared_folder() / "empty.db"
        if not template.exists():
            run_aside(_bring_up(f"sqlite:///{template}"))
    if not path.exists():
        shutil.copy(template, path)
    return f"sqlite:///{path}"


async def _bring_up(url: str) -> None:
    database = await Database.open(url)
    await bring_up(database)
    await database.close()
