"""A message that asks two things: both answers in one free reply, or one and a number."""

from __future__ import annotations

from bot.handlers.faq import asking, choices_of, ending, joined, numbered, tags_of, with_links
from bot.handlers.services import Services
from bot.handlers.unsure import clarify
from bot.model import Answer, Dialogue, Picture, Text, Turn
from bot.model.limits import PASSIVE_TEXT_BYTES
from bot.rules.reading import valid_entry
from intents.types import Entry, EntryId


async def several(turn: Turn, use: Services) -> Answer:
    """All answers in the order of the questions, as far as one reply holds them.

    What is a service, asks back itself, or finds no room is offered as a number below.
    """
    ids = [turn.route.entry, *turn.route.also] if turn.route.entry else []
    asked = [entry for id_ in ids if (entry := valid_entry(use.book, id_, turn.now))]
    told = [entry for entry in asked if entry.answers and not entry.choices]
    while told:
        text = _text(told, asked, turn, use)
        if len(text.encode()) <= PASSIVE_TEXT_BYTES or len(told) == 1:
            return _answer(text, told, asked, turn, use)
        told.pop()
    return await clarify(turn, use)


def _answer(text: str, told: list[Entry], asked: list[Entry], turn: Turn, use: Services) -> Answer:
    choices = choices_of(_left(told, asked), turn, use)
    pictures = (use.media_id_of(entry.image) for entry in told if entry.image)
    tags: dict[str, tuple[str, ...]] = {}
    for entry in told:
        for key, values in tags_of(entry).items():
            tags[key] = tuple(dict.fromkeys((*tags.get(key, ()), *values)))
    always = any(entry.handoff == "always" for entry in told)
    return Answer(
        contents=(Text(text), *(Picture(media) for media in pictures if media)),
        dialogue=asking(choices, turn) if choices else Dialogue(),
        handoff_reason="entry" if always else None,
        entry=told[0].id,
        tags=tags,
    )


def _text(told: list[Entry], asked: list[Entry], turn: Turn, use: Services) -> str:
    answers = (with_links(entry.answer_in(turn.lang), entry) for entry in told)
    left = choices_of(_left(told, asked), turn, use)
    more = use.texts.say("several.more", turn.lang, choices=numbered(left)) if left else ""
    endings = dict.fromkeys(ending(entry, turn, use) for entry in told)
    return joined(*answers, more, *endings)


def _left(told: list[Entry], asked: list[Entry]) -> tuple[EntryId, ...]:
    return tuple(entry.id for entry in asked if entry not in told)
