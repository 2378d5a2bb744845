"""Map links: each provider's own order, datum and escaping, for real shops of the sample."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from bot.content.calendar import Names
from bot.content.stores import Store, load_stores
from bot.model import Lang, Point
from bot.rules.geo import distance_m, to_datum
from bot.rules.maplinks import links_for, routes_for

BOOK, _ = load_stores(Path(__file__).parents[3] / "faq")
LANGS: tuple[Lang, ...] = ("zh", "zh-Hant", "en")


def shop(store_id: str) -> Store:
    store = BOOK.find(store_id)
    assert store is not None
    return store


def test_mainland_shop_opens_tencent_first_then_amap_and_baidu() -> None:
    tencent, amap, baidu = links_for(shop("shanghai.plaza66"))

    assert tencent.url == (
        "https://apis.map.qq.com/uri/v1/marker?marker=coord:31.226700,121.452500"
        ";title:%E4%B8%8A%E6%B5%B7%E6%81%92%E9%9A%86%E5%B9%BF%E5%9C%BA%E5%BA%97"
        ";addr:%E5%8D%97%E4%BA%AC%E8%A5%BF%E8%B7%AF1266%E5%8F%B7%E6%81%92%E9%9A%86"
        "%E5%B9%BF%E5%9C%BA%E4%B8%80%E5%B1%82&coord_type=2&referer=service-gateway"
    )
    assert amap.url.startswith("https://uri.amap.com/marker?position=121.452500,31.226700&name=")
    assert amap.url.endswith("&src=service-gateway&coordinate=gaode&callnative=0")
    assert baidu.url.startswith(
        "https://api.map.baidu.com/marker?location=31.226700,121.452500&title="
    )
    assert "&output=html&coord_type=gcj02&src=webapp." in baidu.url
    assert [link.label for link in (tencent, amap, baidu)] == ["腾讯地图", "高德地图", "百度地图"]


@pytest.mark.parametrize("store_id", ["hongkong.landmark", "taipei.taipei101", "macau.fourseasons"])
def test_shop_in_hong_kong_macau_or_taipei_opens_google_and_apple_unshifted(store_id: str) -> None:
    store = shop(store_id)
    google, apple = links_for(store, lang="en")
    at = f"{store.location.latitude:.6f},{store.location.longitude:.6f}"

    assert google.url == f"https://www.google.com/maps/search/?api=1&query={at.replace(',', '%2C')}"
    assert apple.url.startswith(f"https://maps.apple.com/?ll={at}&q=")
    assert (google.label, apple.label) == ("Google Maps", "Apple Maps")


def test_routes_of_a_mainland_shop_name_their_target_in_each_syntax() -> None:
    tencent, amap, baidu = routes_for(shop("beijing.skp"))

    assert "routeplan?type=drive&to=" in tencent.url
    assert "&tocoord=39.910700,116.479700&" in tencent.url
    assert "navigation?from=&to=116.479700,39.910700,%E5%8C%97" in amap.url
    assert "destination=latlng:39.910700,116.479700%7Cname:%E5%8C%97" in baidu.url
    assert parse_qs(urlsplit(baidu.url).query)["region"] == ["北京"]


def test_routes_of_a_shop_abroad_carry_the_destination() -> None:
    google, apple = routes_for(shop("paris.montaigne"))

    assert google.url == "https://www.google.com/maps/dir/?api=1&destination=48.866200%2C2.304700"
    assert apple.url == "https://maps.apple.com/?daddr=48.866200,2.304700&dirflg=d"


def test_mainland_shop_noted_in_wgs84_is_shifted_for_chinese_maps() -> None:
    noted = shop("shanghai.plaza66")
    measured = replace(noted, location=to_datum(noted.location, "wgs84"))
    latitude, longitude = (
        unquote(links_for(measured)[0].url).split("coord:")[1].split(";")[0].split(",")
    )

    assert distance_m(Point(float(latitude), float(longitude), "gcj02"), noted.location) < 0.2


def test_signs_of_the_link_syntax_are_taken_out_of_names() -> None:
    odd = replace(
        shop("beijing.skp"),
        name=Names('SKP: "A|B"; 北京, 店', "x"),
        address=Names("一层，A区；近<东门>", "x"),
    )
    tencent, amap, baidu = links_for(odd)

    assert ";title:SKP%20%22A%20B%22%20%E5%8C%97%E4%BA%AC%20%E5%BA%97;addr:" in tencent.url
    for link in (tencent, amap, baidu):
        assert not set('"<> |') & set(link.url)


@pytest.mark.parametrize("store", BOOK.stores, ids=lambda store: store.id)
@pytest.mark.parametrize("lang", LANGS)
def test_every_link_of_the_sample_is_https_ascii_and_ready_for_an_attribute(
    store: Store, lang: Lang
) -> None:
    for link in (*links_for(store, lang=lang), *routes_for(store, lang=lang)):
        assert link.url.startswith("https://")
        assert link.url.isascii()
        assert not set("\"'<> ") & set(link.url)
