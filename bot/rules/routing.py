"""Who answers this message, and why: the order of the questions that decide it.

A word about promotions -> open handoff -> event -> a word on the last answer -> running dialogue
-> a human please -> what the words mean.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from bot.model import Choice, Conversation, Dialogue, HandoffState, Inbound, InboundKind, Route
from bot.rules.choosing import Meaning, is_fresh, read_reply, says
from bot.rules.confirming import is_rating
from bot.rules.followup import go_on
from bot.rules.leads import (
    begins,
    is_cancel,
    is_running,
    resumes,
    tells_something,
)
from bot.rules.limits import Limits, takes_reply
from bot.rules.optout import wish_of
from bot.rules.places import CHOICE_IS_ENOUGH
from bot.rules.purpose import is_safe
from bot.rules.reading import HUMAN_ENTRY, Guide, by_words, handler_of, is_plain_plea
from intents.catalogue import Service
from intents.plea import plea_of
from intents.types import DecisionKind, Entry

ACK_EVERY = timedelta(minutes=2)
"""A waiting fan hears at most one acknowledgement in this time (docs/explain/handoff.md)."""
MATTER_LIFE = timedelta(hours=2)
"""A sentence written later than this is no longer the one that a tapped 人工 asked for."""
_UNSURE = frozenset({"clarify", "fallback"})

_EVENT_HANDLERS = {
    InboundKind.FOLLOW: "welcome",
    InboundKind.SCAN: "welcome",
    InboundKind.UNFOLLOW: "silent",
    InboundKind.CARD: "silent",
    InboundKind.LOCATION_REPORT: "silent",
    InboundKind.UNKNOWN_EVENT: "silent",
}
_REPLY_HANDLERS = {
    Meaning.OUT_OF_RANGE: "choose_again",
    Meaning.NO: "declined",
    Meaning.NONE: "none_of_these",
}
_KEYED = frozenset({InboundKind.CLICK, InboundKind.SCAN_CODE})
"""Taps that always get one if they may: the key of other buttons is often none of ours."""
_ATTACHMENTS = frozenset(
    {
        InboundKind.IMAGE,
        InboundKind.VIDEO,
        InboundKind.LINK,
        InboundKind.FILE,
        InboundKind.MINI_PROGRAM,
        InboundKind.UNKNOWN_MESSAGE,
    }
)
_UNHEARD = frozenset({HandoffState.ACTIVE, HandoffState.WAITING, HandoffState.WRAPUP})


def choose(inbound: Inbound, conversation: Conversation, guide: Guide, now: datetime) -> Route:
    """The handler for this message, with the reason that goes on record."""
    route = (
        _by_wish(inbound)
        or _by_handoff(inbound, conversation, guide, now)
        or _by_event(inbound, guide, now)
        or _by_rating(inbound, conversation.dialogue, now)
        or _by_dialogue(inbound, conversation, guide, now)
        or _by_own_words(inbound.text, conversation.dialogue, guide, now)
    )
    return _elsewhere(route, inbound, guide.limits)


def _elsewhere(route: Route, inbound: Inbound, limits: Limits) -> Route:
    """WeChat's own desk or AI instead, where the operator says so and the platform allows it."""
    if not inbound.kind.is_message:
        return route
    if limits.native_desk and route.handler == Service.HUMAN:
        return replace(route, handler="native_desk")
    if limits.transfer_ai and route.handler == "fallback" and not route.angry:
        return replace(route, handler="native_ai")
    return route


def _by_wish(inbound: Inbound) -> Route | None:
    """Whoever asks for no more promotions is heard at once, whoever has the conversation."""
    if inbound.kind not in {InboundKind.TEXT, InboundKind.VOICE}:
        return None
    wish = wish_of(inbound.text)
    return None if wish is None else Route(handler=wish, reason="a word about promotions")


def _by_handoff(
    inbound: Inbound, conversation: Conversation, guide: Guide, now: datetime
) -> Route | None:
    handoff = conversation.handoff
    if handoff is None or handoff.state is HandoffState.CALLBACK:
        return None
    if handoff.state is HandoffState.QUEUED and not guide.humans_on_duty:
        # Nobody comes before the morning: until then the bot helps with what it can.
        return None
    if inbound.kind is InboundKind.UNFOLLOW:
        return Route(handler="silent", reason="the fan left")
    if handoff.state in _UNHEARD:
        return Route(handler="silent", reason=f"an agent is talking ({handoff.state})")
    last = conversation.last_ack_at
    if not inbound.kind.is_message or (last is not None and now - last < ACK_EVERY):
        return Route(handler="silent", reason="waiting for an agent, acknowledged recently")
    return Route(handler="received", reason="waiting for an agent")


def _by_event(inbound: Inbound, guide: Guide, now: datetime) -> Route | None:
    handler = _EVENT_HANDLERS.get(inbound.kind)
    if handler:
        return Route(handler=handler, reason=f"event {inbound.native_type}")
    if inbound.kind.is_menu:
        if not takes_reply(inbound.kind, inbound.native_type, guide.limits):
            return Route(handler="silent", reason=f"event {inbound.native_type}")
        entry = guide.entry(inbound.event_key, now)
        if entry is None and inbound.kind not in _KEYED:
            return Route(handler="silent", reason=f"event {inbound.native_type}")
        if entry is None:
            return Route(handler="menu", reason="a menu key that the book does not have today")
        if entry.service == Service.HUMAN:
            return Route(handler="ask_matter", reason="a tapped plea for a human", entry=entry.id)
        return Route(handler=handler_of(entry), reason="menu click", entry=entry.id)
    return None


def _by_rating(inbound: Inbound, dialogue: Dialogue, now: datetime) -> Route | None:
    """Nothing but "this helped" or "this did not", right after an answer."""
    helpful = is_rating(inbound, dialogue, now)
    if helpful is None:
        return None
    handler = Service.THANKS if helpful else "unhelpful"
    return Route(handler=handler, reason="a word on the last answer")


def _by_dialogue(
    inbound: Inbound, conversation: Conversation, guide: Guide, now: datetime
) -> Route | None:
    dialogue = conversation.dialogue
    if _tells_matter(inbound, dialogue, guide, now):
        return Route(handler="human", reason="the sentence that was asked for")
    lead = _by_lead(inbound, dialogue, guide, now)
    if lead is not None:
        return lead
    if inbound.kind is InboundKind.LOCATION:
        return Route(handler=Service.STORES, reason="a shared location")
    if inbound.kind in _ATTACHMENTS or not inbound.text.strip():
        return Route(handler="attachment", reason=f"{inbound.native_type} without words")
    if dialogue.waits_for == "purpose" and is_fresh(dialogue, now):
        return _by_purpose(inbound.text, dialogue, guide, now)
    return _by_choices(inbound.text, dialogue, guide, now)


def _by_lead(inbound: Inbound, dialogue: Dialogue, guide: Guide, now: datetime) -> Route | None:
    """The next answer of a booking or order question; a clear other wish leaves it."""
    draft = dialogue.lead
    if draft is None or not is_running(dialogue, now):
        return None
    step = Route(handler=draft.kind, reason=f"asked for the {draft.step}")
    text = inbound.text
    if dialogue.waits_for != "lead":
        return _back_to_lead(inbound, dialogue, guide, now)
    if inbound.kind is InboundKind.LOCATION and draft.kind == "booking":
        return step
    if inbound.kind in _ATTACHMENTS or not text.strip():
        return None
    if is_cancel(text, draft):
        return Route(handler="lead_cancelled", reason="does not want it any more")
    # What an order is about may well be that nobody answers: it is taken down and queued as well.
    begs = is_plain_plea(text) or (draft.step != "matter" and plea_of(text) is not None)
    if not begs and tells_something(text, dialogue, guide.names, now):
        return step
    other = by_words(text, guide)
    misses = other.handler in {*_UNSURE, draft.kind} and not other.angry
    return step if misses else other


def _back_to_lead(
    inbound: Inbound, dialogue: Dialogue, guide: Guide, now: datetime
) -> Route | None:
    """Something else was asked in between: only what was missing, or a no, goes on with it."""
    draft, text = dialogue.lead, inbound.text
    if draft is None:
        return None
    if inbound.kind is InboundKind.LOCATION:
        wanted = draft.kind == "booking" and draft.step == "store"
    elif inbound.kind in _ATTACHMENTS or not text.strip():
        return None
    elif is_cancel(text, draft):
        return Route(handler="lead_cancelled", reason="does not want it any more")
    else:
        wanted = resumes(text, dialogue, guide.names, now)
    return Route(handler=draft.kind, reason=f"the {draft.step} after all") if wanted else None


def _by_purpose(text: str, dialogue: Dialogue, guide: Guide, now: datetime) -> Route | None:
    """A number or words of the list, or a free sentence that tells what a picture is for."""
    reading = read_reply(text, dialogue, now)
    if reading is not None and reading.choice is not None:
        return Route(handler="purpose", reason="an offered purpose", entry=reading.choice.entry)
    if reading is not None and reading.meaning in {Meaning.OUT_OF_RANGE, Meaning.NO}:
        return Route(handler=_REPLY_HANDLERS[reading.meaning], reason="no offered purpose")
    route = by_words(text, guide)
    if route.handler not in {"faq", "several", "clarify", "fallback"}:
        return route
    best = route.decision.best if route.decision else None
    entry = guide.entry(best.entry, now) if best else None
    if route.handler == "faq" and entry is not None and is_safe(entry):
        return replace(route, handler="purpose_answered")
    # What the words are about tells the advisor at a glance, however sure the book is.
    tags = entry.tags if entry is not None else ()
    return replace(route, handler="purpose", reason="a question about what was sent", tags=tags)


def _tells_matter(inbound: Inbound, dialogue: Dialogue, guide: Guide, now: datetime) -> bool:
    asked_at = dialogue.asked_at
    if dialogue.waits_for != "matter" or asked_at is None or now - asked_at > MATTER_LIFE:
        return False
    if not inbound.kind.is_message or inbound.menu_tap:
        return False
    decision = guide.understand(inbound.text)
    best = guide.book.entries.get(decision.best.entry) if decision.best else None
    # "Never mind, thanks" and "stop" tell no matter.
    courtesy = best is not None and best.service in {Service.THANKS, Service.STOP}
    return not (courtesy and decision.kind is DecisionKind.ANSWER)


def _by_choices(text: str, dialogue: Dialogue, guide: Guide, now: datetime) -> Route | None:
    reading = read_reply(text, dialogue, now)
    if reading is None:
        return None
    if reading.choice is not None:
        return _to_choice(reading.choice, guide, now, reason="an offered choice")
    return Route(handler=_REPLY_HANDLERS[reading.meaning], reason=f"choices: {reading.meaning}")


def _by_own_words(text: str, dialogue: Dialogue, guide: Guide, now: datetime) -> Route:
    """Words that mean what was just offered choose it; a clear other question does not."""
    route = go_on(by_words(text, guide), text, dialogue, guide, now)
    if not is_fresh(dialogue, now):
        return route
    taken = _taken_up(text, dialogue, guide, now)
    if taken is not None and route.handler in _UNSURE:
        return replace(route, handler=handler_of(taken), reason="an offered lead", entry=taken.id)
    best = route.decision.best if route.decision and not route.decision.other else None
    likely = best is not None and best.confidence >= CHOICE_IS_ENOUGH
    meant = best.entry if best and likely and route.handler == "clarify" else route.entry
    offered = next((choice for choice in dialogue.choices if choice.entry == meant), None)
    if offered is None:
        return route
    if route.handler == "clarify":
        entry = guide.entry(offered.entry, now)
        tokens = route.decision.tokens if route.decision else ()
        if entry is None or not says(entry, tokens):
            return route
        if entry.risk == "normal":
            route = replace(
                route, handler=handler_of(entry), reason="means an offered choice", entry=entry.id
            )
    return replace(route, tags=offered.tags)


def _taken_up(text: str, dialogue: Dialogue, guide: Guide, now: datetime) -> Entry | None:
    """The offered booking or order question that a day, a number or a telephone answers."""
    for choice in dialogue.choices:
        entry = guide.entry(choice.entry, now)
        if entry is None:
            continue
        if entry.service == Service.ORDER and begins("order", text, guide.names, now):
            return entry
        if entry.service == Service.BOOKING and begins("booking", text, guide.names, now):
            return entry
    return None


def _to_choice(choice: Choice, guide: Guide, now: datetime, *, reason: str) -> Route | None:
    entry = guide.entry(choice.entry, now)
    if entry is not None:
        return Route(handler=handler_of(entry), reason=reason, entry=entry.id, tags=choice.tags)
    if choice.entry == HUMAN_ENTRY:
        return Route(handler=Service.HUMAN, reason=reason, tags=choice.tags)
    return None
