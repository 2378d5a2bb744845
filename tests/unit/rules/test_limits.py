"""What the platform would refuse is told before a call, in words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.config import Settings
from bot.model import (
    Byline,
    Content,
    InboundKind,
    MenuItem,
    MiniProgramPage,
    MsgMenu,
    Music,
    News,
    Picture,
    Text,
    TransferToAi,
    TransferToDesk,
    Video,
    Voice,
    WxCard,
)
from bot.rules.limits import STRICT, Limits, byline_fault, custom_fault, passive_fault
from tests.contents import CARD, SAMPLES

PASSIVE = {
    "text",
    "image",
    "voice",
    "video",
    "music",
    "news",
    "transfer_customer_service",
    "transfer_biz_ai_ivr",
}
CUSTOM = set(SAMPLES) - {"transfer_customer_service", "transfer_biz_ai_ivr"}
AI = Limits(transfer_ai=True)


def menu(*items: MenuItem, head: str = "", tail: str = "") -> MsgMenu:
    return MsgMenu(items or (MenuItem("1", "好"),), head, tail)


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_every_type_leaves_in_the_ways_that_the_platform_takes(name: str) -> None:
    content = SAMPLES[name]

    assert (passive_fault(content, InboundKind.TEXT, AI) == "") is (name in PASSIVE)
    assert (custom_fault(content) == "") is (name in CUSTOM)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (Text(" \u200b"), "empty"),
        (Text("字" * 683), "2049 bytes, WeChat takes 2048"),
        (Picture(""), "media_id is empty"),
        (Voice(" "), "media_id is empty"),
        (Video("media"), "thumb_media_id is empty"),
        (Music("thumb", url="https://example.com/a"), "title is empty"),
        (Music("thumb", "a", "b", "ftp://example.com/a"), "url is no http"),
        (Music("thumb", "a", "b", "https://example.com/a", "x"), "hq_url is no http"),
        (News(()), "0 articles, WeChat takes 1"),
        (News((CARD, CARD)), "2 articles, WeChat takes 1"),
        (News((replace(CARD, title=""),)), "title is empty"),
        (News((replace(CARD, url=""),)), "url is no http"),
        (News((replace(CARD, url="https://exa mple.com"),)), "url is no http"),
        (News((replace(CARD, url="https://[bad"),)), "url is no address"),
        (News((replace(CARD, picture_url="javascript:x"),)), "picture_url is no http"),
        (MsgMenu(()), "0 items, WeChat takes 1 to 10"),
        (menu(*(MenuItem(str(n), "好") for n in range(11))), "11 items"),
        (menu(MenuItem("a", "好")), "1 to 64 digits"),
        (menu(MenuItem("1", "好"), MenuItem("1", "差")), "same id"),
        (menu(MenuItem("1", "")), "an item is empty"),
        (menu(MenuItem("1", "字" * 43)), "129 bytes, WeChat takes 128"),
        (menu(head="字" * 342), "the head has 1026 bytes"),
        (menu(tail="字" * 342), "the tail has 1026 bytes"),
        (WxCard(""), "card_id is empty"),
        (MiniProgramPage("a", "WX0123456789ABCDEF", "p", "m"), "small letters"),
        (MiniProgramPage("a", "wx0123456789abcdef", "", "m"), "page is empty"),
        (TransferToDesk(), "only in the reply"),
    ],
)
def test_message_that_would_be_refused_is_told(content: Content, told: str) -> None:
    assert told in custom_fault(content)


@pytest.mark.parametrize(
    ("content", "kind", "told"),
    [
        (Text("字" * 683), InboundKind.TEXT, "2049 bytes, WeChat takes 2047"),
        (News((CARD, CARD)), InboundKind.TEXT, "2 articles, WeChat takes 1"),
        (News((CARD,) * 9), InboundKind.CLICK, "9 articles, WeChat takes 1 to 8"),
        (Music(""), InboundKind.TEXT, "thumb_media_id is empty"),
        (TransferToDesk(), InboundKind.CLICK, "only what a fan wrote"),
        (TransferToAi(), InboundKind.TEXT, "switched off"),
        (SAMPLES["msgmenu"], InboundKind.TEXT, "customer-service message only"),
    ],
)
def test_reply_that_would_be_refused_is_told(
    content: Content, kind: InboundKind, told: str
) -> None:
    assert told in passive_fault(content, kind)


def test_eight_cards_may_answer_an_event_and_a_bare_film_may_reply() -> None:
    assert passive_fault(News((CARD,) * 8), InboundKind.CLICK) == ""
    assert passive_fault(Video("media"), InboundKind.TEXT) == ""
    assert passive_fault(Music("thumb"), InboundKind.TEXT) == ""


def test_operators_numbers_hold_instead_of_ours() -> None:
    limits = Limits(custom_text_bytes=10, menu_items=1, menu_item_bytes=3)
    two = menu(MenuItem("1", "好"), MenuItem("2", "差"))

    assert "WeChat takes 10" in custom_fault(Text("字" * 4), limits)
    assert "WeChat takes 1 to 1" in custom_fault(two, limits)
    assert "WeChat takes 3" in custom_fault(menu(MenuItem("1", "好的")), limits)


@pytest.mark.parametrize("name", ["li", "@gh_1", "li@", "li @gh_1", "a@b@c"])
def test_author_is_written_as_the_platform_writes_it(name: str) -> None:
    assert "name@account" in byline_fault(Byline(name))
    assert byline_fault(Byline("li@gh_1", True)) == ""


def test_settings_begin_with_the_strict_numbers() -> None:
    settings = Settings.model_fields
    told = {
        name: settings[f"wechat_{name}"].default
        for name in (
            "passive_text_bytes",
            "custom_text_bytes",
            "menu_items",
            "menu_item_bytes",
            "transfer_ai",
            "clarify_menu",
        )
    }

    assert told == {name: getattr(STRICT, name) for name in told}
    assert settings["wechat_answered_events"].default == ()
    assert settings["wechat_payment_messages"].default == 0
