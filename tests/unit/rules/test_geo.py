"""Coordinates: the platform's published points, round trips, pins on both sides of a border."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model import Datum, Point
from bot.rules.geo import as_drawn, distance_m, to_datum
from bot.rules.mainland import on_mainland

VECTORS = json.loads(
    (Path(__file__).parents[2] / "payloads" / "vectors.json").read_text(encoding="utf-8")
)["coords"]
DATUMS: dict[str, Datum] = {"WGS84": "wgs84", "GCJ02": "gcj02", "BD09": "bd09"}
CITY_TOLERANCE_DEG = {
    ("wgs84", "gcj02"): 1e-5,
    ("gcj02", "wgs84"): 1e-5,
    ("gcj02", "bd09"): 1e-6,
    ("bd09", "gcj02"): 5e-6,
    ("wgs84", "bd09"): 2e-5,
    ("bd09", "wgs84"): 2e-5,
}


def point_of(pair: list[float], order: str, datum: Datum) -> Point:
    latitude, longitude = pair if order == "lat,lng" else pair[::-1]
    return Point(latitude, longitude, datum)


def off_deg(a: Point, b: Point) -> float:
    return max(abs(a.latitude - b.latitude), abs(a.longitude - b.longitude))


@pytest.mark.parametrize("vector", VECTORS["points"], ids=lambda v: f"{v['frm']}-{v['to']}")
def test_published_point_converts_within_its_tolerance(vector: dict[str, Any]) -> None:
    source, target = DATUMS[vector["frm"]], DATUMS[vector["to"]]
    wanted = point_of(vector["out"], vector["order"], target)
    got = to_datum(point_of(vector["inp"], vector["order"], source), target)

    assert got.datum == target
    assert off_deg(got, wanted) <= vector["tol"]


@pytest.mark.parametrize("city", VECTORS["cities"], ids=lambda c: c["name"])
@pytest.mark.parametrize(("source", "target"), CITY_TOLERANCE_DEG)
def test_city_triple_converts_between_all_datums(
    city: dict[str, Any], source: Datum, target: Datum
) -> None:
    names = {datum: name for name, datum in DATUMS.items()}
    start = point_of(city[names[source]], city["order"], source)
    wanted = point_of(city[names[target]], city["order"], target)

    assert off_deg(to_datum(start, target), wanted) < CITY_TOLERANCE_DEG[source, target]


def test_bd09_of_the_second_published_point_is_the_iterated_one() -> None:
    got = to_datum(Point(29.210504, 120.036455, "bd09"), "wgs84")

    assert off_deg(got, Point(29.20715787703431, 120.02528297893852, "wgs84")) < 1e-6


def test_gcj02_back_to_wgs84_is_iterated_not_subtracted() -> None:
    start = Point(39.911954, 116.377817, "wgs84")
    back = to_datum(to_datum(start, "gcj02"), "wgs84")

    assert distance_m(start, back) < 0.001


@pytest.mark.parametrize(
    ("place", "shift_m"),
    [
        (Point(39.9042, 116.4074, "wgs84"), 555),
        (Point(31.2304, 121.4737, "wgs84"), 481),
        (Point(23.1291, 113.2644, "wgs84"), 621),
    ],
)
def test_shift_on_the_mainland_has_its_known_size(place: Point, shift_m: float) -> None:
    moved = to_datum(place, "gcj02")
    same_numbers = Point(moved.latitude, moved.longitude, "wgs84")

    assert distance_m(place, same_numbers) == pytest.approx(shift_m, abs=8)


mainland_points = st.builds(Point, st.floats(18.0, 53.0), st.floats(74.0, 134.0), st.just("wgs84"))


@given(mainland_points)
def test_round_trips_come_back_to_the_same_place(start: Point) -> None:
    through_gcj = to_datum(to_datum(start, "gcj02"), "wgs84")
    through_bd = to_datum(to_datum(to_datum(start, "gcj02"), "bd09"), "gcj02")

    assert off_deg(start, through_gcj) < 1e-9
    assert distance_m(to_datum(start, "gcj02"), through_bd) < 0.4


@given(mainland_points)
def test_distance_between_datums_of_one_place_is_nothing(start: Point) -> None:
    assert distance_m(start, to_datum(start, "gcj02")) < 0.01
    assert distance_m(start, to_datum(start, "bd09")) < 0.5


def test_distance_of_the_published_pair_is_right_to_a_metre() -> None:
    shanghai = Point(31.17530398364597, 121.531541859215, "gcj02")
    beijing = Point(39.91334545536069, 116.38404722455657, "gcj02")

    assert distance_m(shanghai, beijing) == pytest.approx(1_078_164, abs=1)


def test_distance_across_the_date_line_goes_the_short_way() -> None:
    fiji, samoa = Point(-17.0, 179.9, "wgs84"), Point(-17.0, -179.9, "wgs84")

    assert distance_m(fiji, samoa) == pytest.approx(21_290, rel=0.01)


ELSEWHERE = {
    "Seoul": (37.5665, 126.978),
    "Singapore": (1.304, 103.8319),
    "Bangkok": (13.75, 100.5),
    "Hanoi": (21.03, 105.85),
    "Ulaanbaatar": (47.92, 106.92),
    "Vladivostok": (43.115, 131.885),
    "Osaka": (34.69, 135.5),
    "Tokyo": (35.68, 139.76),
    "Almaty": (43.24, 76.89),
    "Kathmandu": (27.7, 85.32),
    "Taipei": (25.0339, 121.5645),
    "Kinmen": (24.43, 118.32),
    "Hong Kong, Central": (22.2812, 114.158),
    "Hong Kong, Sheung Shui": (22.5024, 114.1278),
    "Hong Kong, Fanling": (22.492, 114.139),
    "Hong Kong airport": (22.308, 113.9185),
    "Macau": (22.1987, 113.5439),
    "Cotai": (22.1475, 113.5636),
    "Paris": (48.8662, 2.3047),
    "Sydney": (-33.86, 151.2),
}
MAINLAND = {
    "Shenzhen, Luohu port": (22.533, 114.117),
    "Shenzhen, Futian": (22.541, 114.056),
    "Shenzhen, Shekou": (22.485, 113.915),
    "Zhuhai, Gongbei": (22.221, 113.551),
    "Zhuhai, Hengqin": (22.125, 113.52),
    "Xiamen": (24.46, 118.15),
    "Sanya": (18.25, 109.5),
    "Dandong": (40.13, 124.39),
    "Heihe": (50.245, 127.5),
    "Kashgar": (39.47, 75.99),
    "Zhoushan": (30.0, 122.2),
}


@pytest.mark.parametrize("place", ELSEWHERE)
def test_pin_outside_the_mainland_keeps_its_numbers(place: str) -> None:
    latitude, longitude = ELSEWHERE[place]
    drawn = as_drawn(Point(latitude, longitude, "gcj02"))

    assert not on_mainland(latitude, longitude)
    assert drawn == Point(latitude, longitude, "wgs84")


@pytest.mark.parametrize("place", MAINLAND)
def test_pin_on_the_mainland_stays_gcj02(place: str) -> None:
    real = Point(*MAINLAND[place], "wgs84")
    pin = to_datum(real, "gcj02")

    assert on_mainland(real.latitude, real.longitude)
    assert as_drawn(pin) == pin


def test_pin_already_in_wgs84_is_taken_as_it_is() -> None:
    fix = Point(31.2304, 121.4737, "wgs84")

    assert as_drawn(fix) is fix
