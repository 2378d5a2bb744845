"""The shop locator: the nearest shops to a pin, or the shops of a place named in words.

Of a fan's location only the shop and the distance are kept, never the coordinates.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import groupby

from bot.content.stores import Store
from bot.handlers.leads import and_booking
from bot.handlers.services import Services
from bot.model import Answer, EventDraft, InboundKind, Lang, Point, Text, Turn
from bot.model.limits import PASSIVE_TEXT_BYTES
from bot.rules.hours import today_line
from bot.rules.locate import Found, city_counts, find_by_words, nearest
from bot.rules.maplinks import links_for

NEAREST = 3
"""Shops told for a pin."""
FAR_M = 100_000
"""From here on "near you" would be untrue; only the nearest shop is told."""
LIST_MAX = 4
"""Shops told with hours and link; more are named by district, with a question back."""
CITIES_MAX = 12
"""Cities named when asking back: enough to see the kind of answer, one glance on a phone."""
TEXT_MAX_CHARS = 600
"""Visible characters of one answer, beside the platform's limit in bytes."""

_LINK = re.compile(r"<a [^>]*>|</a>")
_TAGS = {"service.topic": ("stores",)}


async def stores(turn: Turn, use: Services) -> Answer:
    """Shops with hours, phone and a map link; without a place, a question for one."""
    point = turn.inbound.point
    if not len(use.stores):
        text = use.texts.say("locator.empty", turn.lang)
        return _answer(turn, text, _searched("no_stores", by="none"))
    if turn.inbound.kind is InboundKind.LOCATION and point is not None:
        return _near(turn, use, point=point)
    found = find_by_words(use.stores, turn.inbound.text)
    answer = _named(turn, use, found=found) if found.stores else _ask(turn, use, found=found)
    return await and_booking(answer, turn, use)


def distance_words(metres: float, *, lang: Lang, use: Services) -> str:
    """``约 850 米``, ``约 3.2 公里``, ``约 1,080 公里``: as the crow flies, rounded."""
    tens = max(10, round(metres / 10) * 10)
    if tens < 1_000:
        return use.texts.say("locator.metres", lang, metres=tens)
    kilometres = metres / 1_000
    words = f"{kilometres:.1f}" if kilometres < 10 else f"{kilometres:,.0f}"
    return use.texts.say("locator.kilometres", lang, kilometres=words)


def _near(turn: Turn, use: Services, *, point: Point) -> Answer:
    close = nearest(use.stores, point, limit=NEAREST)
    shop, distance_m = close[0]
    far = distance_m > FAR_M
    close = close[:1] + [pair for pair in close[1:] if pair[1] <= FAR_M]
    head = use.texts.say("locator.far" if far else "locator.near", turn.lang)
    end = use.texts.say("locator.end.list", turn.lang)
    items = [_item(store, turn, use, distance_m=metres) for store, metres in close]
    fewer = [items[:count] for count in range(len(items), 0, -1)]
    text = _first_fitting("\n\n".join([head, *some, end]) for some in fewer)
    return _answer(
        turn,
        text,
        _searched("far" if far else "found", by="pin"),
        _shown(shop, count=len(close), distance_m=round(distance_m)),
    )


def _named(turn: Turn, use: Services, *, found: Found) -> Answer:
    shops = found.stores
    if len(shops) == 1:
        text = _details(shops[0], turn, use)
    elif len(shops) <= LIST_MAX:
        text = _list(shops, turn, use)
    else:
        text = _which(shops, turn, use)
    return _answer(turn, text, _searched("found", by=found.by), _shown(shops[0], count=len(shops)))


def _ask(turn: Turn, use: Services, *, found: Found) -> Answer:
    named = [city.text_in(turn.lang) for city, _ in city_counts(use.stores)]
    cities = _listed(named, turn, use, at_most=CITIES_MAX)
    if found.elsewhere:
        key, outcome = "locator.elsewhere", "not_there"
        text = use.texts.say(key, turn.lang, place=found.elsewhere, cities=cities)
    else:
        text, outcome = use.texts.say("locator.ask", turn.lang, cities=cities), "asked"
    return _answer(turn, text, _searched(outcome, by="none"))


def _details(store: Store, turn: Turn, use: Services) -> str:
    lang, texts = turn.lang, use.texts
    comma = texts.say("locator.comma", lang)
    about = texts.say(
        "locator.details",
        lang,
        name=store.name.text_in(lang),
        address=store.address.text_in(lang),
        hours=today_line(store, turn.now, lang=lang, texts=texts),
        phone=store.phone,
    )
    if store.services:
        offered = comma.join(texts.say(f"locator.service.{name}", lang) for name in store.services)
        about += "\n" + texts.say("locator.services", lang, services=offered)
    links = [f'<a href="{link.url}">{link.label}</a>' for link in links_for(store, lang=lang)]
    end = texts.say("locator.end.one", lang)
    fewer = [links[:count] for count in range(len(links), 0, -1)]
    return _first_fitting(
        f"{about}\n{texts.say('locator.maps', lang, links=comma.join(some))}\n\n{end}"
        for some in fewer
    )


def _list(shops: Sequence[Store], turn: Turn, use: Services) -> str:
    head = use.texts.say("locator.several", turn.lang, count=len(shops))
    end = use.texts.say("locator.end.list", turn.lang)
    rich = [_item(store, turn, use) for store in shops]
    short = [
        use.texts.say(
            "locator.item_short", turn.lang, name=store.name.text_in(turn.lang), phone=store.phone
        )
        for store in shops
    ]
    return _first_fitting("\n\n".join([head, *items, end]) for items in (rich, short))


def _which(shops: Sequence[Store], turn: Turn, use: Services) -> str:
    """Names by district, or by city if there are several; districts alone if that is too long."""
    lang, texts = turn.lang, use.texts
    comma = texts.say("locator.comma", lang)
    cities = list(dict.fromkeys(store.city.text_in(lang) for store in shops))
    one_city = len(cities) == 1

    def group_of(store: Store) -> str:
        return (store.district if one_city else store.city).text_in(lang)

    groups = [
        (label, comma.join(store.name.text_in(lang) for store in group))
        for label, group in groupby(sorted(shops, key=group_of), key=group_of)
    ]
    place = _listed(cities, turn, use, at_most=3)
    head = texts.say("locator.many", lang, place=place, count=len(shops))
    end = texts.say("locator.end.many", lang)
    rows = [texts.say("locator.group", lang, district=at, names=names) for at, names in groups]
    labels = _listed([label for label, _ in groups], turn, use, at_most=CITIES_MAX)
    return _first_fitting(["\n".join([head, *rows, end]), f"{head}\n{labels}\n{end}"])


def _listed(names: Sequence[str], turn: Turn, use: Services, *, at_most: int) -> str:
    """The first names in a row; that there are more is said, not hidden."""
    row = use.texts.say("locator.comma", turn.lang).join(names[:at_most])
    if len(names) <= at_most:
        return row
    return use.texts.say("locator.more", turn.lang, names=row)


def _item(store: Store, turn: Turn, use: Services, *, distance_m: float | None = None) -> str:
    lang = turn.lang
    values = {
        "name": store.name.text_in(lang),
        "hours": today_line(store, turn.now, lang=lang, texts=use.texts),
        "phone": store.phone,
        "url": links_for(store, lang=lang)[0].url,
    }
    if distance_m is None:
        return use.texts.say("locator.item", lang, **values)
    distance = distance_words(distance_m, lang=lang, use=use)
    return use.texts.say("locator.item_near", lang, distance=distance, **values)


def _first_fitting(texts: Iterable[str]) -> str:
    """The first text that fits into one passive reply; the last is short by design."""
    text = ""
    for text in texts:
        visible = len(_LINK.sub("", text))
        if visible <= TEXT_MAX_CHARS and len(text.encode()) <= PASSIVE_TEXT_BYTES:
            break
    return text


def _searched(outcome: str, *, by: str) -> EventDraft:
    return EventDraft(type="locator_searched", outcome=outcome, props={"by": by})


def _shown(store: Store, *, count: int, distance_m: int | None = None) -> EventDraft:
    props = {"count": count} if distance_m is None else {"count": count, "distance_m": distance_m}
    return EventDraft(type="locator_result_shown", store=store.id, props=props)


def _answer(turn: Turn, text: str, *events: EventDraft) -> Answer:
    return Answer(contents=(Text(text),), entry=turn.route.entry, tags=_TAGS, events=events)
