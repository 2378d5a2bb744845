"""Hello, thanks, stop, welcome: the small turns of a conversation."""

from __future__ import annotations

from bot.handlers.services import Services
from bot.model import Answer, Dialogue, InboundKind, Text, Turn


async def welcome(turn: Turn, use: Services) -> Answer:
    """The first words to a follower, per QR scene where the brand wrote some."""
    brand = use.library.brand(turn.lang)
    again = turn.inbound.kind is InboundKind.SCAN
    words = use.library.welcome.words_for(turn.inbound.event_key)
    if words and not again:
        text = words.get(turn.lang) or words["zh"]
    elif again:
        text = use.texts.say("welcome.back", turn.lang, brand=brand)
    else:
        text = use.texts.say("welcome", turn.lang, brand=brand)
    # Who follows is a prospect until orders and membership tell otherwise.
    stage = {} if again else {"lifecycle.stage": ("prospect",)}
    return Answer(contents=(Text(text),), outcome="welcomed", tags=stage)


async def greeting(turn: Turn, use: Services) -> Answer:
    """Hello back, with what the assistant can do."""
    brand = use.library.brand(turn.lang)
    return _say(turn, use, "greeting", outcome="greeted", brand=brand)


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
