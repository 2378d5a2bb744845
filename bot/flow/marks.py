"""Whether passive replies were written to their responses, noted in batches beside the path.

Nobody waits for a mark, and none is lost to a busy store: it is tried again until it is kept.
"""

from __future__ import annotations

import asyncio

from bot import telemetry
from bot.errors import StoreError
from bot.model import DeliveryState, MessageId
from bot.ports import InboundStore

_log = telemetry.logger(__name__)

RETRY_S = 0.5


class DeliveryMarks:
    """Collects marks while the store writes the ones before."""

    def __init__(self, store: InboundStore) -> None:
        self._store = store
        self._waiting: dict[DeliveryState, list[MessageId]] = {}
        self._task: asyncio.Task[None] | None = None

    def note(self, message_ids: tuple[MessageId, ...], state: DeliveryState) -> None:
        """Keep this soon."""
        self._waiting.setdefault(state, []).extend(message_ids)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._write())

    async def close(self) -> None:
        """Write what waits; what cannot be kept becomes unknown at the next start."""
        if self._task is not None:
            await asyncio.gather(self._task, return_exceptions=True)

    async def _write(self) -> None:
        while self._waiting:
            state, ids = self._waiting.popitem()
            try:
                await self._store.mark_passive(ids, state)
            except StoreError as error:
                _log.warning("mark_delayed", error=str(error), count=len(ids))
                self._waiting[state] = [*ids, *self._waiting.get(state, [])]
                await asyncio.sleep(RETRY_S)
