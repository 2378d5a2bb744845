"""Passive replies in the platform's form."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.channels.wechat.encode import encode_reply
from bot.channels.wechat.xml import parse
from bot.model import Article, Inbound, InboundKind, Music, News, OpenId, Picture, Text
from tests.contents import CARD, SAMPLES

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


PASSIVE = {
    "voice": "<Voice><MediaId><![CDATA[media-2]]></MediaId></Voice>",
    "video": "<Video><MediaId><![CDATA[media-3]]></MediaId><Title><![CDATA[工坊]]></Title>"
    "<Description><![CDATA[一只包的诞生]]></Description></Video>",
    "music": "<Music><Title><![CDATA[秋日]]></Title><Description><![CDATA[钢琴]]></Description>"
    "<MusicUrl><![CDATA[https://example.com/a.mp3]]></MusicUrl>"
    "<HQMusicUrl><![CDATA[https://example.com/hq.mp3]]></HQMusicUrl>"
    "<ThumbMediaId><![CDATA[media-4]]></ThumbMediaId></Music>",
    "transfer_customer_service": "<TransInfo><KfAccount><![CDATA[li@gh_1]]></KfAccount>"
    "</TransInfo>",
    "transfer_biz_ai_ivr": "",
}


@pytest.mark.parametrize("name", sorted(PASSIVE))
def test_reply_is_what_the_platform_reads(name):
    reply = encode_reply([SAMPLES[name]], INBOUND, at=NOW)

    assert reply.endswith(f"<MsgType><![CDATA[{name}]]></MsgType>{PASSIVE[name]}</xml>")


def test_what_is_not_said_of_music_is_left_out():
    reply = parse(encode_reply([Music("thumb")], INBOUND, at=NOW).encode())

    assert [child.name for child in reply.child("Music").children] == ["ThumbMediaId"]


def test_eight_cards_are_eight_articles():
    reply = parse(encode_reply([News((CARD,) * 8)], INBOUND, at=NOW).encode())

    assert reply.get("ArticleCount") == "8"
    assert len(reply.child("Articles").all("item")) == 8


@pytest.mark.parametrize(
    "name", ["mpnews", "mpnewsarticle", "msgmenu", "wxcard", "miniprogrampage"]
)
def test_what_is_a_customer_service_message_only_is_no_reply(name):
    with pytest.raises(ValueError, match="no passive reply"):
        encode_reply([SAMPLES[name]], INBOUND, at=NOW)
