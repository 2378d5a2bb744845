"""What a turn confirms about an earlier question: the pairs from which understanding learns.

Pure: the conversation before and the decided turn in, drafts out. What fans write stays with
their messages; here it is only named by its event.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from rapidfuzz import fuzz

from bot.model import (
    Answer,
    Asked,
    AskedHow,
    Dialogue,
    Inbound,
    InboundKind,
    PairDraft,
    PairKind,
    Route,
    Suggested,
)
from bot.rules.reading import HUMAN_ENTRY
from intents.catalogue import Service
from intents.text import normalise
from intents.types import EntryId

RATED_WITHIN = timedelta(minutes=30)
"""A word of thanks later than this is not about the last answer: another session has begun."""
OWED_FOR = timedelta(hours=24)
"""So long an agent's words are taken as the answer to what the bot could not answer."""
SAME_ANSWER = 60.0
"""Least likeness, of 100, of what an agent sent to the entry's answer that was suggested."""

_WORDS = frozenset({InboundKind.TEXT, InboundKind.VOICE})
_HUMAN = frozenset({Service.HUMAN, "native_desk", "ask_matter"})
_UNSURE: Mapping[str, AskedHow] = {"clarified": "clarified", "fallback": "fallback"}
"""Outcomes of an answer that left the question open."""
_HELPFUL = frozenset(
    """
有用,很有用,有用的,有帮助,很有帮助,有帮助的,解决了,已解决,问题解决了,帮到了,帮到我了,帮到我了谢谢,有用谢谢,解决了谢谢,
helpful,very helpful,that helped,this helped,it helped,solved,that works,that helps,this helps
""".replace("\n", "").split(",")
)
_UNHELPFUL = frozenset(
    """
没用,没有用,没什么用,不管用,没帮助,没有帮助,没帮到我,没解决,没有解决,不是这个,不是这个意思,不是这个问题,我问的不是这个,
我不是问这个,不是我问的,不是我要的,不是我想问的,答非所问,没回答我的问题,没有回答我的问题,你没懂,你没明白,听不懂吗,
not helpful,not useful,useless,that did not help,that didn t help,this did not help,wrong answer,
not what i asked,that s not what i asked,not what i meant,that s not what i meant,not this one
""".replace("\n", "").split(",")
)
_THUMB_UP = re.compile(r"(?:👍[🏻-🏿]?|\[强\]|\[ThumbsUp\]|/:strong)+", re.IGNORECASE)
_THUMB_DOWN = re.compile(r"(?:👎[🏻-🏿]?|\[弱\]|\[ThumbsDown\]|/:weak)+", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What the turn leaves behind: what is asked now, the pairs, and the word on an answer."""

    asked: Asked | None
    pairs: tuple[PairDraft, ...] = ()
    rated: EntryId | None = None
    helpful: bool = False


def verdict_of(text: str) -> bool | None:
    """Whether these words say, and say nothing else, that an answer helped or did not."""
    bare = unicodedata.normalize("NFKC", text).strip()
    said = normalise(text)
    if _THUMB_UP.fullmatch(bare) or said in _HELPFUL:
        return True
    return False if _THUMB_DOWN.fullmatch(bare) or said in _UNHELPFUL else None


def is_rating(inbound: Inbound, dialogue: Dialogue, now: datetime) -> bool | None:
    """Whether the fan says that the last answer helped (True) or did not (False)."""
    asked = dialogue.asked
    if asked is None or asked.how != "answered" or now - asked.at > RATED_WITHIN:
        return None
    return verdict_of(inbound.text) if inbound.kind in _WORDS else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One decided turn: the dialogue before it, and the event under which the fan's words stand."""

    inbound: Inbound
    before: Dialogue
    route: Route
    answer: Answer
    event_id: str
    at: datetime
    faq_version: str


def conclude(told: Told) -> Outcome:
    """What this turn confirms about the question before it, and what is asked from now on."""
    asked = told.before.asked
    if asked is None:
        return Outcome(asked=_asked_now(told))
    if asked.entry is not None:
        helpful = _rating(told)
        if helpful is not None:
            pair = _pair(asked, "rating", asked.entry, confirmed=helpful)
            still = None if helpful else replace(asked, how="fallback", entry=None)
            return Outcome(asked=still, pairs=(pair,), rated=asked.entry, helpful=helpful)
    if asked.how == "clarified" and told.route.decision is None:
        return _after_choices(told, asked)
    return Outcome(asked=_asked_now(told))


def answered_by_agent(
    dialogue: Dialogue, text: str, suggested: Suggested | None, *, at: datetime
) -> PairDraft | None:
    """What an agent's message confirms: the entry that was suggested, if it is what was sent.

    Else the words themselves, where the bot had to pass: for editors to read, no entry is known.
    """
    if suggested is not None and fuzz.ratio(text, suggested.answer) >= SAME_ANSWER:
        return PairDraft(
            kind="suggestion",
            message_id=suggested.message_id,
            entry=suggested.entry,
            faq_version=suggested.faq_version,
        )
    asked = dialogue.asked
    if asked is None or asked.how == "answered" or at - asked.at > OWED_FOR or not text:
        return None
    return replace(_pair(asked, "agent", None), answer=text)


def _rating(told: Told) -> bool | None:
    """The fan's word on the last answer; plain thanks are one too."""
    asked = told.before.asked
    said = is_rating(told.inbound, told.before, told.at)
    if said is not None or asked is None or told.route.handler != Service.THANKS:
        return said
    return True if told.at - asked.at <= RATED_WITHIN else None


def _after_choices(told: Told, asked: Asked) -> Outcome:
    route = told.route
    # Calling a human is offered beside the choices, and is none of them.
    offered = {choice.entry for choice in told.before.choices} - {HUMAN_ENTRY}
    if route.handler == "none_of_these":
        wrong = (choice.entry for choice in told.before.choices if choice.entry in offered)
        pairs = tuple(_pair(asked, "choice", entry, confirmed=False) for entry in wrong)
        return Outcome(asked=replace(asked, how="fallback"), pairs=pairs)
    chosen = told.before.waits_for in {"choice", "yes_no"} and route.handler not in _HUMAN
    if chosen and route.entry in offered and route.entry is not None:
        answered = replace(asked, how="answered", entry=route.entry, at=told.at)
        return Outcome(asked=answered, pairs=(_pair(asked, "choice", route.entry),))
    return Outcome(asked=_asked_now(told))


def _asked_now(told: Told) -> Asked | None:
    """New words that were understood or not take the place of those before."""
    route, answer, before = told.route, told.answer, told.before.asked
    if told.inbound.kind not in _WORDS:
        return None if answer.entry or answer.dialogue.choices else before
    if route.decision is None or route.handler in _HUMAN:
        return None if answer.entry and route.handler not in _HUMAN else before
    if route.also:
        # Two questions in one message are no way of asking either.
        return None
    how = _UNSURE.get(answer.outcome)
    entry = answer.entry or route.entry
    if how is None and (answer.outcome != "answered" or entry is None):
        return None
    return Asked(
        event_id=told.event_id,
        at=told.at,
        how=how or "answered",
        faq_version=told.faq_version,
        entry=None if how else entry,
    )


def _pair(
    asked: Asked, kind: PairKind, entry: EntryId | None, *, confirmed: bool = True
) -> PairDraft:
    return PairDraft(
        kind=kind,
        event_id=asked.event_id,
        entry=entry,
        confirmed=confirmed,
        faq_version=asked.faq_version,
    )
