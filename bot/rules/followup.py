"""A short message that goes on with the question just answered: 那腕表呢, "and for watches?".

It is read as that question with the new thing put in: a phrasing of the answered entry that names
a thing of the same kind tells where. Pure; only for words that are not sure by themselves.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import islice

from bot.model import Dialogue, Route
from bot.rules.places import is_about_places, topics
from bot.rules.reading import Guide, handler_of
from intents.catalogue import Service
from intents.slots.forms import Place, Slot
from intents.text import has_han, normalise
from intents.types import Decision, DecisionKind, Entry

Thing = Slot[Place] | Slot[str]

GOES_ON_FOR = timedelta(minutes=30)
"""A message later than this does not go on with the last question."""
KIN_IS_ENOUGH = 0.1
"""From this confidence on, what goes on with the last question is asked back for its kin."""
_MOST_TRIED = 6
"""Phrasings into which the new thing is put: each costs a decision."""
_BESIDE_CHARS = 2
"""Characters that may stand beside the name of the thing: 的, 那."""

_THING = re.compile(
    r"(?:那么?|咁|噉|还有|要是|如果|是|换成?|寄|去|在|我的|你们的?)*+(?P<han>.{1,12}?)(?:呢|咧|哩)"
    r"|(?:(?:(?:and|but|so|ok) )?(?:what|how) about|and) (?:for |to |in |with |at |from )?"
    r"(?:the |a |an |my |your )?(?P<latin>.{2,30})"
)
_GOES_ON = re.compile(r"(?:那|咁|噉|还有|然后|另外)|(?:and|then|so|also)\b")


def go_on(route: Route, text: str, dialogue: Dialogue, guide: Guide, now: datetime) -> Route:
    """The route of words that go on with the answer just given; their own if they are sure."""
    decision, last = route.decision, _answered(dialogue, guide, now)
    if decision is None or decision.other or decision.kind is DecisionKind.ANSWER or last is None:
        return route
    if route.handler not in {"clarify", "fallback", Service.STORES} or route.angry:
        return route
    return _with_thing(text, last, guide, now) or _among_kin(route, text, last, guide) or route


def _answered(dialogue: Dialogue, guide: Guide, now: datetime) -> Entry | None:
    asked = dialogue.asked
    if asked is None or asked.how != "answered" or asked.entry is None:
        return None
    return guide.entry(asked.entry, now) if now - asked.at <= GOES_ON_FOR else None


def _with_thing(text: str, last: Entry, guide: Guide, now: datetime) -> Route | None:
    """The last question asked of another product or place: answered, asked back, or nothing."""
    thing = _thing_of(text, guide, now)
    if thing is None or (isinstance(thing.value, Place) and is_about_places(last)):
        return None
    asked = islice(_put_into(last, thing, guide, now), _MOST_TRIED)
    found = max(map(guide.understand, asked), key=_likelihood, default=None)
    if found is None or found.best is None or found.kind is DecisionKind.FALLBACK:
        return None
    reason = f"goes on with {last.id}: {found.reason}"
    decision = replace(found, text=text, reason=reason)
    if found.kind is DecisionKind.CLARIFY:
        return Route(handler="clarify", reason=reason, decision=decision)
    entry = guide.book.entries[found.best.entry]
    return Route(handler=handler_of(entry), reason=reason, decision=decision, entry=entry.id)


def _thing_of(text: str, guide: Guide, now: datetime) -> Thing | None:
    """The one product or place that a message of this shape names, and nothing else."""
    shape = _THING.fullmatch(normalise(text))
    if shape is None:
        return None
    said = shape["han"] or shape["latin"]
    slots = guide.names.read(said, now)
    named: tuple[Thing, ...] = (*slots.places, *slots.products)
    if len(named) != 1 or len(said) - len(named[0].words) > _BESIDE_CHARS:
        return None
    return named[0]


def _likelihood(found: Decision) -> tuple[bool, float]:
    return found.kind is DecisionKind.ANSWER, found.best.confidence if found.best else 0.0


def _put_into(last: Entry, thing: Thing, guide: Guide, now: datetime) -> Iterator[str]:
    """The phrasings of the answered entry, of the thing's script, with the thing in them."""
    for phrasing in last.questions:
        if has_han(phrasing.text) is not has_han(thing.words):
            continue
        slots = guide.names.read(phrasing.text, now)
        like = slots.places if isinstance(thing.value, Place) else slots.products
        if like:
            start, end = like[0].start, like[0].end
            yield phrasing.text[:start] + thing.words + phrasing.text[end:]


def _among_kin(route: Route, text: str, last: Entry, guide: Guide) -> Route | None:
    """Nothing is likely by itself, but what is likeliest belongs to the last question: asked."""
    decision = route.decision
    if route.handler != "fallback" or decision is None or decision.best is None:
        return None
    if not _GOES_ON.match(normalise(text)) or decision.best.confidence < KIN_IS_ENOUGH:
        return None
    entries = guide.book.entries
    kin = tuple(match for match in decision.matches if _is_kin(entries[match.entry], last))
    if not kin or kin[0] is not decision.best:
        return None
    reason = f"goes on with {last.id}: {decision.reason}"
    asked = replace(decision, kind=DecisionKind.CLARIFY, matches=kin, reason=reason)
    return replace(route, handler="clarify", reason=reason, decision=asked)


def _is_kin(entry: Entry, last: Entry) -> bool:
    return entry.id in last.related or bool(topics(entry) & topics(last))
