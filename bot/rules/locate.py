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

from bot.content.calendar import Names
from bot.content.stores import Store, StoreBook
from bot.model import Point
from bot.rules.cities import CHINESE_NAMES, ENGLISH_NAMES
from bot.rules.geo import as_drawn, distance_m
from intents.text import normalise

Kind = Literal["store", "mall", "district", "city"]
By = Kind | Literal["none"]
MAX_CHARS = 300
"""How much of a message is searched; longer ones tell a story, not a place."""
_SPECIFIC_FIRST: tuple[Kind, ...] = ("store", "mall", "district", "city")
_ASCII = re.compile(r"[ -~]+")
_ROAD = re.compile(r"[东西南北中]?[一二三四五]?(?:路|街|大道|大街)")
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


@dataclass(frozen=True, slots=True)
class _Term:
    words: str
    kind: Kind
    shops: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Hit:
    start: int
    end: int
    term: _Term


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
    words = normalise(text)[:MAX_CHARS]
    hits = _hits(book, words)
    named = {kind: _stores_of(hits, kind) for kind in _SPECIFIC_FIRST}
    if not named["city"]:
        elsewhere = _city_elsewhere(words, hits)
        if elsewhere:
            return Found("none", elsewhere=elsewhere)
    by, chosen = _choose(named)
    return Found(by, tuple(store for store in book if store.id in chosen))


def is_only_place(book: StoreBook, text: str, *, brand: Iterable[str] = ()) -> bool:
    """Whether a message is nothing but a place we know, as in answer to "which city?".

    Words of courtesy, "shop" and the names of the ``brand`` do not count.
    """
    words = normalise(text)[:MAX_CHARS]
    hits = _hits(book, words)
    cities = [(start, end) for start, end, _ in _city_names(words)]
    rest = list(words)
    for start, end in [(hit.start, hit.end) for hit in hits] + cities:
        rest[start:end] = " " * (end - start)
    left = "".join(rest)
    for name in brand:
        left = left.replace(normalise(name), "")
    return bool(hits or cities) and not _FILLER.sub("", left).strip(" 市区县")


def city_counts(stores: Iterable[Store]) -> list[tuple[Names, int]]:
    """Cities with their number of shops, most shops first, else in the order of the file."""
    return Counter(store.city for store in stores).most_common()


def _choose(named: dict[Kind, frozenset[str]]) -> tuple[By, frozenset[str]]:
    by: Kind | None = None
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


def _stores_of(hits: list[_Hit], kind: Kind) -> frozenset[str]:
    return frozenset().union(*(hit.term.shops for hit in hits if hit.term.kind == kind))


def _hits(book: StoreBook, words: str) -> list[_Hit]:
    """Every name in the text that is not part of a longer name or of a road's."""
    found = [
        _Hit(start, end, term)
        for term in _index(book)
        for start, end in _places_of(term.words, words)
        if term.kind != "city" or not _ROAD.match(words, end)
    ]
    return [
        hit
        for hit in found
        if not any(
            other.start <= hit.start
            and hit.end <= other.end
            and other.end - other.start > hit.end - hit.start
            for other in found
        )
    ]


def _places_of(name: str, words: str) -> Iterator[tuple[int, int]]:
    latin = _ASCII.fullmatch(name) is not None
    start = words.find(name)
    while start >= 0:
        end = start + len(name)
        if not latin or (_is_edge(words[:start][-1:]) and _is_edge(words[end : end + 1])):
            yield start, end
        start = words.find(name, end)


def _is_edge(neighbour: str) -> bool:
    return not (neighbour.isascii() and neighbour.isalnum())


def _city_elsewhere(words: str, hits: list[_Hit]) -> str:
    for start, end, name in _city_names(words):
        covered = any(hit.start <= start and end <= hit.end for hit in hits)
        if not covered and not _ROAD.match(words, end):
            return name
    return ""


def _city_names(words: str) -> Iterator[tuple[int, int, str]]:
    for start in range(len(words)):
        for length in range(min(6, len(words) - start), 1, -1):
            name = words[start : start + length]
            if name in CHINESE_NAMES:
                yield start, start + length, name.removesuffix("市")
                break
    latin = [name for name in ENGLISH_NAMES if name in words]
    for name in sorted(latin, key=len, reverse=True):
        for start, end in _places_of(name, words):
            yield start, end, name.title()


@lru_cache(maxsize=2)
def _index(book: StoreBook) -> tuple[_Term, ...]:
    """Every name of every shop, normalised once per book.

    A word that names several things counts as the most specific of them for all: 国金中心 is
    the alias of one shop and the mall of another, and means both.
    """
    cities = {normalise(store.city.zh) for store in book}
    shops: dict[str, set[str]] = {}
    kinds: dict[str, Kind] = {}
    for store in book:
        for kind, name in _names_of(store):
            for words in _forms(normalise(name), kind, cities=cities):
                shops.setdefault(words, set()).add(store.id)
                rank = _SPECIFIC_FIRST.index(kinds.get(words, "city"))
                kinds[words] = _SPECIFIC_FIRST[min(rank, _SPECIFIC_FIRST.index(kind))]
    return tuple(_Term(words, kinds[words], frozenset(ids)) for words, ids in shops.items())


def _forms(words: str, kind: Kind, *, cities: set[str]) -> set[str]:
    """A name as written and as fans shorten it: 静安 for 静安区, 上海恒隆广场 without 店.

    A district is not shortened to what is a city's name somewhere.
    """
    forms = {words, words.removesuffix("店")}
    if kind in ("city", "district"):
        short = _UNIT.sub("", words)
        if kind == "city" or short not in CHINESE_NAMES | cities:
            forms.add(short)
    return {form for form in forms if len(form) > 1}


def _names_of(store: Store) -> Iterator[tuple[Kind, str]]:
    named: tuple[tuple[Kind, Names | None], ...] = (
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
