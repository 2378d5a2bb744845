"""The fan says that the last answer did not help."""

from __future__ import annotations

from dataclasses import replace

from bot.handlers.services import Services
from bot.handlers.unsure import fallback
from bot.model import Answer, Text, Turn


async def unhelpful(turn: Turn, use: Services) -> Answer:
    """An apology with a human one digit away; it counts as a miss like any other."""
    answer = replace(await fallback(turn, use), outcome="unhelpful")
    if turn.conversation.dialogue.misses:
        return answer
    return replace(answer, contents=(Text(use.texts.say("answer.unhelpful", turn.lang)),))
