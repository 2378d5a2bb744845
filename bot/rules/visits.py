"""When a visit is to be: what the named days and hours add to a booking. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Literal

from bot.content.calendar import Spans
from bot.content.stores import StoreBook
from bot.model import LeadDraft
from bot.rules.hours import hours_on
from bot.rules.vocabulary import Vocabulary
from intents.catalogue import Service
from intents.slots import Slots
from intents.slots.find import SHANGHAI
from intents.slots.said import Said
from intents.types import Book, Decision, EntryId

FARTHEST_DAYS = 90
"""A visit later than this is arranged with a human."""
MOST_DAYS = 8
"""Days offered as numbers; of a longer stretch the day is asked for."""
VISIT_IS_ENOUGH = 0.5
"""From this confidence of a booking on, a day, an hour or a shop in the words decides."""
_ASIDE_CHARS = 4
"""Words beside a day that is over, or an hour alone, above which they tell something else."""

DayProblem = Literal["", "day", "past", "which_day"]

_SOME_DAY = datetime(2026, 1, 5, tzinfo=SHANGHAI)
"""Whether a day is named does not depend on when: its value is not looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """The days that are meant, as far as they can be booked, and when on them.

    ``problem`` tells why none is left: over, too far away, or a stretch too long to list.
    """

    days: tuple[date, ...] = ()
    part: str = ""
    problem: DayProblem = ""


def asks_for_visit(text: str, decision: Decision, book: Book, names: Vocabulary) -> bool:
    """Whether a visit is likely, and the words say when or in which shop: the rest is asked for."""
    best = decision.best
    if best is None or best.confidence < VISIT_IS_ENOUGH:
        return False
    if book.entries[best.entry].service != Service.BOOKING:
        return False
    slots = names.read(text, _SOME_DAY)
    return bool(slots.days or slots.time or any(slot.value.shops for slot in slots.places))


def visits_beside(decision: Decision, book: Book) -> tuple[EntryId, ...]:
    """The booking that a message asks for beside something else, if it does."""
    named = (match.entry for match in decision.also)
    return tuple(entry for entry in named if book.entries[entry].service == Service.BOOKING)


def is_shut(draft: LeadDraft, book: StoreBook) -> bool:
    """Whether the shop is closed at the hour of the visit, as far as its hours are stated."""
    spans, at = spans_of(draft, book), draft.part[:5]
    if spans is None or not at[:1].isdecimal():
        return False
    at_min = int(at[:2]) * 60 + int(at[3:])
    return not any(span.opens_min <= at_min < span.closes_min for span in spans)


def spans_of(draft: LeadDraft, book: StoreBook) -> Spans | None:
    """When the shop is open on the day of the visit; nothing where that is not known."""
    shop = book.find(draft.store)
    if shop is None or shop.calendar is None or draft.day is None:
        return None
    return hours_on(shop.calendar, draft.day)


def visit_of(text: str, slots: Slots, chosen: str, now: datetime) -> Visit:
    """What a message says of the day and the hour; ``chosen`` is the day picked by its number."""
    local = now.astimezone(SHANGHAI)
    part = str(slots.time.value) if slots.time else ""
    picked = _day_of(chosen)
    if picked is not None:
        return Visit(days=(picked,), part=part)
    if not slots.days:
        return Visit(part=part if says_little_else(text, slots) else "")
    at_min = slots.time.value.at_min if slots.time else None
    is_over = at_min is not None and at_min <= local.hour * 60 + local.minute
    earliest = local.date() + timedelta(days=int(is_over))
    latest = local.date() + timedelta(days=FARTHEST_DAYS)
    named = set(_named(slots))
    ahead = sorted(day for day in named if earliest <= day <= latest)
    if ahead:
        return Visit(days=tuple(ahead), part=part)
    if max(named) > latest:
        return Visit(problem="day")
    return Visit(problem="past" if says_little_else(text, slots) else "")


def with_day(draft: LeadDraft, visit: Visit) -> tuple[LeadDraft, DayProblem]:
    """The draft with its day and hour, else with the days to choose from, or what is wrong.

    A stretch that holds the days offered before narrows them.
    """
    if visit.problem:
        return draft, visit.problem
    part = visit.part or draft.part
    if not visit.days:
        return replace(draft, part=part), ""
    days = tuple(day for day in visit.days if day in draft.days) or visit.days
    if len(days) == 1:
        return replace(draft, day=days[0], days=(), part=part), ""
    if len(days) > MOST_DAYS:
        return replace(draft, day=None, days=(), part=part), "which_day"
    return replace(draft, day=None, days=days, part=part), ""


def _named(slots: Slots) -> Iterator[date]:
    for slot in slots.days:
        yield from slot.value


def _day_of(chosen: str) -> date | None:
    try:
        return date.fromisoformat(chosen)
    except ValueError:
        return None


def says_little_else(text: str, slots: Slots) -> bool:
    """Whether what the slots name is all that a message is about."""
    said = Said.of(text)
    kept = list(said.plain)
    for _, slot in slots.as_rows():
        kept[slot.start : slot.end] = " " * (slot.end - slot.start)
    return len("".join(kept).replace(" ", "")) <= _ASIDE_CHARS
