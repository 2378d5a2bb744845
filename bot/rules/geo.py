"""Places on earth: the three coordinate systems of Chinese maps, and distances.

No rectangle "China" is guessed here: such boxes contain Seoul, Bangkok and Singapore and would
move a shop there by 160 to 600 m. ``to_datum`` shifts because its caller says that the shift
applies; only ``as_drawn`` asks where a fan's pin lies.

Formula and constants are the publicly known ones (a = 6378245.0, Krasovsky 1940; checked against
the fixtures of gcoord, coordtransform and eviltransform, 2026).
"""

from __future__ import annotations

from dataclasses import replace
from math import asin, atan2, cos, pi, radians, sin, sqrt

from bot.model import Datum, Point
from bot.rules.mainland import on_mainland

EARTH_RADIUS_M = 6378137.0
_AXIS_M = 6378245.0
_ECCENTRICITY_SQUARED = 0.00669342162296594323
_BD_PI = pi * 3000.0 / 180.0
_ROUNDS = 10
_CLOSE_ENOUGH_DEG = 1e-11


def to_datum(point: Point, datum: Datum) -> Point:
    """The same place written in another coordinate system.

    Always shifts: ask only for places on the Chinese mainland, or for what a Chinese map
    provider would draw. Inverse shifts are iterated to below 1e-9 degree.
    """
    if point.datum == datum:
        return point
    lat, lng = point.latitude, point.longitude
    if point.datum == "wgs84":
        lat, lng = _wgs84_to_gcj02(lat, lng)
    elif point.datum == "bd09":
        lat, lng = _bd09_to_gcj02(lat, lng)
    if datum == "wgs84":
        lat, lng = _gcj02_to_wgs84(lat, lng)
    elif datum == "bd09":
        lat, lng = _gcj02_to_bd09(lat, lng)
    return Point(lat, lng, datum)


def as_drawn(pin: Point) -> Point:
    """A fan's pin in the datum in which the map really drew it.

    WeChat's pins are declared GCJ-02, but Tencent's map is shifted on the mainland only: in
    Seoul, Singapore or Hong Kong the numbers are those of GPS. A GCJ-02 pin outside the mainland
    therefore becomes WGS-84 with the same numbers. Within 600 m of the Shenzhen river numbers can
    mean either bank; they are read as the mainland, wrong by 600 m at most.
    """
    if pin.datum != "gcj02":
        return pin
    lat, lng = _gcj02_to_wgs84(pin.latitude, pin.longitude)
    return pin if on_mainland(lat, lng) else replace(pin, datum="wgs84")


def distance_m(a: Point, b: Point) -> float:
    """Metres along the earth's surface; points of different datums are brought together first."""
    if a.datum != b.datum:
        a, b = to_datum(a, "wgs84"), to_datum(b, "wgs84")
    lat_a, lat_b = radians(a.latitude), radians(b.latitude)
    half_lat = (lat_b - lat_a) / 2
    half_lng = radians(b.longitude - a.longitude) / 2
    chord = sin(half_lat) ** 2 + cos(lat_a) * cos(lat_b) * sin(half_lng) ** 2
    return 2 * EARTH_RADIUS_M * asin(sqrt(min(1.0, chord)))


def _wgs84_to_gcj02(lat: float, lng: float) -> tuple[float, float]:
    x, y = lng - 105.0, lat - 35.0
    root = sqrt(abs(x))
    waves = (20.0 * sin(6.0 * x * pi) + 20.0 * sin(2.0 * x * pi)) * 2.0 / 3.0
    north_m = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + waves
    north_m += (20.0 * sin(y * pi) + 40.0 * sin(y / 3.0 * pi)) * 2.0 / 3.0
    north_m += (160.0 * sin(y / 12.0 * pi) + 320.0 * sin(y * pi / 30.0)) * 2.0 / 3.0
    east_m = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + waves
    east_m += (20.0 * sin(x * pi) + 40.0 * sin(x / 3.0 * pi)) * 2.0 / 3.0
    east_m += (150.0 * sin(x / 12.0 * pi) + 300.0 * sin(x / 30.0 * pi)) * 2.0 / 3.0
    rad_lat = radians(lat)
    magic = 1.0 - _ECCENTRICITY_SQUARED * sin(rad_lat) ** 2
    meridian_m = _AXIS_M * (1.0 - _ECCENTRICITY_SQUARED) / (magic * sqrt(magic))
    parallel_m = _AXIS_M / sqrt(magic) * cos(rad_lat)
    return (
        lat + north_m * 180.0 / (meridian_m * pi),
        lng + east_m * 180.0 / (parallel_m * pi),
    )


def _gcj02_to_wgs84(lat: float, lng: float) -> tuple[float, float]:
    guess_lat, guess_lng = lat, lng
    for _ in range(_ROUNDS):
        shifted_lat, shifted_lng = _wgs84_to_gcj02(guess_lat, guess_lng)
        off_lat, off_lng = shifted_lat - lat, shifted_lng - lng
        guess_lat, guess_lng = guess_lat - off_lat, guess_lng - off_lng
        if abs(off_lat) < _CLOSE_ENOUGH_DEG and abs(off_lng) < _CLOSE_ENOUGH_DEG:
            break
    return guess_lat, guess_lng


def _gcj02_to_bd09(lat: float, lng: float) -> tuple[float, float]:
    radius = sqrt(lng * lng + lat * lat) + 0.00002 * sin(lat * _BD_PI)
    angle = atan2(lat, lng) + 0.000003 * cos(lng * _BD_PI)
    return radius * sin(angle) + 0.006, radius * cos(angle) + 0.0065


def _bd09_to_gcj02(lat: float, lng: float) -> tuple[float, float]:
    x, y = lng - 0.0065, lat - 0.006
    radius = sqrt(x * x + y * y) - 0.00002 * sin(y * _BD_PI)
    angle = atan2(y, x) - 0.000003 * cos(x * _BD_PI)
    return radius * sin(angle), radius * cos(angle)
