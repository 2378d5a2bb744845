"""A human, always: queue the fan, or first ask for the one sentence that opens the window.

A tapped 人工 is a menu click and allows three messages for one minute; a written sentence allows
five for 48 hours. So a tap is answered with a question (docs/explain/handoff.md).
"""

from __future__ import annotations

from bot.handlers.services import Services
from bot.model import Answer, Dialogue, Text, Turn
from bot.rules.hours import is_open, next_opening


async def human(turn: Turn, use: Services) -> Answer:
    """The fan is queued in the same transaction; the words say what happens next."""
    if turn.inbound.menu_tap:
        return await ask_matter(turn, use)
    return Answer(
        contents=(Text(queued_words(turn, use)),),
        handoff_reason="matter" if turn.conversation.dialogue.waits_for == "matter" else "asked",
        acknowledges=True,
        outcome="queued",
        entry=turn.route.entry,
        tags={"service.topic": ("handoff",)},
    )


async def ask_matter(turn: Turn, use: Services) -> Answer:
    """Ask for one written sentence; that sentence queues the fan."""
    return Answer(
        contents=(Text(use.texts.say("human.ask_matter", turn.lang)),),
        dialogue=Dialogue(waits_for="matter", asked_at=turn.now),
        outcome="asked_matter",
        entry=turn.route.entry,
        tags={"service.topic": ("handoff",)},
    )


async def received(turn: Turn, use: Services) -> Answer:
    """The fan is in the queue and writes on: one short acknowledgement every two minutes."""
    key = "human.received" if opening_words(turn, use) is None else "human.received_closed"
    return Answer(
        contents=(Text(use.texts.say(key, turn.lang, next=opening_words(turn, use))),),
        dialogue=turn.conversation.dialogue,
        acknowledges=True,
        outcome="acknowledged",
        tags={"service.topic": ("handoff",)},
    )


def queued_words(turn: Turn, use: Services) -> str:
    """What a fan who was just queued may expect: soon, or from the next opening on."""
    opening = opening_words(turn, use)
    if opening is not None:
        return use.texts.say("human.queued_closed", turn.lang, next=opening)
    told = turn.conversation.dialogue.waits_for == "matter"
    return use.texts.say("human.queued_told" if told else "human.queued", turn.lang)


def humans_on_duty(turn: Turn, use: Services) -> bool:
    """Whether somebody may answer now."""
    return opening_words(turn, use) is None


def opening_words(turn: Turn, use: Services) -> str | None:
    """When humans are back, in words; nothing while they are on duty."""
    calendar = use.hours.service_of()
    opens_at = next_opening(calendar, turn.now)
    if opens_at is None or is_open(calendar, turn.now):
        return None
    if turn.lang == "en":
        return f"{opens_at:%d %b %H:%M}"
    return f"{opens_at.month}月{opens_at.day}日 {opens_at:%H:%M}"
