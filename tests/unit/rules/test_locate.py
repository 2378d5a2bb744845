"""Finding shops by pin and by words, over the sample shops."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.content.stores import load_stores
from bot.model import Point
from bot.rules.geo import to_datum
from bot.rules.locate import city_counts, find_by_words, is_only_place, nearest

BOOK, _ = load_stores(Path(__file__).parents[3] / "faq")
SHANGHAI = {store.id for store in BOOK if store.city.zh == "上海"}
HANG_LUNG = {
    "shanghai.plaza66",
    "wuhan.heartland66",
    "wuxi.center66",
    "dalian.olympia66",
    "kunming.springcity66",
    "jinan.parc66",
}
MIXC = {"shenzhen.mixc", "shenyang.mixc", "hangzhou.mixc", "chongqing.mixc", "tianjin.mixc"}
HONG_KONG = {f"hongkong.{mall}" for mall in ("landmark", "harbourcity", "timessquare", "elements")}


def test_pin_in_shanghai_lists_the_nearest_three_in_order() -> None:
    found = nearest(BOOK, Point(31.2300, 121.4560, "gcj02"))

    assert [store.id for store, _ in found] == [
        "shanghai.plaza66",
        "shanghai.taikoohui",
        "shanghai.xintiandi",
    ]
    assert [round(metres, -1) for _, metres in found] == sorted(round(m, -1) for _, m in found)
    assert found[0][1] == pytest.approx(495, abs=10)


@pytest.mark.parametrize(
    ("latitude", "longitude", "store_id"),
    [
        (37.5284, 127.0403, "seoul.galleria"),
        (1.3040, 103.8319, "singapore.ion"),
        (22.2812, 114.1580, "hongkong.landmark"),
        (22.1457, 113.5590, "macau.fourseasons"),
        (25.0339, 121.5645, "taipei.taipei101"),
        (35.6696, 139.7640, "tokyo.ginzasix"),
    ],
)
def test_pin_at_a_shop_outside_the_mainland_is_not_shifted(
    latitude: float, longitude: float, store_id: str
) -> None:
    [(store, metres)] = nearest(BOOK, Point(latitude, longitude, "gcj02"), limit=1)

    assert store.id == store_id
    assert metres < 5


def test_gps_fix_at_a_mainland_shop_is_brought_into_its_datum() -> None:
    shop = BOOK.find("beijing.skp")
    assert shop is not None

    [(store, metres)] = nearest(BOOK, to_datum(shop.location, "wgs84"), limit=1)

    assert store is shop
    assert metres < 0.1


def test_pin_without_shops_finds_nothing() -> None:
    assert nearest((), Point(31.2, 121.5, "gcj02")) == []


@pytest.mark.parametrize(
    ("text", "by", "ids"),
    [
        ("上海", "city", SHANGHAI),
        ("上海市有几家店", "city", SHANGHAI),
        ("any shops in Shanghai?", "city", SHANGHAI),
        ("静安", "district", {"shanghai.plaza66", "shanghai.taikoohui"}),
        ("上海靜安區有門市嗎", "district", {"shanghai.plaza66", "shanghai.taikoohui"}),
        ("浦东有店吗", "district", {"shanghai.ifc", "shanghai.qiantan"}),
        ("恒隆广场", "mall", HANG_LUNG),
        ("武汉恒隆", "store", {"wuhan.heartland66"}),
        ("港汇恒隆广场", "mall", {"shanghai.grandgateway"}),
        ("SKP", "mall", {"beijing.skp", "xian.skp"}),
        ("北京 SKP 怎么走", "store", {"beijing.skp"}),
        ("北京的SKP", "mall", {"beijing.skp"}),
        ("萬象城", "mall", MIXC),
        ("国金中心", "store", {"shanghai.ifc", "chongqing.ifs", "changsha.ifs"}),
        ("重庆的国金中心", "store", {"chongqing.ifs"}),
        ("国贸店几点关门", "store", {"beijing.chinaworld"}),
        ("三里屯", "store", {"beijing.sanlitun"}),
        ("臺北101", "store", {"taipei.taipei101"}),
        ("香港中环", "district", {"hongkong.landmark"}),
        ("hk", "store", HONG_KONG),
        ("Xi'an", "city", {"xian.skp"}),
        ("is there one in new york", "city", {"newyork.fifthavenue"}),
        ("法国有店吗", "store", {"paris.montaigne", "paris.haussmann"}),
        ("ＧＩＮＺＡ ＳＩＸ", "store", {"tokyo.ginzasix"}),
    ],
)
def test_words_that_name_a_place_find_its_shops(text: str, by: str, ids: set[str]) -> None:
    found = find_by_words(BOOK, text)

    assert (found.by, {store.id for store in found.stores}) == (by, ids)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("青岛有店吗", "青岛"),
        ("青島萬象城", "青岛"),
        ("常州天宁区有门店吗", "常州"),
        ("中山市有专柜吗", "中山"),
        ("any boutique in Madrid", "Madrid"),
        ("马德里", "马德里"),
    ],
)
def test_city_without_a_shop_is_named_not_replaced(text: str, place: str) -> None:
    found = find_by_words(BOOK, text)

    assert (found.by, found.stores, found.elsewhere) == ("none", (), place)


@pytest.mark.parametrize(
    "text", ["附近有门店吗", "最近的店在哪", "中山路", "苏州路上那家", "comparison", "", "🙂", "店"]
)
def test_words_without_a_place_find_nothing(text: str) -> None:
    found = find_by_words(BOOK, text)

    assert (found.by, found.stores, found.elsewhere) == ("none", (), "")


def test_street_named_after_a_city_does_not_lead_to_that_city() -> None:
    found = find_by_words(BOOK, "上海南京东路附近")

    assert {store.city.zh for store in found.stores} == {"上海"}


def test_mall_that_the_named_city_does_not_have_gives_the_city() -> None:
    found = find_by_words(BOOK, "杭州新天地")

    assert (found.by, [store.id for store in found.stores]) == (
        "city",
        ["hangzhou.tower", "hangzhou.mixc"],
    )


@pytest.mark.parametrize(
    ("text", "only"),
    [
        ("上海", True),
        ("上海的店", True),
        ("请问北京国贸有店吗", True),
        ("青岛", True),
        ("Paris please", True),
        ("附近有门店吗", False),
        ("我在上海买的包坏了", False),
        ("上海店可以退货吗", False),
        ("", False),
    ],
)
def test_message_that_is_only_a_place_is_told_from_a_question(text: str, only: bool) -> None:
    assert is_only_place(BOOK, text) is only


def test_brand_name_beside_a_place_does_not_count() -> None:
    assert is_only_place(BOOK, "维岚上海店", brand=("维岚", "Maison Véland"))
    assert not is_only_place(BOOK, "维岚上海店")


def test_endless_repetition_is_searched_only_in_its_beginning() -> None:
    found = find_by_words(BOOK, "上海" * 900 + "青岛")

    assert {store.id for store in found.stores} == SHANGHAI


def test_cities_are_counted_with_most_shops_first() -> None:
    counts = city_counts(BOOK)

    assert [(names.zh, count) for names, count in counts[:3]] == [
        ("上海", 6),
        ("北京", 4),
        ("香港", 4),
    ]
    assert sum(count for _, count in counts) == len(BOOK)
