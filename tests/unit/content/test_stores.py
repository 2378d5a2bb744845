"""``stores.yaml`` and ``hours.yaml``: what is read, and what an editor is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.content.calendar import ALWAYS, Span
from bot.content.hours import load_hours
from bot.content.stores import load_stores

SHOP = """\
stores:
  - id: shanghai.one
    name: {zh: 上海一店, en: Shanghai One}
    aliases: [一店]
    country: CN
    city: {zh: 上海, en: Shanghai}
    district: {zh: 静安区, en: Jing'an, zh-Hant: 靜安區}
    address: {zh: 南京西路1号, en: 1 West Nanjing Road}
    phone: "+86 21 0000 0101"
    location: {latitude: 31.2267, longitude: 121.4525, datum: gcj02}
    timezone: Asia/Shanghai
    hours: {daily: "10:00-22:00", sun: "11:00-13:00, 14:00-20:00"}
    services: [repair, tax_refund]
"""
HOURS = """\
hours:
  shops: {daily: "10:00-21:30"}
  service:
    default: {daily: "09:30-12:00, 13:30-18:00", sun: closed}
closures:
  - name: {zh: 国庆节, en: National Day}
    from: 2026-10-01
    until: 2026-10-07
    service: closed
    shops: "10:00-23:00"
make_up_days:
  - {name: {zh: 调休, en: make-up day}, day: 2026-10-11}
"""


def told(folder: Path, name: str, text: str) -> list[str]:
    """The problems of one file as an editor's tool shows them, without the folder."""
    (folder / name).write_text(text, encoding="utf-8")
    load = load_stores if name == "stores.yaml" else load_hours
    _, problems = load(folder)
    return [str(problem).removeprefix(f"{folder.as_posix()}/") for problem in problems]


def test_shop_as_written_becomes_a_store(tmp_path: Path) -> None:
    (tmp_path / "stores.yaml").write_text(SHOP, encoding="utf-8")
    book, problems = load_stores(tmp_path)
    store = book.find("shanghai.one")

    assert problems == ()
    assert store is not None
    assert store.is_mainland
    assert (store.district.text_in("zh-Hant"), store.city.text_in("zh-Hant")) == ("靜安區", "上海")
    assert (store.location.latitude, store.location.datum) == (31.2267, "gcj02")
    assert store.services == ("repair", "tax_refund")
    assert store.calendar is not None
    assert store.calendar.week[0] == (Span(600, 1320),)
    assert store.calendar.week[6] == (Span(660, 780), Span(840, 1200))


def test_missing_files_mean_no_shops_and_an_open_service(tmp_path: Path) -> None:
    book, problems = load_stores(tmp_path)
    hours, hour_problems = load_hours(tmp_path)

    assert (len(book), problems, hour_problems) == (0, (), ())
    assert book.find("shanghai.one") is None
    assert hours.shops is None
    assert hours.service_of().week == ALWAYS


def test_shop_without_hours_takes_the_houses_and_its_holidays(tmp_path: Path) -> None:
    (tmp_path / "hours.yaml").write_text(HOURS, encoding="utf-8")
    text = "\n".join(line for line in SHOP.splitlines() if "hours:" not in line)
    (tmp_path / "stores.yaml").write_text(text, encoding="utf-8")
    [store] = load_stores(tmp_path, load_hours(tmp_path)[0])[0]

    assert store.calendar is not None
    assert str(store.calendar.week[2][0]) == "10:00-21:30"
    assert [str(special.spans[0]) for special in store.calendar.special] == ["10:00-23:00"]


def test_shop_outside_the_mainland_keeps_open_on_mainland_holidays(tmp_path: Path) -> None:
    (tmp_path / "hours.yaml").write_text(HOURS, encoding="utf-8")
    text = SHOP.replace("country: CN", "country: HK").replace("datum: gcj02", "datum: wgs84")
    (tmp_path / "stores.yaml").write_text(text, encoding="utf-8")
    [store] = load_stores(tmp_path, load_hours(tmp_path)[0])[0]

    assert store.calendar is not None
    assert store.calendar.special == ()


def test_shop_without_any_hours_is_open_when_nobody_knows(tmp_path: Path) -> None:
    text = "\n".join(line for line in SHOP.splitlines() if "hours:" not in line)
    (tmp_path / "stores.yaml").write_text(text, encoding="utf-8")
    [store] = load_stores(tmp_path, load_hours(tmp_path)[0])[0]

    assert store.calendar is None


@pytest.mark.parametrize(
    ("wrong", "place", "words"),
    [
        (("latitude: 31.2267, longitude: 121.4525", "latitude: 121.4525, longitude: 31.2267"),
         "stores.yaml:10:26", "are swapped"),
        (("latitude: 31.2267, longitude: 121.4525", "latitude: 85.5, longitude: 44.1"),
         "stores.yaml:10:26", "are swapped"),
        (("latitude: 31.2267", "latitude: 131.2267"), "stores.yaml:10:26", "not on earth"),
        (("longitude: 121.4525", "longitude: 221.4525"), "stores.yaml:10:46", "not on earth"),
        (("longitude: 121.4525", "longitude: 151.4525"), "stores.yaml:10:26", "far from China"),
        (("country: CN", "country: HK"), "stores.yaml:10:63", "on the mainland only"),
        (("country: CN", "country: China"), "stores.yaml:5:14", "right form"),
        (('daily: "10:00-22:00"', "daily: 10:00"), "stores.yaml:12:20", "without quotes"),
        (('daily: "10:00-22:00"', 'daily: "22:00-10:00"'), "stores.yaml:12:20", "ends before"),
        (('daily: "10:00-22:00"', 'daily: "10:00-24:30"'), "stores.yaml:12:20", "no time of day"),
        (('daily: "10:00-22:00"', 'daily: "10-22 Uhr"'), "stores.yaml:12:20", "not a time span"),
        (('"11:00-13:00, 14:00', '"11:00-15:00, 14:00'), "stores.yaml:12:40", "overlap"),
        (("sun:", "sonntag:"), "stores.yaml:12:35", "sonntag"),
        (('"+86 21 0000 0101"', '"021-00000101"'), "stores.yaml:9:12", "phone number"),
        (('"+86 21 0000 0101"', "862100000101"), "stores.yaml:9:12", "quotes"),
        (("Asia/Shanghai", "Asia/Peking"), "stores.yaml:11:15", "time zone"),
        (("[repair, tax_refund]", "[repair, massage]"), "stores.yaml:13:24", "massage"),
        (("datum: gcj02", "datum: bd09"), "stores.yaml:10:63", "bd09"),
        (("id: shanghai.one", "id: shanghai"), "stores.yaml:2:9", "right form"),
    ],
)  # fmt: skip
def test_wrong_value_is_told_with_its_place(
    tmp_path: Path, wrong: tuple[str, str], place: str, words: str
) -> None:
    problems = told(tmp_path, "stores.yaml", SHOP.replace(*wrong))

    assert len(problems) == 1
    assert problems[0].startswith(f"{place}: ")
    assert words in problems[0]


def test_end_of_day_may_be_midnight(tmp_path: Path) -> None:
    text = SHOP.replace('"10:00-22:00"', '"00:00-24:00"')

    assert told(tmp_path, "stores.yaml", text) == []


def test_two_shops_with_one_id_name_the_first(tmp_path: Path) -> None:
    twice = SHOP + SHOP.removeprefix("stores:\n")
    [problem] = told(tmp_path, "stores.yaml", twice)

    assert problem.startswith("stores.yaml:14:9: the id `shanghai.one` is taken")
    assert "in line 2" in problem


def test_all_faults_of_a_file_are_told_at_once(tmp_path: Path) -> None:
    text = SHOP.replace("Asia/Shanghai", "Asia/Peking").replace('"10:00-22:00"', '"10"')

    assert len(told(tmp_path, "stores.yaml", text)) == 2


def test_closure_that_ends_before_it_begins_is_told(tmp_path: Path) -> None:
    closure = "    closures: [{name: {zh: 盘点, en: x}, from: 2026-12-03, until: 2026-12-01}]\n"
    [problem] = told(tmp_path, "stores.yaml", SHOP + closure)

    assert problem.startswith("stores.yaml:14:")
    assert "盘点 ends on 2026-12-01, before it begins on 2026-12-03" in problem


def test_hours_as_written_hold_for_the_service(tmp_path: Path) -> None:
    (tmp_path / "hours.yaml").write_text(HOURS, encoding="utf-8")
    hours, problems = load_hours(tmp_path)
    service = hours.service_of("french")

    assert problems == ()
    assert [str(span) for span in service.week[0]] == ["09:30-12:00", "13:30-18:00"]
    assert service.week[6] == ()
    assert service.special[0].spans == ()
    assert list(service.make_up.values()) == [0]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (("2026-10-11", "2026-10-07"), "a closure and a make-up day at once"),
        (("    default:", "    french:"), "no default hours"),
        (("until: 2026-10-07", "until: 2026-13-07"), "not in the calendar"),
        (('daily: "10:00-21:30"', "daily: 10:00-21:90"), "no time of day"),
        (("hours:\n", "timezone: Mars\nhours:\n"), "time zone"),
    ],
)
def test_wrong_hours_are_told_and_nothing_is_taken(
    tmp_path: Path, wrong: tuple[str, str], words: str
) -> None:
    problems = told(tmp_path, "hours.yaml", HOURS.replace(*wrong))

    assert len(problems) == 1
    assert words in problems[0]


def test_days_listed_twice_are_told(tmp_path: Path) -> None:
    closure, make_up = HOURS.index("  - name"), HOURS.index("make_up_days")
    holiday = HOURS[closure:make_up]
    day = "  - {name: {zh: 调休, en: make-up day}, day: 2026-10-11}\n"
    twice = HOURS.replace(holiday, holiday * 2).replace(day, day * 2)
    problems = told(tmp_path, "hours.yaml", twice)

    assert [problem.split(": ")[1].split(" (")[0] for problem in problems] == [
        "国庆节 shares a day with one above",
        "2026-10-11 is a make-up day twice",
    ]
