"""What a fan's words add to a booking or an order question, and what is asked next. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from bot.content.stores import Store, StoreBook
from bot.model import Dialogue, LeadDraft, LeadKind, LeadStep, Point
from bot.rules.choosing import CHOICE_LIFE, Meaning, read_reply
from bot.rules.locate import find_by_places, nearest
from bot.rules.visits import DayProblem, is_shut, says_little_else, visit_of, with_day
from bot.rules.vocabulary import Vocabulary
from intents.slots import Slots
from intents.slots.orders import find_order
from intents.slots.phones import find_phone, tries_a_phone
from intents.slots.said import Said
from intents.text import normalise

MOST_TRIES = 3
"""Questions in a row without a usable answer, after which a human takes over what is known."""
MOST_SHOPS = 8
"""Shops offered as numbers."""
NEAR = 3
"""Shops offered for a pin."""
NO_NUMBER = "-"

Problem = DayProblem | Literal["elsewhere", "phone", "shut"]
_MATTER_CHARS = 8
_UNASKED_CHARS = 8
_CANCEL = frozenset(
    """
取消,取消预约,不约了,不预约了,不想约了,先不约了,不去了,算了,算了吧,不用了,不用,不要了,不需要,没事了,下次吧,退出,
cancel,stop,never mind,nevermind,no thanks,no thank you,forget it,not now
""".replace("\n", "").split(",")
)
_CANCELS = re.compile(
    rf"(?:(?>{'|'.join(sorted(map(re.escape, map(str.strip, _CANCEL)), key=len, reverse=True))})"
    r"[吧啊呀哈啦]*+ ?+(?:谢谢您?+|thanks|thank you)?+ ?+)++"
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
    return _CANCELS.fullmatch(said) is not None


def tells_something(text: str, dialogue: Dialogue, names: Vocabulary, now: datetime) -> bool:
    """Whether these words answer anything that the running dialogue may ask."""
    draft = dialogue.lead
    if draft is None:
        return False
    if draft.kind == "order":
        return draft.step == "matter" or fill_order(draft, text, names=names, now=now).used
    filled = fill_booking(draft, text, dialogue=dialogue, names=names, now=now)
    return filled.used or bool(filled.problem) or bool(filled.shops)


def resumes(text: str, dialogue: Dialogue, names: Vocabulary, now: datetime) -> bool:
    """Whether these words give what an interrupted booking or order question asked for."""
    draft = dialogue.lead
    if draft is None:
        return False
    if draft.kind == "order":
        return draft.step == "number" and fill_order(draft, text, names=names, now=now).used
    filled = fill_booking(draft, text, dialogue=dialogue, names=names, now=now)
    given = {
        "store": filled.draft.store or filled.shops,
        "day": filled.draft.day or filled.draft.days,
        "phone": filled.draft.phone or filled.draft.part != draft.part,
    }
    return filled.used and not filled.problem and bool(given.get(draft.step))


def begins(kind: LeadKind, text: str, names: Vocabulary, now: datetime) -> bool:
    """Whether words take up an offered booking (a day, a phone number) or order (its number)."""
    if kind == "order":
        return bool(names.read(text, now).phone or names_order(text))
    draft = LeadDraft(kind="booking", step="store")
    filled = fill_booking(draft, text, dialogue=Dialogue(), names=names, now=now)
    return bool(filled.draft.day or filled.draft.days or filled.draft.phone)


def names_order(text: str) -> bool:
    """Whether something shaped like an order number stands in the words."""
    said = Said.of(text)
    found = None if find_phone(said) else find_order(said)
    return found is not None and len(found.value) >= _UNASKED_CHARS


def fill_booking(
    draft: LeadDraft, text: str, *, dialogue: Dialogue, names: Vocabulary, now: datetime
) -> Filled:
    """Shop, day, hour, product and telephone number from one message, as far as it names them."""
    slots, chosen = names.read(text, now), _chosen(text, dialogue, now)
    after, shops, elsewhere = _with_shop(draft, slots, chosen, names.stores)
    problem: Problem = "elsewhere" if elsewhere else ""
    if not after.store or after.store != chosen:
        # The number of a chosen shop is no day: 2号.
        after, day_problem = with_day(after, visit_of(text, slots, chosen, now))
        problem = problem or day_problem
    if slots.phone:
        after = replace(after, phone=slots.phone.value)
    elif draft.step == "phone" and tries_a_phone(text):
        problem = problem or "phone"
    told = after != draft
    if slots.products:
        # A product alone is no answer to anything: 包可以退吗.
        after = replace(after, product=slots.products[0].value)
        told = told or (after != draft and says_little_else(text, slots))
    if not problem and told and is_shut(after, names.stores):
        # The hour is asked for once more; whatever else is said meanwhile is heard.
        after, problem = replace(after, part=""), "shut"
    return Filled(
        draft=replace(after, step=_next_step(after)),
        shops=shops[:MOST_SHOPS],
        problem=problem,
        elsewhere=elsewhere,
        used=told or bool(shops),
    )


def _with_shop(
    draft: LeadDraft, slots: Slots, chosen: str, book: StoreBook
) -> tuple[LeadDraft, tuple[Store, ...], str]:
    """The draft with its shop, else the shops to choose from, or the city that has none."""
    found = find_by_places(book, (slot.value for slot in slots.places))
    if chosen and book.find(chosen):
        return replace(draft, store=chosen), (), ""
    if len(found.stores) == 1:
        return replace(draft, store=found.stores[0].id), (), ""
    # A city named again narrows nothing that is settled already.
    if found.stores and draft.store not in {shop.id for shop in found.stores}:
        return replace(draft, store=""), found.stores, ""
    return draft, (), "" if draft.store else found.elsewhere


def near(draft: LeadDraft, point: Point, book: StoreBook) -> Filled:
    """The nearest shops to a pin, to choose from."""
    shops = tuple(shop for shop, _ in nearest(book, point, limit=NEAR))
    return Filled(draft=draft, shops=shops, used=True)


def fill_order(draft: LeadDraft, text: str, *, names: Vocabulary, now: datetime) -> Filled:
    """The number, or that there is none at hand, then the matter; a phone number will do too."""
    slots, after = names.read(text, now), draft
    if slots.phone:
        after = replace(after, phone=slots.phone.value, number=after.number or NO_NUMBER)
    if draft.step == "matter":
        return Filled(draft=after, used=True)
    if slots.order:
        after = replace(after, number=slots.order.value)
    elif normalise(text) in _NONE_AT_HAND:
        after = replace(after, number=NO_NUMBER)
    step: LeadStep = "matter" if after.number else "number"
    return Filled(draft=replace(after, step=step), used=after != draft)


def tells_matter(text: str) -> bool:
    """Whether words say more than an order's number."""
    said = Said.of(text)
    number = find_order(said)
    rest = said.words.replace(number.value.lower(), "") if number else said.words
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
