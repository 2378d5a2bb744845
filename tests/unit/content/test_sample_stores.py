"""The sample shops: what a demo shows has to be where it says it is."""

from __future__ import annotations

from collections import Counter
from itertools import combinations
from pathlib import Path
from typing import get_args

import pytest

from bot.content.hours import load_hours
from bot.content.stores import Store, StoreService, load_stores
from bot.content.texts import load_texts
from bot.model import Point
from bot.rules.geo import as_drawn, distance_m, to_datum
from bot.rules.mainland import on_mainland

FAQ = Path(__file__).parents[3] / "faq"
BOOK, PROBLEMS = load_stores(FAQ, load_hours(FAQ)[0])

# City centres in WGS-84 as every atlas has them: latitude, longitude.
CENTRES = {
    "上海": (31.2304, 121.4737),
    "北京": (39.9042, 116.4074),
    "广州": (23.1291, 113.2644),
    "深圳": (22.5431, 114.0579),
    "成都": (30.6598, 104.0634),
    "杭州": (30.2741, 120.1551),
    "南京": (32.0415, 118.7781),
    "武汉": (30.5810, 114.2740),
    "西安": (34.2610, 108.9423),
    "重庆": (29.5630, 106.5516),
    "沈阳": (41.7968, 123.4290),
    "厦门": (24.4798, 118.0894),
    "苏州": (31.2989, 120.5853),
    "无锡": (31.5747, 120.2957),
    "天津": (39.1256, 117.1902),
    "长沙": (28.1941, 112.9720),
    "郑州": (34.7473, 113.6249),
    "大连": (38.9140, 121.6147),
    "宁波": (29.8746, 121.5492),
    "昆明": (25.0389, 102.7183),
    "济南": (36.6512, 117.1201),
    "海口": (20.0174, 110.3492),
    "香港": (22.2900, 114.1650),
    "澳门": (22.1667, 113.5500),
    "台北": (25.0375, 121.5637),
    "巴黎": (48.8566, 2.3522),
    "伦敦": (51.5074, -0.1278),
    "东京": (35.6812, 139.7671),
    "首尔": (37.5665, 126.9780),
    "新加坡": (1.2903, 103.8519),
    "纽约": (40.7580, -73.9855),
    "台中": (24.1477, 120.6736),
    "高雄": (22.6273, 120.3014),
    "大阪": (34.6937, 135.5023),
    "曼谷": (13.7563, 100.5018),
    "吉隆坡": (3.1390, 101.6869),
    "迪拜": (25.2048, 55.2708),
    "米兰": (45.4642, 9.1900),
    "慕尼黑": (48.1351, 11.5820),
    "苏黎世": (47.3769, 8.5417),
    "洛杉矶": (34.0522, -118.2437),
    "温哥华": (49.2827, -123.1207),
    "悉尼": (-33.8688, 151.2093),
}


def test_sample_has_no_problem_and_more_than_sixty_shops() -> None:
    assert PROBLEMS == ()
    assert load_hours(FAQ)[1] == ()
    assert len(BOOK) >= 60


def test_sample_covers_twenty_mainland_cities_three_regions_and_fifteen_cities_abroad() -> None:
    mainland = Counter(store.city.zh for store in BOOK if store.is_mainland)
    others = {(store.country, store.city.zh) for store in BOOK if not store.is_mainland}

    assert len(mainland) >= 20
    assert min(mainland["上海"], mainland["北京"]) >= 4
    assert {"HK", "MO", "TW"} <= {country for country, _ in others}
    assert len({city for country, city in others if country not in {"HK", "MO", "TW"}}) >= 15


def test_no_two_shops_stand_on_one_spot() -> None:
    near = [
        (one.id, other.id)
        for one, other in combinations(BOOK, 2)
        if distance_m(one.location, other.location) < 250
    ]

    assert near == []


def test_regions_and_traditional_readers_get_their_own_script() -> None:
    """Hong Kong, Macau and Taiwan read 銅鑼灣, not 铜锣湾."""
    for store in BOOK:
        if store.country in {"HK", "MO", "TW"}:
            assert store.address.hant
            assert store.address.hant != store.address.zh or store.address.zh.isascii()


@pytest.mark.parametrize("store", BOOK.stores, ids=lambda store: store.id)
def test_shop_lies_within_its_city(store: Store) -> None:
    centre = Point(*CENTRES[store.city.zh], "wgs84")

    assert distance_m(centre, store.location) < 15_000


@pytest.mark.parametrize("store", BOOK.stores, ids=lambda store: store.id)
def test_shop_states_the_datum_of_the_map_it_stands_on(store: Store) -> None:
    if store.is_mainland:
        real = to_datum(store.location, "wgs84")
        assert store.location.datum == "gcj02"
        assert on_mainland(real.latitude, real.longitude)
        assert as_drawn(store.location) == store.location
    else:
        assert store.location.datum == "wgs84"
        assert not on_mainland(store.location.latitude, store.location.longitude)


@pytest.mark.parametrize("store", BOOK.stores, ids=lambda store: store.id)
def test_shop_can_be_presented_in_every_language(store: Store) -> None:
    texts, _ = load_texts(FAQ)

    assert store.calendar is not None
    assert any(store.calendar.week)
    assert store.services
    for service in store.services:
        assert texts.say(f"locator.service.{service}", "en")
    for names in (store.name, store.city, store.district, store.address):
        assert names.text_in("en").isascii()


def test_phones_are_visibly_fictional_and_differ() -> None:
    phones = [store.phone for store in BOOK]

    assert len(set(phones)) == len(phones)
    assert all("000" in phone.replace(" ", "") for phone in phones)


def test_every_service_a_shop_may_offer_has_its_words() -> None:
    texts, _ = load_texts(FAQ)
    words = [texts.say(f"locator.service.{name}", "zh") for name in get_args(StoreService)]

    assert len(set(words)) == len(words)
