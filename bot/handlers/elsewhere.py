"""Fans whom the operator lets WeChat itself serve: its own desk, its own AI reply."""

from __future__ import annotations

from bot.handlers.services import Services
from bot.model import Answer, TransferToAi, TransferToDesk, Turn


async def native_desk(turn: Turn, use: Services) -> Answer:
    """A human was asked for, and the humans sit at WeChat's own desk: it takes over now."""
    return Answer(
        contents=(TransferToDesk(),),
        outcome="handed_over",
        entry=turn.route.entry,
        tags={"service.topic": ("handoff",)},
    )


async def native_ai(turn: Turn, use: Services) -> Answer:
    """Nothing was understood, and WeChat's own AI reply may try."""
    return Answer(contents=(TransferToAi(),), outcome="handed_over")
