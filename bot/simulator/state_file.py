"""Keeps the platform's state in one JSON file, so that a second start goes on where one ended."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import tempfile
from datetime import datetime
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from bot.simulator.platform import Platform
from bot.simulator.state import State

_LOG = logging.getLogger(__name__)
_ADAPTER = TypeAdapter(State)
_SAVE_EVERY_S = 0.5


def load(path: Path | None, *, now: datetime) -> State:
    """The saved state, or a fresh one; a file that cannot be read is moved aside, not lost."""
    if path is None or not path.exists():
        return State()
    try:
        return _ADAPTER.validate_json(path.read_bytes())
    except (ValidationError, OSError) as error:
        aside = path.with_name(f"{path.name}.unreadable-{now:%Y%m%dT%H%M%S}")
        path.replace(aside)
        _LOG.warning(
            "the simulator's state file %s cannot be read (%s); "
            "it was kept as %s and the simulator starts afresh",
            path,
            type(error).__name__,
            aside.name,
        )
        return State()


async def keep_saving(platform: Platform) -> None:
    """Saves after each change, at most twice a second, until it is cancelled."""
    while True:
        await platform.changed.wait()
        await asyncio.sleep(_SAVE_EVERY_S)
        await save(platform)


async def save(platform: Platform) -> None:
    """Writes the whole state atomically; a reader sees the old file or the new one."""
    platform.changed.clear()
    path = platform.settings.state_file
    if path is not None:
        await asyncio.to_thread(_write, path, _ADAPTER.dump_json(platform.state))


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    number, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(number, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            Path(name).unlink()
        raise
