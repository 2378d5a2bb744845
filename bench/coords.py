"""Coordinate conversions against a table of city points.

``python bench/coords.py --data DIR`` reads ``china-cities.csv`` in ``DIR`` or ``DIR/places``
(columns ``wgs84_lng``, ``wgs84_lat`` and so on), converts every point between all three datums
and prints the largest error beside the decimals that maps want, the round trips, and the time
of one conversion.
Exit code 1 if a conversion misses its decimals.
"""

from __future__ import annotations

import argparse
import csv
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from bot.model import Datum, Point
from bot.rules.geo import distance_m, to_datum
from bot.rules.mainland import on_mainland

# Through which datum and back, and the decimals of a metre to print.
ROUND_TRIPS: tuple[tuple[Datum, int], ...] = (("wgs84", 9), ("bd09", 2))
# Decimals that must be right: 4 for a shift, 6 and 5 between the two Chinese datums.
WANTED: dict[tuple[Datum, Datum], int] = {
    ("wgs84", "gcj02"): 4,
    ("gcj02", "wgs84"): 4,
    ("gcj02", "bd09"): 6,
    ("bd09", "gcj02"): 5,
    ("wgs84", "bd09"): 4,
    ("bd09", "wgs84"): 4,
}
REPEATS = 20

Row = dict[Datum, Point]


def find_table(folder: Path) -> Path:
    name = "china-cities.csv"
    found = [path for path in (folder / name, folder / "places" / name) if path.is_file()]
    if not found:
        raise SystemExit(f"there is no {name} in {folder} or {folder / 'places'}")
    return found[0]


def read_rows(path: Path) -> list[Row]:
    datums: tuple[Datum, ...] = ("wgs84", "gcj02", "bd09")
    with path.open(encoding="utf-8", newline="") as file:
        return [
            {d: Point(float(row[f"{d}_lat"]), float(row[f"{d}_lng"]), d) for d in datums}
            for row in csv.DictReader(file)
        ]


def error_deg(row: Row, source: Datum, target: Datum) -> float:
    got, wanted = to_datum(row[source], target), row[target]
    return max(abs(got.latitude - wanted.latitude), abs(got.longitude - wanted.longitude))


def round_trip_m(row: Row, through: Datum) -> float:
    start = row["gcj02"]
    return distance_m(start, to_datum(to_datum(start, through), "gcj02"))


def conversion_us(rows: list[Row], source: Datum, target: Datum) -> float:
    started = time.perf_counter()
    for _ in range(REPEATS):
        for row in rows:
            to_datum(row[source], target)
    return (time.perf_counter() - started) / (REPEATS * len(rows)) * 1e6


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--data", type=Path, required=True, help="folder of china-cities.csv")
    rows = read_rows(find_table(parser.parse_args().data))
    print(f"{len(rows)} points")
    missed = False
    for (source, target), decimals in WANTED.items():
        worst = max(error_deg(row, source, target) for row in rows)
        good = worst < 0.5 * 10**-decimals
        missed |= not good
        print(
            f"{source:>5} -> {target:<5}  max error {worst:.1e} degree, "
            f"wanted {decimals} decimals: {'good' if good else 'MISSED'}, "
            f"{conversion_us(rows, source, target):.1f} us each"
        )
    for through, digits in ROUND_TRIPS:
        worst_m = max(round_trip_m(row, through) for row in rows)
        print(f"gcj02 -> {through} -> gcj02 returns within {worst_m:.{digits}f} m")
    outside = sum(not on_mainland(r["wgs84"].latitude, r["wgs84"].longitude) for r in rows)
    print(f"outside the outline of the mainland: {outside} (remote islands are not drawn)")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
