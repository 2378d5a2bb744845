"""Hello, thanks, stop: the small turns of a conversation."""

from __future__ import annotations

from bot.content.welcome import whole
from bot.handlers.services import Services
from bot.handlers.welcome import question_of
from bot.model import Answer, Dialogue, InboundKind, Text, Turn


async def greeting(turn: Turn, use: Services) -> Answer:
    """Hello back, with what the assistant can do and the question why the fan came."""
    hello = use.texts.say("greeting", turn.lang, brand=use.library.brand(turn.lang))
    question, dialogue = question_of(turn, use)
    return Answer(
        contents=(Text(whole(hello, question)),),
        dialogue=dialogue,
        outcome="greeted",
        entry=turn.route.entry,
    )


async def thanks(turn: Turn, use: Services) -> Answer:
    """A short courtesy; no question back."""
    return _say(turn, use, "thanks", outcome="thanked")


async def declined(turn: Turn, use: Services) -> Answer:
    """The fan wants none of what was offered: a short courtesy, no question back."""
    return _say(turn, use, "choice.declined", outcome="declined")


async def stop(turn: Turn, use: Services) -> Answer:
    """The fan wants no more promotional messages; service replies stay."""
    answer = _say(turn, use, "stop", outcome="stopped")
    return Answer(
        contents=answer.contents,
        outcome=answer.outcome,
        entry=turn.route.entry,
        tags={"pref.no_marketing": ("true",)},
    )


async def menu(turn: Turn, use: Services) -> Answer:
    """A menu key of a menu that is not ours any more."""
    return _say(turn, use, "menu.unknown", outcome="unknown_menu")


async def silent(turn: Turn, use: Services) -> Answer:
    """Nothing to say: an agent is talking, or the platform takes no reply here."""
    keep = turn.inbound.kind is not InboundKind.UNFOLLOW
    return Answer(
        silent=True,
        dialogue=turn.conversation.dialogue if keep else Dialogue(),
        outcome="silent",
        tags={"service.topic": ("handoff",)} if turn.conversation.handoff else {},
    )


def _say(turn: Turn, use: Services, key: str, *, outcome: str, **values: object) -> Answer:
    text = use.texts.say(key, turn.lang, **values)
    return Answer(contents=(Text(text),), outcome=outcome, entry=turn.route.entry)
