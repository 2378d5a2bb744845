"""Passive replies in the platform's form."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.channels.wechat.encode import encode_reply
from bot.channels.wechat.xml import parse
from bot.model import Article, Inbound, InboundKind, News, OpenId, Picture, Text

NOW = datetime(2025, 11, 24, 16, 0, tzinfo=UTC)
INBOUND = Inbound(
    channel="wechat_mp",
    account="wx0000000000000001",
    key="m:1",
    open_id=OpenId("oFan"),
    account_name="gh_1",
    kind=InboundKind.TEXT,
    native_type="text",
    sent_at=NOW,
    received_at=NOW,
)


def test_text_goes_back_with_the_addresses_swapped():
    assert encode_reply([Text("您好 ]]> <a>")], INBOUND, at=NOW) == (
        "<xml><ToUserName><![CDATA[oFan]]></ToUserName>"
        "<FromUserName><![CDATA[gh_1]]></FromUserName><CreateTime>1764000000</CreateTime>"
        "<MsgType><![CDATA[text]]></MsgType>"
        "<Content><![CDATA[您好 ]]]]><![CDATA[> <a>]]></Content></xml>"
    )


def test_picture_names_its_media_id():
    reply = parse(encode_reply([Picture("media-1")], INBOUND, at=NOW).encode())

    assert reply.get("MsgType") == "image"
    assert reply.child("Image").get("MediaId") == "media-1"


def test_card_is_one_article():
    card = News(
        (Article("门店", "上海恒隆广场", "https://example.com/s", "https://example.com/p.jpg"),)
    )
    reply = parse(encode_reply([card], INBOUND, at=NOW).encode())
    (article,) = reply.child("Articles").all("item")

    assert (reply.get("MsgType"), reply.get("ArticleCount")) == ("news", "1")
    assert {field.name: field.text for field in article.children} == {
        "Title": "门店",
        "Description": "上海恒隆广场",
        "PicUrl": "https://example.com/p.jpg",
        "Url": "https://example.com/s",
    }


def test_nothing_to_say_is_an_empty_body():
    assert encode_reply([], INBOUND, at=NOW) == ""


def test_two_bubbles_do_not_fit_into_one_reply():
    with pytest.raises(ValueError, match="too many values"):
        encode_reply([Text("a"), Text("b")], INBOUND, at=NOW)
