"""What a fan's words add to a booking or an order question, and what is asked next. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal

from bot.content.stores import Store, StoreBook
from bot.model import Dialogue, LeadDraft, LeadKind, LeadStep, Point
from bot.rules.choosing import CHOICE_LIFE, Meaning, read_reply
from bot.rules.days import find_day
from bot.rules.locate import find_by_words, nearest
from bot.rules.phones import find_phone, tries_a_phone
from intents.text import normalise

MOST_TRIES = 3
"""Questions in a row without a usable answer, after which a human takes over what is known."""
MOST_SHOPS = 8
"""Shops offered as numbers."""
NEAR = 3
"""Shops offered for a pin."""
NO_NUMBER = "-"

Problem = Literal["", "elsewhere", "day", "phone"]
_MATTER_CHARS = 8
_UNASKED_CHARS = 8
_DATE = re.compile(r"20\d\d-\d{1,2}-\d{1,2}|20\d{6}")
_ORDER_NUMBER = re.compile(
    r"(?<![A-Za-z0-9])(?=(?:[A-Za-z-]*\d){6})[A-Za-z0-9-]{6,32}(?![A-Za-z0-9])"
)
_CANCEL = frozenset(
    """
取消,取消预约,不约了,不预约了,不想约了,先不约了,不去了,算了,算了吧,不用了,不用,不要了,不需要,没事了,下次吧,退出,
cancel,stop,never mind,nevermind,no thanks,no thank you,forget it,not now
""".replace("\n", "").split(",")
)
_NONE_AT_HAND = frozenset(
    """
没有,没有了,无,不记得,不记得了,忘了,忘记了,找不到,不知道,不清楚,没带,
no,none,i dont know,dont know,i do not know,not sure,i forgot,forgot
""".replace("\n", "").split(",")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """The draft after a message, shops to choose from, and what was wrong with what was said."""

    draft: LeadDraft
    shops: tuple[Store, ...] = ()
    problem: Problem = ""
    elsewhere: str = ""
    used: bool = False


def is_running(dialogue: Dialogue, now: datetime) -> bool:
    """Whether a booking or an order question waits for its next answer."""
    asked_at = dialogue.asked_at
    return dialogue.lead is not None and asked_at is not None and now - asked_at <= CHOICE_LIFE


def is_cancel(text: str, draft: LeadDraft) -> bool:
    """Whether these words end it. "No" to the question for a number only says: none at hand."""
    said = normalise(text)
    if draft.step == "number" and said in _NONE_AT_HAND:
        return False
    return said in _CANCEL


def tells_something(text: str, dialogue: Dialogue, book: StoreBook, now: datetime) -> bool:
    """Whether these words answer anything that the running dialogue may ask."""
    draft = dialogue.lead
    if draft is None:
        return False
    if draft.kind == "order":
        return draft.step == "matter" or fill_order(draft, text).used
    filled = fill_booking(draft, text, dialogue=dialogue, book=book, now=now)
    return filled.used or bool(filled.problem) or bool(filled.shops)


def resumes(text: str, dialogue: Dialogue, book: StoreBook, now: datetime) -> bool:
    """Whether these words give what an interrupted booking or order question asked for."""
    draft = dialogue.lead
    if draft is None:
        return False
    if draft.kind == "order":
        return draft.step == "number" and fill_order(draft, text).used
    filled = fill_booking(draft, text, dialogue=dialogue, book=book, now=now)
    given = {
        "store": filled.draft.store or filled.shops,
        "day": filled.draft.day,
        "phone": filled.draft.phone,
    }
    return filled.used and not filled.problem and bool(given.get(draft.step))


def begins(kind: LeadKind, text: str, book: StoreBook, now: datetime) -> bool:
    """Whether words take up an offered booking (a day, a phone number) or order (its number)."""
    if kind == "order":
        return bool(find_phone(text) or names_order(text))
    draft = LeadDraft(kind="booking", step="store")
    filled = fill_booking(draft, text, dialogue=Dialogue(), book=book, now=now)
    return bool(filled.draft.day or filled.draft.phone)


def names_order(text: str) -> bool:
    """Whether something shaped like an order number stands in the words."""
    found = None if find_phone(text) else _ORDER_NUMBER.search(text)
    return found is not None and len(found[0]) >= _UNASKED_CHARS and not _DATE.fullmatch(found[0])


def fill_booking(
    draft: LeadDraft,
    text: str,
    *,
    dialogue: Dialogue,
    book: StoreBook,
    now: datetime,
) -> Filled:
    """Shop, day and telephone number from one message, as far as it names them.

    ``now`` is a local moment: "today" is its day.
    """
    after, elsewhere = draft, ""
    shops: tuple[Store, ...] = ()
    chosen = _chosen(text, dialogue, now)
    found = find_by_words(book, text)
    if chosen and book.find(chosen):
        after = replace(after, store=chosen)
    elif len(found.stores) == 1:
        after = replace(after, store=found.stores[0].id)
    elif found.stores:
        # A city named again narrows nothing that is settled already.
        if after.store not in {shop.id for shop in found.stores}:
            shops, after = found.stores, replace(after, store="")
    elif found.elsewhere and not after.store:
        elsewhere = found.elsewhere
    after, day_problem = _with_day(after, text, now.date())
    after, phone_problem = _with_phone(after, text)
    return Filled(
        draft=replace(after, step=_next_step(after)),
        shops=shops[:MOST_SHOPS],
        problem=("elsewhere" if elsewhere else "") or day_problem or phone_problem,
        elsewhere=elsewhere,
        used=after != draft or bool(shops),
    )


def near(draft: LeadDraft, point: Point, book: StoreBook) -> Filled:
    """The nearest shops to a pin, to choose from."""
    shops = tuple(shop for shop, _ in nearest(book, point, limit=NEAR))
    return Filled(draft=draft, shops=shops, used=True)


def fill_order(draft: LeadDraft, text: str) -> Filled:
    """The number, or that there is none at hand, then the matter; a phone number will do too."""
    phone, after = find_phone(text), draft
    found = None if phone else _ORDER_NUMBER.search(text)
    if draft.step == "matter":
        return Filled(draft=draft, used=True)
    if phone:
        after = replace(after, phone=phone, number=after.number or NO_NUMBER)
    elif found:
        after = replace(after, number=found[0].upper())
    elif normalise(text) in _NONE_AT_HAND:
        after = replace(after, number=NO_NUMBER)
    step: LeadStep = "matter" if after.number else "number"
    return Filled(draft=replace(after, step=step), used=after != draft)


def tells_matter(text: str) -> bool:
    """Whether words say more than an order's number."""
    rest = normalise(_ORDER_NUMBER.sub("", text))
    return len(rest.replace(" ", "")) >= _MATTER_CHARS


def is_complete(draft: LeadDraft) -> bool:
    """Whether a booking has all that an advisor needs."""
    return bool(draft.store and draft.day and draft.phone)


def _next_step(draft: LeadDraft) -> LeadStep:
    if not draft.store:
        return "store"
    return "phone" if draft.day else "day"


def _chosen(text: str, dialogue: Dialogue, now: datetime) -> str:
    reading = read_reply(text, dialogue, now)
    is_choice = reading is not None and reading.meaning is Meaning.CHOICE
    return reading.choice.entry if reading and is_choice and reading.choice else ""


def _with_day(draft: LeadDraft, text: str, today: date) -> tuple[LeadDraft, Problem]:
    named = find_day(text, today)
    if named is None:
        return draft, ""
    if not named.is_bookable(today):
        return draft, "day"
    return replace(draft, day=named.day, part=named.part or draft.part), ""


def _with_phone(draft: LeadDraft, text: str) -> tuple[LeadDraft, Problem]:
    phone = find_phone(text)
    if phone:
        return replace(draft, phone=phone), ""
    return draft, "phone" if draft.step == "phone" and tries_a_phone(text) else ""
