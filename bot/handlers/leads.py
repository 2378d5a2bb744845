"""A visit or a question about an order, taken down for an advisor: one question at a time.

Nothing is promised: the fan is told that an advisor confirms. Each answer may come at once in one
sentence, and any of them ends it with "不用了".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from bot.content.stores import Store
from bot.handlers.faq import numbered
from bot.handlers.human import opening_words
from bot.handlers.services import Services
from bot.model import (
    Answer,
    Choice,
    Dialogue,
    EventDraft,
    Lang,
    LeadDraft,
    Text,
    Turn,
)
from bot.model.limits import PASSIVE_TEXT_BYTES
from bot.rules.leads import (
    MOST_TRIES,
    Filled,
    fill_booking,
    fill_order,
    is_complete,
    is_running,
    near,
    tells_matter,
)
from bot.rules.locate import city_counts
from bot.rules.phones import masked
from bot.rules.visits import spans_of
from intents.slots.find import SHANGHAI
from intents.types import EntryId

_CITIES = 12
_NOON_H, _EVENING_H = 12, 18
_ENDS = frozenset(
    {"booking", "order", "lead_cancelled", "human", "welcome", "silent", "native_desk"}
)
"""After these nothing of a booking or order question stays open, or it is kept by them."""
_Tags = Mapping[str, tuple[str, ...]]
_BOOKING_TAGS: _Tags = {"service.topic": ("appointment",)}
_ORDER_TAGS: _Tags = {"service.topic": ("order",)}


async def booking(turn: Turn, use: Services) -> Answer:
    """Shop, then day, then telephone number; complete, the fan is queued for an advisor."""
    draft = _running(turn) or LeadDraft(kind="booking", step="store")
    point = turn.inbound.point
    if point is not None and len(use.stores):
        filled = near(draft, point, use.stores)
    else:
        dialogue = turn.conversation.dialogue
        filled = fill_booking(
            draft, turn.inbound.text, dialogue=dialogue, names=use.vocabulary, now=turn.now
        )
    if is_complete(filled.draft) and not filled.problem:
        return _booked(filled.draft, turn, use)
    if _is_lost(filled, turn):
        return _given_up(filled.draft, turn, use)
    return _ask_booking(filled, turn, use)


async def and_booking(answer: Answer, turn: Turn, use: Services) -> Answer:
    """The answer, and below it the booking that the same message asks for, if both fit."""
    if not turn.route.also:
        return answer
    booked = await booking(turn, use)
    first, second = answer.contents[0], booked.contents[0]
    if not isinstance(first, Text) or not isinstance(second, Text):
        return answer
    text = f"{first.text}\n\n{second.text}"
    if len(text.encode()) > PASSIVE_TEXT_BYTES:
        return answer
    return replace(booked, contents=(Text(text),), events=(*answer.events, *booked.events))


async def order(turn: Turn, use: Services) -> Answer:
    """The order's number, then the matter; then the fan is queued for an advisor."""
    running = _running(turn)
    draft = running or LeadDraft(kind="order", step="number")
    filled = fill_order(draft, turn.inbound.text, names=use.vocabulary, now=turn.now)
    at_matter = running is not None and running.step == "matter"
    told = tells_matter(turn.inbound.text) if filled.used else False
    if at_matter or (filled.draft.step == "matter" and told):
        return _ordered(filled.draft, turn, use)
    if _is_lost(filled, turn):
        return _given_up(filled.draft, turn, use)
    text = use.texts.say(f"order.ask_{filled.draft.step}", turn.lang)
    return _asking(text, filled, turn, tags=_ORDER_TAGS)


async def lead_cancelled(turn: Turn, use: Services) -> Answer:
    """The fan does not want it any more: nothing is kept, no question back."""
    text = use.texts.say("booking.cancelled", turn.lang)
    lead = turn.conversation.dialogue.lead
    is_visit = lead is not None and lead.kind == "booking"
    dropped = EventDraft(type="booking_cancelled" if is_visit else "order_dropped", outcome="fan")
    return Answer(contents=(Text(text),), outcome="cancelled", events=(dropped,))


def keep_lead(answer: Answer, turn: Turn, use: Services) -> Answer:
    """A question in between loses no booking: it stays open, and is named once."""
    before, draft = turn.conversation.dialogue, turn.conversation.dialogue.lead
    after = answer.dialogue
    ends = answer.handoff_reason or after.waits_for == "matter" or turn.route.handler in _ENDS
    if draft is None or after.lead is not None or ends or not is_running(before, turn.now):
        return answer
    kept = replace(after, lead=draft, asked_at=after.asked_at or turn.now)
    answer = replace(answer, dialogue=kept)
    if before.waits_for != "lead" or after.waits_for in {"purpose", "yes_no"}:
        return answer
    last = answer.contents[-1] if answer.contents else None
    if draft.step == "matter" or not isinstance(last, Text):
        return answer
    text = f"{last.text}\n\n{use.texts.say(f'{draft.kind}.open_{draft.step}', turn.lang)}"
    if len(text.encode()) > PASSIVE_TEXT_BYTES:
        return answer
    return replace(answer, contents=(*answer.contents[:-1], Text(text)))


def visit_words(draft: LeadDraft, lang: Lang, use: Services) -> str:
    """``12月3日（周四）下午3:00`` or ``Thursday, 3 December, 3:00 pm``."""
    if draft.day is None:
        return ""
    day, part = day_words(draft.day, lang), part_words(draft.part, lang, use)
    return f"{day}, {part}" if lang == "en" and part else f"{day}{part}"


def day_words(day: date, lang: Lang) -> str:
    """``12月3日（周四）`` or ``Thursday, 3 December``."""
    if lang == "en":
        return f"{day:%A}, {day.day} {day:%B}"
    week = "週" if lang == "zh-Hant" else "周"
    return f"{day.month}月{day.day}日（{week}{'一二三四五六日'[day.weekday()]}）"


def part_words(part: str, lang: Lang, use: Services) -> str:
    """A part of the day by its name, an hour with its half: 下午3:00, ``3:00 pm``."""
    if not part[:1].isdecimal():
        return use.texts.say(f"booking.part.{part}", lang) if part else ""
    first, *last = (_clock_words(time, lang, use) for time in part.split("-"))
    half = use.texts.say(f"booking.part.{_half_of(part)}", lang)
    # 下午2:00-4:00: the half of the day is said once.
    return "-".join([first, *(words.removeprefix(half) for words in last)])


def _clock_words(time: str, lang: Lang, use: Services) -> str:
    hour, minute = int(time[:2]) % 24, time[3:]
    if lang == "en":
        return f"{hour % 12 or 12}:{minute} {'am' if hour < _NOON_H else 'pm'}"
    half = use.texts.say(f"booking.part.{_half_of(time)}", lang)
    return f"{half}{hour if hour <= _NOON_H else hour - _NOON_H}:{minute}"


def _half_of(time: str) -> str:
    hour = int(time[:2]) % 24
    if hour < _NOON_H:
        return "morning"
    if hour >= _EVENING_H:
        return "evening"
    return "afternoon" if hour > _NOON_H else "noon"


def _running(turn: Turn) -> LeadDraft | None:
    dialogue = turn.conversation.dialogue
    wanted = dialogue.lead if is_running(dialogue, turn.now) else None
    return wanted if wanted and wanted.kind == turn.route.handler else None


def _is_lost(filled: Filled, turn: Turn) -> bool:
    running = _running(turn)
    return running is not None and not filled.used and running.tries + 1 >= MOST_TRIES


def _ask_booking(filled: Filled, turn: Turn, use: Services) -> Answer:
    draft, lang = filled.draft, turn.lang
    cities = use.texts.say("locator.comma", lang).join(
        city.text_in(lang) for city, _ in city_counts(use.stores)[:_CITIES]
    )
    kept = turn.conversation.dialogue.choices if draft.step == "store" and _running(turn) else ()
    choices = _shop_choices(filled.shops, lang) or kept or _day_choices(draft, lang)
    if filled.problem == "elsewhere":
        text = use.texts.say("booking.elsewhere", lang, place=filled.elsewhere, cities=cities)
        choices = ()
    elif filled.problem:
        spans = use.texts.say("locator.comma", lang).join(
            map(str, spans_of(draft, use.stores) or ())
        )
        text = use.texts.say(f"booking.bad_{filled.problem}", lang, hours=spans or "—")
    elif draft.step == "store" and choices:
        text = use.texts.say("booking.which_store", lang, choices=numbered(choices))
    elif draft.step == "store":
        text = use.texts.say("booking.ask_store", lang, cities=cities)
    elif draft.step == "day" and choices:
        text = use.texts.say("booking.which_of_days", lang, choices=numbered(choices))
    else:
        text = use.texts.say(f"booking.ask_{draft.step}", lang, **_told(draft, lang, use))
    if draft.step == "store" and _running(turn) and not filled.shops and not filled.problem:
        # The same question once more: what was said in between is taken up first.
        heard = use.texts.say(f"booking.{'noted' if filled.used else 'unclear'}", lang)
        text = f"{heard}\n{text}"
    return _asking(text, filled, turn, choices=choices, tags=_BOOKING_TAGS)


def _asking(
    text: str,
    filled: Filled,
    turn: Turn,
    *,
    choices: tuple[Choice, ...] = (),
    tags: _Tags,
) -> Answer:
    tries = 0 if filled.used or _running(turn) is None else filled.draft.tries + 1
    return Answer(
        contents=(Text(text),),
        dialogue=Dialogue(
            waits_for="lead",
            choices=choices,
            asked_at=turn.now,
            lead=replace(filled.draft, tries=tries),
        ),
        outcome=f"asked_{filled.draft.step}",
        entry=turn.route.entry,
        tags=tags,
    )


def _booked(draft: LeadDraft, turn: Turn, use: Services) -> Answer:
    assert draft.day is not None
    next_opening = opening_words(turn, use)
    text = use.texts.say(
        "booking.done_closed" if next_opening else "booking.done",
        turn.lang,
        **_told(draft, turn.lang, use),
        phone=masked(draft.phone),
        next=next_opening,
    )
    ahead = (draft.day - turn.now.astimezone(SHANGHAI).date()).days
    props = {"days_ahead": ahead} | ({"product": draft.product} if draft.product else {})
    event = EventDraft(type="booking_requested", store=draft.store, props=props)
    return _queued(text, draft, turn, events=(event,))


def _ordered(draft: LeadDraft, turn: Turn, use: Services) -> Answer:
    next_opening = opening_words(turn, use)
    key = "order.done_closed" if next_opening else "order.done"
    text = use.texts.say(key, turn.lang, next=next_opening)
    event = EventDraft(type="order_asked", props={"has_number": draft.number not in {"", "-"}})
    return _queued(text, draft, turn, events=(event,))


def _given_up(draft: LeadDraft, turn: Turn, use: Services) -> Answer:
    next_opening = opening_words(turn, use)
    key = "booking.gave_up_closed" if next_opening else "booking.gave_up"
    text = use.texts.say(key, turn.lang, next=next_opening)
    return _queued(text, draft, turn, events=())


def _queued(text: str, draft: LeadDraft, turn: Turn, *, events: tuple[EventDraft, ...]) -> Answer:
    return Answer(
        contents=(Text(text),),
        handoff_reason="booking" if draft.kind == "booking" else "order",
        acknowledges=True,
        outcome="queued",
        entry=turn.route.entry,
        tags=_BOOKING_TAGS if draft.kind == "booking" else _ORDER_TAGS,
        events=events,
        lead=draft,
    )


def _shop_choices(shops: tuple[Store, ...], lang: Lang) -> tuple[Choice, ...]:
    return tuple(Choice(shop.name.text_in(lang), EntryId(shop.id)) for shop in shops)


def _day_choices(draft: LeadDraft, lang: Lang) -> tuple[Choice, ...]:
    if draft.step != "day":
        return ()
    return tuple(Choice(day_words(day, lang), EntryId(day.isoformat())) for day in draft.days)


def _told(draft: LeadDraft, lang: Lang, use: Services) -> dict[str, str]:
    """What is known of the visit, in the fan's words: said back before it is passed on."""
    shop, product = use.stores.find(draft.store), use.library.products.find(draft.product)
    about = product.name.text_in(lang) if product else ""
    return {
        "store": shop.name.text_in(lang) if shop else "",
        "day": visit_words(draft, lang, use),
        "about": use.texts.say("booking.about", lang, product=about) if about else "",
    }
