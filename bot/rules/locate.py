"""Which shops a fan means: the nearest to a pin, or those of a place named in words.

A place without a shop of ours is told as such and never replaced by a guess.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from heapq import nsmallest
from typing import Literal

from bot.content.calendar import Names as Called
from bot.content.stores import Store, StoreBook
from bot.model import Point
from bot.rules.cities import CHINESE_NAMES, ENGLISH_NAMES
from bot.rules.geo import as_drawn, distance_m
from intents.slots import Place, PlaceKind
from intents.slots.names import Names
from intents.slots.places import find_places
from intents.slots.said import Said, comparable

By = PlaceKind | Literal["none"]
_SPECIFIC_FIRST: tuple[PlaceKind, ...] = ("store", "mall", "district", "city")
_UNIT = re.compile(r"(?:新区|区|县|市)$")
_FILLER = re.compile(
    r"你们|您们|我们|请问|请|麻烦|门店|分店|专卖店|精品店|旗舰店|专柜|店铺|实体店|商场|店|"
    r"我想|我要|想|去|到|找|查|看看|一下|哪里|哪儿|哪|里|儿|那|在|有没有|有|没有|几家|多少|家|"
    r"附近|最近|地址|位置|怎么走|怎么|营业时间|电话|吗|呢|啊|吧|么|的|了|是|也|和|跟|什么|都|开|"
    r"\b(?:the|a|any|in|at|near|your|you|do|have|is|there|where|store|stores|shop|shops|"
    r"boutique|boutiques|address|please|of|are|hours|city|mall)\b"
)


@dataclass(frozen=True, slots=True)
class Found:
    """What a fan's words name: the shops, and by what they were named.

    ``by`` is ``none`` without shops; ``elsewhere`` is then the city named that has no shop.
    """

    by: By
    stores: tuple[Store, ...] = ()
    elsewhere: str = ""


def nearest(stores: Iterable[Store], point: Point, *, limit: int = 3) -> list[tuple[Store, float]]:
    """The nearest shops with their distance in metres as the crow flies, nearest first.

    A pin outside the mainland is read as WGS-84 whatever it is declared as (``geo.as_drawn``).
    """
    pin = as_drawn(point)
    measured = ((store, distance_m(pin, store.location)) for store in stores)
    return nsmallest(limit, measured, key=lambda pair: pair[1])


def find_by_words(book: StoreBook, text: str) -> Found:
    """The shops named by shop, alias, mall, district or city, in the order of the book.

    The most specific name wins and is narrowed by the others (国贸 and 北京); a city that
    contradicts it wins. Simplified, traditional and English are understood.
    """
    return find_by_places(
        book, [hit.value for hit in find_places(Said.of(text), place_names(book))]
    )


def find_by_places(book: StoreBook, places: Iterable[Place]) -> Found:
    """The shops that places name together (``find_by_words``)."""
    named: dict[PlaceKind, frozenset[str]] = dict.fromkeys(_SPECIFIC_FIRST, frozenset())
    elsewhere = ""
    for place in places:
        named[place.kind] |= place.shops
        if not place.shops:
            elsewhere = elsewhere or place.name
    if elsewhere and not named["city"]:
        return Found("none", elsewhere=elsewhere)
    by, chosen = _choose(named)
    return Found(by, tuple(store for store in book if store.id in chosen))


def is_only_place(book: StoreBook, text: str, *, brand: Iterable[str] = ()) -> bool:
    """Whether a message is nothing but a place we know, as in answer to "which city?".

    Words of courtesy, "shop" and the names of the ``brand`` do not count.
    """
    said = Said.of(text)
    hits = find_places(said, place_names(book))
    rest = list(said.words)
    for hit in hits:
        rest[hit.start : hit.end] = " " * (hit.end - hit.start)
    left = "".join(rest)
    for name in brand:
        left = left.replace(comparable(name), "")
    return bool(hits) and not _FILLER.sub("", left).strip(" 市区县")


def city_counts(stores: Iterable[Store]) -> list[tuple[Called, int]]:
    """Cities with their number of shops, most shops first, else in the order of the file."""
    return Counter(store.city for store in stores).most_common()


def _choose(named: dict[PlaceKind, frozenset[str]]) -> tuple[By, frozenset[str]]:
    by: PlaceKind | None = None
    chosen: frozenset[str] = frozenset()
    for kind in _SPECIFIC_FIRST:
        if not named[kind]:
            continue
        if by is None:
            by, chosen = kind, named[kind]
        elif chosen & named[kind]:
            chosen &= named[kind]
        elif kind == "city":
            by, chosen = kind, named[kind]
    return (by, chosen) if by else ("none", chosen)


@lru_cache(maxsize=2)
def place_names(book: StoreBook) -> Names[Place]:
    """Every name of every shop, and the cities without one; made once per book.

    A word that names several things counts as the most specific of them for all: 国金中心 is
    the alias of one shop and the mall of another, and means both.
    """
    cities = {comparable(store.city.zh) for store in book}
    places = {name: Place("city", name.removesuffix("市")) for name in CHINESE_NAMES}
    places |= {name: Place("city", name.title()) for name in ENGLISH_NAMES}
    for store in book:
        for kind, name in _names_of(store):
            for words in _forms(comparable(name), kind, cities=cities):
                known = places.get(words)
                if known is None or not known.shops:
                    places[words] = Place(kind, name, frozenset({store.id}))
                else:
                    specific = min(kind, known.kind, key=_SPECIFIC_FIRST.index)
                    places[words] = Place(specific, known.name, known.shops | {store.id})
    return Names(places.items())


def _forms(words: str, kind: PlaceKind, *, cities: set[str]) -> set[str]:
    """A name as written and as fans shorten it: 静安 for 静安区, 上海恒隆广场 without 店.

    A district is not shortened to what is a city's name somewhere.
    """
    forms = {words, words.removesuffix("店")}
    if kind in ("city", "district"):
        short = _UNIT.sub("", words)
        if kind == "city" or short not in CHINESE_NAMES | cities:
            forms.add(short)
    return {form for form in forms if len(form) > 1}


def _names_of(store: Store) -> Iterator[tuple[PlaceKind, str]]:
    named: tuple[tuple[PlaceKind, Called | None], ...] = (
        ("store", store.name),
        ("mall", store.mall),
        ("district", store.district),
        ("city", store.city),
    )
    for kind, names in named:
        if names is not None:
            for name in {names.zh, names.en, names.hant} - {""}:
                yield kind, name
    for alias in store.aliases:
        yield "store", alias
