"""Not sure: ask back with numbered choices, or offer a human. Never silence, never a guess."""

from __future__ import annotations

from dataclasses import replace

from bot.handlers.faq import asking, choices_of, numbered
from bot.handlers.services import Services
from bot.model import Answer, Choice, Text, Turn
from bot.rules.routing import HUMAN_ENTRY
from intents.catalogue import Service
from intents.decide import choices as within_reach
from intents.types import EntryId

_COURTESIES = frozenset({Service.GREETING, Service.THANKS, Service.STOP})
"""Never offered as a choice: nobody means "you are welcome" by a question."""


async def clarify(turn: Turn, use: Services) -> Answer:
    """The best two or three as numbers, in a free passive reply that a typed number answers."""
    decision = turn.route.decision
    assert decision is not None
    entries = use.book.entries
    telling = tuple(
        match for match in decision.matches if entries[match.entry].service not in _COURTESIES
    )
    ids = tuple(match.entry for match in within_reach(replace(decision, matches=telling)))
    if not ids:
        return await fallback(turn, use)
    choices, dialogue = choices_of(ids, turn, use), asking(choices_of(ids, turn, use), turn)
    text = use.texts.say("clarify", turn.lang, choices=numbered(choices))
    if len(choices) == 1:
        text = use.texts.say("clarify.one", turn.lang, choice=choices[0].label)
        dialogue = replace(dialogue, waits_for="yes_no")
    return Answer(contents=(Text(text),), dialogue=dialogue, outcome="clarified")


async def fallback(turn: Turn, use: Services) -> Answer:
    """An honest "I do not know", with a human one digit away."""
    misses = turn.conversation.dialogue.misses + 1
    key = "fallback" if misses == 1 else "fallback.again"
    human = _human_entry(use)
    choices = (Choice(use.texts.say("choice.human", turn.lang), human),)
    return Answer(
        contents=(Text(use.texts.say(key, turn.lang)),),
        dialogue=asking(choices, turn, misses=misses),
        outcome="fallback",
    )


async def choose_again(turn: Turn, use: Services) -> Answer:
    """A number that was not offered: said so, with the choices once more."""
    choices = turn.conversation.dialogue.choices
    text = use.texts.say("choice.again", turn.lang, choices=numbered(choices))
    return Answer(
        contents=(Text(text),),
        dialogue=replace(turn.conversation.dialogue, asked_at=turn.now),
        outcome="asked_again",
    )


async def none_of_these(turn: Turn, use: Services) -> Answer:
    """None of the choices: one sentence is asked for instead."""
    return Answer(
        contents=(Text(use.texts.say("choice.none", turn.lang)),), outcome="asked_purpose"
    )


def _human_entry(use: Services) -> EntryId:
    entries = use.book.entries.values()
    return next((item.id for item in entries if item.service == Service.HUMAN), HUMAN_ENTRY)
