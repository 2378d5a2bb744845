"""Not sure: ask back with numbered choices, or offer a human. Never silence, never a guess."""

from __future__ import annotations

from dataclasses import replace

from bot.handlers.faq import asking, choices_of, numbered
from bot.handlers.services import Services
from bot.model import Answer, Choice, Dialogue, MenuItem, MsgMenu, Text, Turn
from bot.rules.choosing import CHOICE_LIFE
from bot.rules.delivery import bot_room
from bot.rules.limits import custom_fault
from bot.rules.reading import HUMAN_ENTRY, entry_of
from bot.rules.window import view
from intents.catalogue import Service
from intents.decide import choices as within_reach
from intents.types import EntryId

PATIENCE = 2
"""Messages in a row without an answer, after which a human is offered with an apology."""
_COURTESIES = frozenset({Service.GREETING, Service.THANKS, Service.STOP})
"""Never offered as a choice: nobody means "you are welcome" by a question."""


async def clarify(turn: Turn, use: Services) -> Answer:
    """The best two or three as numbers, in a free passive reply that a typed number answers.

    Asked back a second time in a row, a human stands among the numbers.
    """
    choices = choices_of(_likely(turn, use), turn, use)
    if not choices or turn.route.angry:
        return await fallback(turn, use)
    misses = _missed(turn)
    if misses >= PATIENCE:
        choices = (*choices, _human(turn, use))
    if len(choices) == 1:
        text = _say("clarify{}.one", turn, use, choice=choices[0].label)
    else:
        text = _say("clarify{}", turn, use, choices=numbered(choices))
    dialogue = asking(choices, turn, misses=misses)
    content = _to_tap(choices, turn, use) or Text(text)
    return Answer(contents=(content,), dialogue=dialogue, outcome="clarified")


async def fallback(turn: Turn, use: Services) -> Answer:
    """An honest "I do not know", with a human one digit away; an apology where it is due."""
    misses = _missed(turn)
    if turn.route.angry or misses >= PATIENCE:
        key = "fallback.angry" if turn.route.angry else "fallback.again"
        text = use.texts.say(key, turn.lang)
    else:
        text = _say("fallback{}", turn, use)
    return _offer_human(text, turn, use, misses=misses)


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
    """None of the choices: one sentence is asked for instead; the second time a human is offered.

    Asking back has counted as a miss already; a list of what else the book knows has not.
    """
    misses = max(1, turn.conversation.dialogue.misses)
    if misses >= PATIENCE:
        text = use.texts.say("choice.none.again", turn.lang)
        answer = _offer_human(text, turn, use, misses=misses)
        return replace(answer, outcome="asked_purpose")
    return Answer(
        contents=(Text(use.texts.say("choice.none", turn.lang)),),
        dialogue=Dialogue(misses=misses, asked_at=turn.now),
        outcome="asked_purpose",
    )


def _to_tap(choices: tuple[Choice, ...], turn: Turn, use: Services) -> MsgMenu | None:
    """The choices as lines to tap, where the operator wants them and one more may be sent."""
    if not use.limits.clarify_menu or not bot_room(view(turn.conversation.allowances, turn.now)):
        return None
    menu = MsgMenu(
        items=tuple(MenuItem(str(n), choice.label) for n, choice in enumerate(choices, 1)),
        head=_say("clarify{}.menu", turn, use),
        tail=use.texts.say("clarify.menu.end", turn.lang),
    )
    return None if custom_fault(menu, use.limits) else menu


def _missed(turn: Turn) -> int:
    """How many messages in a row stay without an answer, this one among them."""
    before = turn.conversation.dialogue
    recent = before.asked_at is not None and turn.now - before.asked_at <= CHOICE_LIFE
    return (before.misses if recent else 0) + 1


def _likely(turn: Turn, use: Services) -> tuple[EntryId, ...]:
    decision = turn.route.decision
    assert decision is not None
    entries = use.book.entries
    telling = tuple(
        match for match in decision.matches if entries[match.entry].service not in _COURTESIES
    )
    return tuple(match.entry for match in within_reach(replace(decision, matches=telling)))


def _say(key: str, turn: Turn, use: Services, **values: object) -> str:
    """The sentence ``key``, in its form for a message that names another house where it does."""
    other = turn.route.decision.other if turn.route.decision else ""
    if not other:
        return use.texts.say(key.format(""), turn.lang, **values)
    brand = use.library.brand(turn.lang)
    return use.texts.say(key.format(".others"), turn.lang, other=other, brand=brand, **values)


def _offer_human(text: str, turn: Turn, use: Services, *, misses: int) -> Answer:
    return Answer(
        contents=(Text(text),),
        dialogue=asking((_human(turn, use),), turn, misses=misses),
        outcome="fallback",
    )


def _human(turn: Turn, use: Services) -> Choice:
    entry = entry_of(Service.HUMAN, use.book) or HUMAN_ENTRY
    return Choice(use.texts.say("choice.human", turn.lang), entry)
