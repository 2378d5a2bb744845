"""Links that open a shop on the maps a fan has, each in its own datum and order.

Sources: lbs.qq.com uriWebMarker and uriWebRoute, lbs.amap.com uri-api (2025-03),
lbsyun.baidu.com uri (2026-03), developers.google.com/maps/documentation/urls,
developer.apple.com MapLinks. Web addresses only: app schemes do not open inside WeChat.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal
from urllib.parse import quote

from bot.content.stores import Store
from bot.model import Datum, Lang
from bot.rules.geo import to_datum

Provider = Literal["tencent", "amap", "baidu", "google", "apple"]
REFERER = "service-gateway"
"""Who asks, as Tencent and Amap want to know it; any word of our own."""
BAIDU_SOURCE = "webapp.gateway.locator"

_SYNTAX = re.compile(r"[;:|,；：，｜]+")
_LABELS: dict[Provider, tuple[str, str, str]] = {
    "tencent": ("腾讯地图", "騰訊地圖", "Tencent Maps"),
    "amap": ("高德地图", "高德地圖", "Amap"),
    "baidu": ("百度地图", "百度地圖", "Baidu Maps"),
    "google": ("谷歌地图", "Google 地圖", "Google Maps"),
    "apple": ("苹果地图", "Apple 地圖", "Apple Maps"),
}


@dataclass(frozen=True, slots=True)
class MapLink:
    """One link: whose map, what to call it, where it leads. Ready for ``href``: no quotes."""

    provider: Provider
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class _Place:
    name: str
    address: str
    city: str
    latitude: str
    longitude: str


def links_for(store: Store, *, lang: Lang = "zh") -> tuple[MapLink, ...]:
    """Links that show the shop, the best first.

    On the mainland Tencent (it opens inside WeChat), Amap, Baidu; in Hong Kong, Macau, Taiwan
    and abroad Google, Apple.
    """
    if not store.is_mainland:
        place = _place(store, "wgs84", lang=lang)
        at = f"{place.latitude},{place.longitude}"
        return (
            _link("google", lang, f"https://www.google.com/maps/search/?api=1&query={quote(at)}"),
            _link("apple", lang, f"https://maps.apple.com/?ll={at}&q={place.name}"),
        )
    place = _place(store, "gcj02", lang=lang)
    at = f"{place.latitude},{place.longitude}"
    return (
        _link(
            "tencent",
            lang,
            f"https://apis.map.qq.com/uri/v1/marker?marker=coord:{at};title:{place.name}"
            f";addr:{place.address}&coord_type=2&referer={REFERER}",
        ),
        _link(
            "amap",
            lang,
            f"https://uri.amap.com/marker?position={place.longitude},{place.latitude}"
            f"&name={place.name}&src={REFERER}&coordinate=gaode&callnative=0",
        ),
        _link(
            "baidu",
            lang,
            f"https://api.map.baidu.com/marker?location={at}&title={place.name}"
            f"&content={place.address}&output=html&coord_type=gcj02&src={BAIDU_SOURCE}",
        ),
    )


def routes_for(store: Store, *, lang: Lang = "zh") -> tuple[MapLink, ...]:
    """Links that lead from where the fan is to the shop, in the same order of providers."""
    if not store.is_mainland:
        place = _place(store, "wgs84", lang=lang)
        at = f"{place.latitude},{place.longitude}"
        google = f"https://www.google.com/maps/dir/?api=1&destination={quote(at)}"
        return (
            _link("google", lang, google),
            _link("apple", lang, f"https://maps.apple.com/?daddr={at}&dirflg=d"),
        )
    place = _place(store, "gcj02", lang=lang)
    at = f"{place.latitude},{place.longitude}"
    return (
        _link(
            "tencent",
            lang,
            f"https://apis.map.qq.com/uri/v1/routeplan?type=drive&to={place.name}"
            f"&tocoord={at}&policy=0&coord_type=2&referer={REFERER}",
        ),
        _link(
            "amap",
            lang,
            f"https://uri.amap.com/navigation?from=&to={place.longitude},{place.latitude}"
            f",{place.name}&mode=car&policy=0&src={REFERER}&callnative=0",
        ),
        _link(
            "baidu",
            lang,
            f"https://api.map.baidu.com/direction?destination=latlng:{at}%7Cname:{place.name}"
            f"&mode=driving&region={place.city}&output=html&coord_type=gcj02&src={BAIDU_SOURCE}",
        ),
    )


def _place(store: Store, datum: Datum, *, lang: Lang) -> _Place:
    point = to_datum(store.location, datum)
    return _Place(
        name=_encoded(store.name.text_in(lang)),
        address=_encoded(store.address.text_in(lang)),
        city=_encoded(store.city.zh),
        latitude=f"{point.latitude:.6f}",
        longitude=f"{point.longitude:.6f}",
    )


def _encoded(text: str) -> str:
    """Percent-encoded, without the signs that separate fields in Tencent's and Baidu's links."""
    return quote(" ".join(_SYNTAX.sub(" ", text).split()), safe="")


def _link(provider: Provider, lang: Lang, url: str) -> MapLink:
    zh, hant, en = _LABELS[provider]
    return MapLink(provider, {"zh": zh, "zh-Hant": hant, "en": en}[lang], url)
