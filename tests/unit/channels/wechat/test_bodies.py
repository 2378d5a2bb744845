"""Every customer-service message in the platform's form, and none that it would refuse."""

from __future__ import annotations

import pytest

from bot.channels.wechat.bodies import custom_body
from bot.errors import BadRequest
from bot.model import Byline, Content, OpenId, Text, Video
from tests.contents import SAMPLES

FAN = OpenId("oFan")
BODIES: dict[str, object] = {
    "text": {"content": '见 <a href="https://example.com/a?b=1&c=2">说明</a>'},
    "image": {"media_id": "media-1"},
    "voice": {"media_id": "media-2"},
    "video": {
        "media_id": "media-3",
        "thumb_media_id": "media-4",
        "title": "工坊",
        "description": "一只包的诞生",
    },
    "music": {
        "title": "秋日",
        "description": "钢琴",
        "musicurl": "https://example.com/a.mp3",
        "hqmusicurl": "https://example.com/hq.mp3",
        "thumb_media_id": "media-4",
    },
    "news": {
        "articles": [
            {
                "title": "门店",
                "description": "上海恒隆广场",
                "url": "https://example.com/s",
                "picurl": "https://example.com/p.jpg",
            }
        ]
    },
    "mpnews": {"media_id": "media-5"},
    "mpnewsarticle": {"article_id": "article-1"},
    "msgmenu": {
        "head_content": "您满意吗？",
        "list": [{"id": "101", "content": "满意"}, {"id": "102", "content": "不满意"}],
        "tail_content": "谢谢",
    },
    "wxcard": {"card_id": "pFS7Fjg8kV1IdDz01r4SQwMkuCKc"},
    "miniprogrampage": {
        "title": "到店预约",
        "appid": "wx0123456789abcdef",
        "pagepath": "pages/visit",
        "thumb_media_id": "media-4",
    },
}


@pytest.mark.parametrize("name", sorted(BODIES))
def test_body_is_what_the_platform_reads(name: str) -> None:
    assert custom_body(FAN, SAMPLES[name]) == {
        "touser": "oFan",
        "msgtype": name,
        name: BODIES[name],
    }


def test_what_is_not_said_is_left_out() -> None:
    body = custom_body(FAN, Video("media-3", "media-4"))

    assert body["video"] == {"media_id": "media-3", "thumb_media_id": "media-4"}


@pytest.mark.parametrize(
    ("byline", "more"),
    [
        (Byline(), {}),
        (Byline("li@gh_1"), {"customservice": {"kf_account": "li@gh_1"}}),
        (Byline(by_ai=True), {"aimsgcontext": {"is_ai_msg": 1}}),
        (Byline(by_ai=False), {"aimsgcontext": {"is_ai_msg": 0}}),
    ],
)
def test_author_and_ai_mark_stand_beside_the_message(
    byline: Byline, more: dict[str, object]
) -> None:
    plain = {"touser": "oFan", "msgtype": "text", "text": {"content": "您好"}}

    assert custom_body(FAN, Text("您好"), byline=byline) == plain | more


@pytest.mark.parametrize(
    ("content", "byline"),
    [
        (Text("字" * 683), Byline()),
        (SAMPLES["transfer_customer_service"], Byline()),
        (SAMPLES["transfer_biz_ai_ivr"], Byline()),
        (Text("您好"), Byline("li")),
    ],
)
def test_what_would_be_refused_costs_no_call(content: Content, byline: Byline) -> None:
    with pytest.raises(BadRequest, match="it was not sent"):
        custom_body(FAN, content, byline=byline)
