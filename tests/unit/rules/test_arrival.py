"""Where a follower comes from."""

from __future__ import annotations

import pytest

from bot.content.codes import Code, Codes
from bot.model import SOURCES, Arrival
from bot.rules.arrival import by_code, by_platform

CODES = Codes({"till.sh": Code(scene="till.sh", place="till", city="shanghai", campaign="ss26")})
TILL = Arrival(source="qr", scene="till.sh", place="till", city="shanghai", campaign="ss26")

# The thirteen values of the platform, and what must become of others.
SCENES = {
    "ADD_SCENE_SEARCH": "search",
    "ADD_SCENE_ACCOUNT_MIGRATION": "migration",
    "ADD_SCENE_PROFILE_CARD": "card",
    "ADD_SCENE_QR_CODE": "qr",
    "ADD_SCENE_PROFILE_LINK": "article",
    "ADD_SCENE_PROFILE_ITEM": "menu_of_article",
    "ADD_SCENE_PAID": "paid",
    "ADD_SCENE_WECHAT_ADVERTISEMENT": "ad",
    "ADD_SCENE_REPRINT": "reprint",
    "ADD_SCENE_LIVESTREAM": "channels_live",
    "ADD_SCENE_CHANNELS": "channels",
    "ADD_SCENE_WXA": "miniprogram",
    "ADD_SCENE_OTHERS": "other",
    "ADD_SCENE_OF_NEXT_YEAR": "other",
    "": "unknown",
}


@pytest.mark.parametrize("scene", SCENES)
def test_platform_word_becomes_a_source(scene: str) -> None:
    assert by_platform(scene, "", CODES) == Arrival(source=SCENES[scene])  # type: ignore[arg-type]


def test_every_source_is_reached() -> None:
    assert set(SCENES.values()) == set(SOURCES)


def test_code_comes_before_the_word_of_the_platform() -> None:
    assert by_code("till.sh", CODES) == TILL
    assert by_platform("ADD_SCENE_OTHERS", "till.sh", CODES) == TILL


def test_code_of_somebody_else_is_a_code_all_the_same() -> None:
    assert by_code("poster", CODES) == Arrival(source="qr", scene="poster")
    assert by_code("poster", CODES).tags == {}
    assert TILL.tags == {
        "source.place": ("till",),
        "source.city": ("shanghai",),
        "source.campaign": ("ss26",),
    }
