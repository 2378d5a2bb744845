"""What a fan's words ask for by themselves: a human, a shop, an answer, or nothing that is sure.

What happened before in the conversation is weighed in ``routing``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.content.stores import StoreBook
from bot.model import Route
from bot.rules.leads import names_order
from bot.rules.limits import STRICT, Limits
from bot.rules.places import asks_for_place, complaint_entry, topics
from bot.rules.visits import asks_for_visit, visits_beside
from bot.rules.vocabulary import NO_NAMES, Vocabulary
from intents.catalogue import Service
from intents.plea import plea_of
from intents.temper import is_angry
from intents.text import normalise
from intents.types import Book, Decision, DecisionKind, Entry, EntryId

GREETING_IS_ENOUGH = 0.5
"""From this confidence on, words are greeted back: a hello that asks what is wished for is never
wrong, and nobody means "hello" among numbered choices."""

HUMAN_ENTRY = EntryId("service.human")
"""What a choice "talk to a person" leads to where the book has no entry of that service."""
_HUMAN_WORDS = frozenset({"人工", "转人工", "找人工", "人工客服", "agent", "human"})
"""The floor below the book: these words reach a human whatever editors wrote."""

_SHANGHAI = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, slots=True, kw_only=True)
class Guide:
    """What routing asks while it decides: the book, understanding, and where shops are."""

    book: Book
    understand: Callable[[str], Decision]
    stores: StoreBook
    names: Vocabulary = NO_NAMES
    humans_on_duty: bool = True
    limits: Limits = STRICT

    def entry(self, id_: str, now: datetime) -> Entry | None:
        """The entry, if the brand stands by it today (in Asia/Shanghai)."""
        return valid_entry(self.book, id_, now)


def valid_entry(book: Book, id_: str, now: datetime) -> Entry | None:
    """The entry, if the brand stands by it today (in Asia/Shanghai)."""
    entry = book.entries.get(EntryId(id_))
    today = now.astimezone(_SHANGHAI).date()
    return entry if entry is not None and entry.is_valid_on(today) else None


def by_words(text: str, guide: Guide) -> Route:
    """The handler for these words alone, without what happened before."""
    decision = guide.understand(text)
    route = _by_plea(text, decision, guide) or _by_decision(text, decision, guide)
    return replace(route, angry=True) if is_angry(text) else route


def _by_plea(text: str, decision: Decision, guide: Guide) -> Route | None:
    """A person, however asked for; but an editor's own wording leads where the editor says."""
    plea, best = plea_of(text), decision.best
    sure = decision.kind is DecisionKind.ANSWER
    if best and guide.book.entries[best.entry].service == Service.HUMAN:
        plea = plea or ("person" if best.exact else None)
    elif best and sure and not is_plain_plea(text) and (best.exact or plea == "contact"):
        return None
    if plea is None:
        return None
    raised = complaint_entry(guide.book) if plea == "complaint" else None
    if raised is not None:
        return Route(handler="faq", reason="a complaint", decision=decision, entry=raised)
    human = entry_of(Service.HUMAN, guide.book)
    return Route(
        handler=Service.HUMAN,
        reason="asks for a human",
        decision=decision if human else None,
        entry=human,
    )


def _by_decision(text: str, decision: Decision, guide: Guide) -> Route:
    if decision.other:
        # 优衣库上海店 is no shop of ours: neither places nor numbers in the words are for us.
        return _unsure(decision)
    entry = guide.book.entries[decision.best.entry] if decision.best else None
    if asks_for_place(text, decision, guide.book, guide.stores):
        shops = entry_of(Service.STORES, guide.book)
        route = Route(
            handler=Service.STORES, reason="names a place", decision=decision, entry=shops
        )
        return replace(route, also=visits_beside(decision, guide.book))
    if decision.kind is DecisionKind.ANSWER and entry and decision.also:
        also = tuple(match.entry for match in decision.also)
        return Route(
            handler="several",
            reason=decision.reason,
            decision=decision,
            entry=entry.id,
            also=also,
        )
    if decision.kind is DecisionKind.ANSWER and entry and entry.service == Service.HUMAN:
        # No plea was heard: 人工珍珠 only looks like one. A question costs less than a queue.
        return Route(handler="clarify", reason="may ask for a human", decision=decision)
    if decision.kind is DecisionKind.ANSWER and entry:
        return Route(
            handler=handler_of(entry), reason=decision.reason, decision=decision, entry=entry.id
        )
    if entry and asks_for_visit(text, decision, guide.book, guide.names):
        return Route(handler=Service.BOOKING, reason="a visit", decision=decision, entry=entry.id)
    if entry and entry.service == Service.GREETING and _is_likely(decision):
        return Route(
            handler=Service.GREETING, reason="a greeting", decision=decision, entry=entry.id
        )
    orders = entry_of(Service.ORDER, guide.book)
    if orders is not None and names_order(text) and "authenticity" not in topics(entry):
        return Route(
            handler=Service.ORDER, reason="an order number", decision=decision, entry=orders
        )
    return _unsure(decision)


def _is_likely(decision: Decision) -> bool:
    return decision.best is not None and decision.best.confidence >= GREETING_IS_ENOUGH


def _unsure(decision: Decision) -> Route:
    handler = "clarify" if decision.kind is DecisionKind.CLARIFY else "fallback"
    return Route(handler=handler, reason=decision.reason, decision=decision)


def is_plain_plea(text: str) -> bool:
    """Whether the words are one of the plain calls for a human, which no editor can take away."""
    return normalise(text) in _HUMAN_WORDS


def entry_of(service: Service, book: Book) -> EntryId | None:
    """The entry of a service, if editors wrote one."""
    entries = (item.id for item in book.entries.values() if item.service == service)
    return next(entries, None)


def handler_of(entry: Entry) -> str:
    """Who gives what the entry holds."""
    return entry.service or "faq"
