"""A picture, a recording without words, a film, a card: asked for its purpose, handed on.

A fan of a luxury house sends a photo and asks "多少钱". What a photo shows decides nothing here:
price, repair and authenticity always go to a human, with everything in one card.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.handlers.faq import faq, numbered
from bot.handlers.human import opening_words
from bot.handlers.services import Services
from bot.model import Answer, Choice, Dialogue, InboundKind, Text, Turn
from bot.rules.purpose import PURPOSES, topic_of

ASKED_ONCE = timedelta(minutes=10)
"""Several pictures sent in this time are asked for their purpose once."""

_KINDS = {
    InboundKind.IMAGE: "image",
    InboundKind.VIDEO: "video",
    InboundKind.VOICE: "voice",
    InboundKind.FILE: "file",
}


async def attachment(turn: Turn, use: Services) -> Answer:
    """One line with numbers; a typed answer opens the fan's 48 hours anew."""
    dialogue = turn.conversation.dialogue
    asked_at = dialogue.asked_at
    if dialogue.waits_for == "purpose" and asked_at and turn.now - asked_at < ASKED_ONCE:
        return Answer(silent=True, dialogue=dialogue, outcome="asked_already")
    choices = tuple(
        Choice(use.texts.say(f"purpose.{name}", turn.lang), entry)
        for name, entry in PURPOSES.items()
    )
    what = _KINDS.get(turn.inbound.kind, "other")
    text = use.texts.say(f"attachment.{what}", turn.lang, choices=numbered(choices))
    return Answer(
        contents=(Text(text),),
        dialogue=Dialogue(waits_for="purpose", choices=choices, asked_at=turn.now),
        outcome="asked_purpose",
    )


async def purpose(turn: Turn, use: Services) -> Answer:
    """The purpose needs a human: queued, with the words and the files in one card."""
    next_opening = opening_words(turn, use)
    key = "purpose.queued_closed" if next_opening else "purpose.queued"
    lines = [use.texts.say(key, turn.lang, next=next_opening), _lost_words(turn, use)]
    topic = topic_of(turn.route)
    return Answer(
        contents=(Text("\n".join(line for line in lines if line)),),
        handoff_reason=topic,
        acknowledges=True,
        outcome="queued",
        entry=turn.route.entry if turn.route.entry in use.book.entries else None,
        tags={"service.topic": (_TAGS.get(topic, "handoff"),)},
    )


async def purpose_answered(turn: Turn, use: Services) -> Answer:
    """The question about a picture is one that the book may answer safely."""
    answer = await faq(turn, use)
    lost = _lost_words(turn, use)
    return replace(answer, contents=(*answer.contents, Text(lost))) if lost else answer


_TAGS = {"price": "price", "repair": "repair", "authenticity": "authenticity"}


def _lost_words(turn: Turn, use: Services) -> str:
    """That the file cannot be used, told once, in a reply that is due anyway."""
    lost = turn.conversation.lost_file
    if not lost:
        return ""
    key = "too_large" if lost == "too_large" else "gone" if lost == "gone" else "unreadable"
    return use.texts.say(f"purpose.lost.{key}", turn.lang)
