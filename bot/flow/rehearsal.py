"""What the bot would say to a fan who writes for the first time: an editor tries a question.

The real routing and the real handlers decide, and nothing is written: no fan, no event.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import get_args

from bot.flow.exchange import greets, language_of, new_conversation
from bot.flow.reload import Content
from bot.handlers import HANDLERS
from bot.handlers.services import Services
from bot.model import WECHAT, Answer, Inbound, InboundKind, Lang, OpenId, Pid, Route, Turn
from bot.ports import Clock
from bot.rules.routing import choose
from intents.slots import Slots
from intents.types import Decision

SHOWN = 5
"""Candidates that are told."""
_NOBODY = Pid("rehearsal")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsal:
    """The decision over the words, the route that was taken, and the answer in each language.

    ``lang`` is the one in which this fan would be answered.
    """

    text: str
    decision: Decision
    route: Route
    slots: Slots
    lang: Lang
    answers: Mapping[Lang, Answer]


class _EveryPicture:
    """Shows a picture whether or not WeChat holds it by now."""

    def media_id_of(self, sha256: str) -> str:
        """Any name will do: nothing is sent."""
        return sha256


async def rehearse(text: str, content: Content, *, clock: Clock) -> Rehearsal:
    """Decide about these words as the content in force does, some milliseconds of CPU."""
    library, now = content.library, clock.now()
    inbound = Inbound(
        channel=WECHAT,
        account="",
        key=_NOBODY,
        open_id=OpenId(""),
        account_name="",
        kind=InboundKind.TEXT,
        native_type="text",
        sent_at=now,
        received_at=now,
        text=text,
    )
    conversation = new_conversation(inbound, _NOBODY)
    route = choose(inbound, conversation, content.guide(now), now)
    services = Services(library=library, clock=clock, pictures=_EveryPicture())
    langs: tuple[Lang, ...] = get_args(Lang)
    answers = {}
    for lang in langs:
        turn = Turn(inbound=inbound, conversation=conversation, route=route, lang=lang, now=now)
        answers[lang] = await HANDLERS[route.handler](turn, services)
    return Rehearsal(
        text=text,
        decision=content.understanding.decide(text, top=SHOWN),
        route=route,
        slots=services.vocabulary.read(text, now),
        lang=language_of(inbound, conversation.fan, greets=greets(route, library.book)),
        answers=answers,
    )
