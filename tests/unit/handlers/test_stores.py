"""The shop locator as a fan sees it, over the sample content."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.content.calendar import Names
from bot.content.library import load_library
from bot.content.stores import StoreBook
from bot.handlers.services import Services
from bot.handlers.stores import distance_words, stores
from bot.model import (
    Answer,
    Conversation,
    Fan,
    Inbound,
    InboundKind,
    Lang,
    OpenId,
    Pid,
    Point,
    Route,
    Text,
    Turn,
)
from intents.types import EntryId

NOW = datetime(2026, 11, 24, 7, 0, tzinfo=UTC)  # a Tuesday, 15:00 in Shanghai
LANGS: tuple[Lang, ...] = ("zh", "zh-Hant", "en")
PLAZA = Point(31.2267, 121.4525, "gcj02")


class FixedClock:
    def now(self) -> datetime:
        return NOW

    def monotonic(self) -> float:
        return 0.0


class NoPictures:
    def media_id_of(self, sha256: str) -> str | None:
        return None


ANSWERS = """\
entries:
  - id: service.stores
    service: stores
    questions: [附近有门店吗, 最近的店在哪里, 怎么去你们店]
"""


@pytest.fixture(scope="module")
def use(tmp_path_factory: pytest.TempPathFactory) -> Services:
    """The sample's shops and hours beside a book that only knows this service."""
    folder = tmp_path_factory.mktemp("faq")
    (folder / "answers").mkdir()
    (folder / "answers" / "services.yaml").write_text(ANSWERS, encoding="utf-8")
    for name in ("stores.yaml", "hours.yaml"):
        shutil.copy(Path(__file__).parents[3] / "faq" / name, folder / name)
    library, problems = load_library(folder)
    assert library is not None, problems
    return Services(library=library, clock=FixedClock(), pictures=NoPictures())


def turn_of(text: str = "", *, point: Point | None = None, lang: Lang = "zh") -> Turn:
    inbound = Inbound(
        channel="wechat_mp",
        account="gh_test",
        key="1",
        open_id=OpenId("o1"),
        account_name="gh_test",
        kind=InboundKind.LOCATION if point else InboundKind.TEXT,
        native_type="location" if point else "text",
        sent_at=NOW,
        received_at=NOW,
        text=text,
        point=point,
    )
    fan = Fan(pid=Pid("p1"), account="gh_test", open_id=OpenId("o1"), display_name="")
    return Turn(
        inbound=inbound,
        conversation=Conversation(id=None, fan=fan),
        route=Route(handler="stores", reason="service", entry=EntryId("service.stores")),
        lang=lang,
        now=NOW,
    )


def text_of(answer: Answer) -> str:
    [content] = answer.contents
    assert isinstance(content, Text)
    return content.text


def visible(text: str) -> str:
    return re.sub(r"<a [^>]*>|</a>", "", text)


def fits(text: str) -> bool:
    return len(text.encode()) <= 2_047 and len(visible(text)) <= 600


async def test_pin_in_the_city_tells_the_three_nearest(use: Services) -> None:
    answer = await stores(turn_of("上海市静安区南京西路", point=PLAZA), use)
    searched, shown = answer.events

    assert visible(text_of(answer)) == (
        "离您最近的门店：\n\n"
        "上海恒隆广场店（约 10 米）\n"
        "今日营业 10:00-22:00，正在营业\n"
        "电话 +86 21 0000 0101　导航\n\n"
        "上海兴业太古汇店（约 1.1 公里）\n"
        "今日营业 10:00-22:00，正在营业\n"
        "电话 +86 21 0000 0105　导航\n\n"
        "上海新天地店（约 2.3 公里）\n"
        "今日营业 10:30-22:00，正在营业\n"
        "电话 +86 21 0000 0103　导航\n\n"
        "回复店名，可查看地址与店内服务。"
    )
    assert text_of(answer).count('<a href="https://apis.map.qq.com/') == 3
    assert (searched.type, searched.outcome, searched.props) == (
        "locator_searched",
        "found",
        {"by": "pin"},
    )
    assert (shown.type, shown.store) == ("locator_result_shown", "shanghai.plaza66")
    assert shown.props == {"count": 3, "distance_m": 0}
    assert answer.tags == {"service.topic": ("stores",)}
    assert answer.entry == "service.stores"


async def test_pin_leaves_no_coordinates_in_the_answers_events(use: Services) -> None:
    answer = await stores(turn_of("家里", point=Point(31.23456, 121.45678, "gcj02")), use)
    kept = repr(answer.events) + repr(answer.tags) + repr(answer.dialogue)

    assert "31.2" not in kept
    assert "121.4" not in kept
    assert "家里" not in kept


async def test_pin_far_from_every_shop_says_so_and_names_the_nearest(use: Services) -> None:
    answer = await stores(turn_of(point=Point(43.8256, 87.6169, "gcj02")), use)
    searched, shown = answer.events
    text = visible(text_of(answer))

    assert text.startswith(
        "您附近 100 公里内暂时没有我们的门店，最近的一家是：\n\n成都国际金融中心店（约 2,061 公里）"
    )
    assert text.count("电话") == 1
    assert searched.outcome == "far"
    assert shown.props["count"] == 1


async def test_pin_in_seoul_finds_the_shop_there_with_a_google_link(use: Services) -> None:
    answer = await stores(turn_of(point=Point(37.5284, 127.0403, "gcj02")), use)

    assert "首尔格乐丽雅名品馆店（约 10 米）\n今日营业 10:30-20:00，正在营业" in text_of(answer)
    assert "https://www.google.com/maps/search/?api=1&query=37.528400%2C127.040300" in text_of(
        answer
    )


async def test_one_shop_is_told_in_full(use: Services) -> None:
    answer = await stores(turn_of("国贸店怎么走"), use)

    assert visible(text_of(answer)) == (
        "北京国贸商城店\n"
        "地址：建国门外大街1号国贸商城北区一层\n"
        "今日营业 10:00-22:00，正在营业\n"
        "电话：+86 10 0000 0202\n"
        "店内服务：维修、刻字、腕表\n"
        "导航：腾讯地图、高德地图、百度地图\n\n"
        "想看其他门店，回复城市名即可；需要顾问协助，请回复「人工」。"
    )
    assert answer.events[0].props == {"by": "store"}
    assert answer.events[1].props == {"count": 1}


async def test_english_fan_gets_english(use: Services) -> None:
    answer = await stores(turn_of("is there a boutique on Avenue Montaigne?", lang="en"), use)

    assert visible(text_of(answer)) == (
        "Paris Avenue Montaigne\n"
        "52 Avenue Montaigne, 75008 Paris\n"
        "Today 10:00-19:00, opens at 10:00\n"
        "+33 1 00 00 01 01\n"
        "Services: repairs, engraving, fragrance, made to measure, personal shopping, tax refund\n"
        "Directions: Google Maps, Apple Maps\n\n"
        'For other boutiques, reply with a city; for a person, reply "agent".'
    )


async def test_few_shops_are_listed_with_hours_and_link(use: Services) -> None:
    answer = await stores(turn_of("靜安區有門市嗎", lang="zh-Hant"), use)
    text = text_of(answer)

    assert text.startswith("為您找到 2 家門市：\n\n上海恆隆廣場店\n今日營業 10:00-22:00，營業中")
    assert text.count("導航</a>") == 2
    assert text.endswith("回覆店名，可查看地址與店內服務。")
    assert answer.events[0].props == {"by": "district"}


async def test_many_shops_are_named_by_district_with_a_question(use: Services) -> None:
    answer = await stores(turn_of("上海有店吗"), use)
    text = text_of(answer)

    assert text.startswith("我们在上海有 6 家门店：\n")
    assert "静安区：上海恒隆广场店、上海兴业太古汇店" in text
    assert "浦东新区：上海国金中心店、上海前滩太古里店" in text
    assert text.endswith("您想看哪一家？回复店名或所在区即可。")
    assert answer.events[0].props == {"by": "city"}


async def test_shops_of_several_cities_are_named_by_city(use: Services) -> None:
    text = text_of(await stores(turn_of("海外有店吗"), use))

    assert "等地有 18 家门店" in text
    assert "东京：东京银座六店" in text


@pytest.mark.parametrize("text", ["附近有门店吗", "你们的店在哪", ""])
async def test_no_place_asks_for_a_pin_or_a_city(use: Services, text: str) -> None:
    answer = await stores(turn_of(text), use)

    assert "点输入框旁的「+」→「位置」" in text_of(answer)
    assert "上海、北京、香港" in text_of(answer)
    assert [(event.outcome, event.props) for event in answer.events] == [("asked", {"by": "none"})]


async def test_city_without_a_shop_is_said_honestly(use: Services) -> None:
    answer = await stores(turn_of("青岛万象城有吗"), use)

    assert text_of(answer).startswith("抱歉，我们在青岛暂时没有门店。")
    assert [(event.outcome, event.props) for event in answer.events] == [
        ("not_there", {"by": "none"})
    ]


async def test_brand_without_shops_offers_a_human(use: Services) -> None:
    empty = replace(use, library=replace(use.library, stores=StoreBook()))
    answer = await stores(turn_of(point=PLAZA), empty)

    assert "回复「人工」" in text_of(answer)
    assert answer.events[0].outcome == "no_stores"


@pytest.mark.parametrize("lang", LANGS)
async def test_every_answer_about_the_sample_fits_one_passive_reply(
    use: Services, lang: Lang
) -> None:
    turns = [turn_of(lang=lang), turn_of("青岛", lang=lang), turn_of("海外", lang=lang)]
    for store in use.stores:
        turns.append(turn_of(store.name.zh, lang=lang))
        turns.append(turn_of(store.city.zh, lang=lang))
        turns.append(turn_of(store.district.zh, lang=lang))
        turns.append(turn_of(point=store.location, lang=lang))
    for turn in turns:
        assert fits(text_of(await stores(turn, use)))


@pytest.mark.parametrize("lang", LANGS)
async def test_very_long_names_still_fit_one_passive_reply(use: Services, lang: Lang) -> None:
    long = Names("浦东世纪大道国际金融中心商场旗舰店" * 3, "Very Long Name " * 6)
    shops = [
        replace(store, name=long, address=Names("很长的地址" * 12, "Long Address " * 10))
        for store in use.stores
        if store.city.zh in {"上海", "北京", "深圳"}
    ]
    library = replace(use.library, stores=StoreBook(tuple(shops)))
    big = replace(use, library=library)
    for text in ("上海", "北京", "深圳", "静安区", "国金", "附近"):
        assert fits(text_of(await stores(turn_of(text, lang=lang), big)))
    assert fits(text_of(await stores(turn_of(point=PLAZA, lang=lang), big)))


@pytest.mark.parametrize(
    ("metres", "zh", "en"),
    [
        (0.0, "约 10 米", "about 10 m"),
        (846.0, "约 850 米", "about 850 m"),
        (994.9, "约 990 米", "about 990 m"),
        (995.1, "约 1.0 公里", "about 1.0 km"),
        (3_240.0, "约 3.2 公里", "about 3.2 km"),
        (12_400.0, "约 12 公里", "about 12 km"),
        (1_078_164.0, "约 1,078 公里", "about 1,078 km"),
    ],
)
def test_distance_is_told_in_rounded_words(use: Services, metres: float, zh: str, en: str) -> None:
    assert distance_words(metres, lang="zh", use=use) == zh
    assert distance_words(metres, lang="en", use=use) == en
