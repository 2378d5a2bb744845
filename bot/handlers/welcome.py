"""The first words to a follower, and a short word to one who scans again."""

from __future__ import annotations

from bot.content.welcome import Words, asked, in_lang, whole
from bot.handlers.faq import asking
from bot.handlers.services import Services
from bot.model import (
    Answer,
    Arrival,
    Choice,
    ConsentDraft,
    ConsentKind,
    Dialogue,
    InboundKind,
    Text,
    Turn,
)
from bot.rules.reading import valid_entry


async def welcome(turn: Turn, use: Services) -> Answer:
    """Words for where the fan came from, the privacy notice, and the question why they came.

    Who follows anew gets the shorter words, who merely scans a code no second notice. A fan of
    whom nothing is known yet is welcomed in full, whatever brought them.
    """
    arrival = turn.arrival or Arrival()
    is_known = turn.conversation.id is not None
    follows = turn.inbound.kind is InboundKind.FOLLOW
    notice = use.library.welcome.notice if follows or not is_known else None
    question, dialogue = question_of(turn, use)
    text = whole(
        _words(turn, use, arrival=arrival, again=is_known),
        in_lang(notice.text, turn.lang) if notice else "",
        question,
    )
    tags = dict(arrival.tags) if follows else {}
    if not is_known:
        # Who comes first is a prospect until orders and membership tell otherwise.
        tags["lifecycle.stage"] = ("prospect",)
    return Answer(
        contents=(Text(text),),
        dialogue=dialogue,
        outcome="welcomed",
        tags=tags,
        consents=(ConsentDraft(ConsentKind.NOTICE, notice.version),) if notice else (),
    )


def question_of(turn: Turn, use: Services) -> tuple[str, Dialogue]:
    """Why the fan came, as numbered choices that hold today; nothing if the brand asks nothing."""
    question = use.library.welcome.question
    choices = tuple(
        Choice(in_lang(reason.label, turn.lang), reason.entry, reason.tags)
        for reason in (question.reasons if question else ())
        if valid_entry(use.book, reason.entry, turn.now)
    )
    if question is None or not choices:
        return "", Dialogue()
    text = asked(in_lang(question.text, turn.lang), [choice.label for choice in choices])
    return text, asking(choices, turn)


def _words(turn: Turn, use: Services, *, arrival: Arrival, again: bool) -> str:
    welcome = use.library.welcome
    words: Words = welcome.again_for(arrival) if again else welcome.words_for(arrival)
    if words:
        return in_lang(words, turn.lang)
    key = "welcome.back" if again else "welcome"
    return use.texts.say(key, turn.lang, brand=use.library.brand(turn.lang))
