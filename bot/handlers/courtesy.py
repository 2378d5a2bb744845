"""Hello, thanks, stop: the small turns of a conversation."""

from __future__ import annotations

from bot.content.welcome import whole
from bot.handlers.services import Services
from bot.handlers.welcome import question_of
from bot.model import Answer, ConsentDraft, ConsentKind, Dialogue, InboundKind, Text, Turn


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
    return _promotions(turn, use, "stop", wanted=False)


async def resume(turn: Turn, use: Services) -> Answer:
    """The fan takes the wish for no promotions back."""
    return _promotions(turn, use, "resume", wanted=True)


def _promotions(turn: Turn, use: Services, key: str, *, wanted: bool) -> Answer:
    handoff, tag = turn.conversation.handoff, "false" if wanted else "true"
    # Who talks with an agent is not talked to by the bot: the agent sees the line.
    served = handoff is not None and handoff.agent_id is not None
    said = () if served else (Text(use.texts.say(key, turn.lang)),)
    return Answer(
        contents=said,
        silent=served,
        dialogue=turn.conversation.dialogue,
        outcome="resumed" if wanted else "stopped",
        entry=turn.route.entry,
        tags={"pref.no_marketing": (tag,)},
        consents=(ConsentDraft(ConsentKind.MARKETING, use.library.version, given=wanted),),
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
