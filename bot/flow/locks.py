"""One fan at a time: a lock per fan that leaves memory when nobody needs it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from bot.model import Pid


@dataclass(slots=True)
class _Held:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    users: int = 0


class FanLocks:
    """Fair locks by fan. Other processes are kept out by the conversation's version."""

    def __init__(self) -> None:
        self._held: dict[Pid, _Held] = {}

    def __len__(self) -> int:
        return len(self._held)

    @asynccontextmanager
    async def hold(self, pid: Pid) -> AsyncIterator[None]:
        """Wait for this fan's turn, in order of asking."""
        held = self._held.setdefault(pid, _Held())
        held.users += 1
        try:
            async with held.lock:
                yield
        finally:
            held.users -= 1
            if not held.users:
                del self._held[pid]
