"""From one bubble to the passive reply's clear XML.

How many bubbles may be passive, and what becomes of the others, does not belong here.

*Source:* developers.weixin.qq.com, "passive user reply message", read in 2026.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import assert_never

from bot.channels.wechat.xml import Node, render
from bot.model import (
    Article,
    Content,
    Inbound,
    MiniProgramPage,
    MpNews,
    MpNewsArticle,
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

SUCCESS = "success"
"""The body that means "received, no reply": anything else invalid shows the fan an error."""


def encode_reply(contents: Sequence[Content], inbound: Inbound, *, at: datetime) -> str:
    """The clear reply with the addresses swapped, or ``""`` where there is nothing to say.

    The platform takes one reply for one push, so more than one bubble is a ValueError, and so
    is what it takes as a customer-service message only.
    """
    if not contents:
        return ""
    (content,) = contents
    head: dict[str, Node] = {
        "ToUserName": inbound.open_id,
        "FromUserName": inbound.account_name,
        "CreateTime": int(at.timestamp()),
    }
    return render(head | _body(content))


def _body(content: Content) -> dict[str, Node]:
    match content:
        case Text(text=text):
            return {"MsgType": "text", "Content": text}
        case Picture(media_id=media_id):
            return {"MsgType": "image", "Image": {"MediaId": media_id}}
        case Voice(media_id=media_id):
            return {"MsgType": "voice", "Voice": {"MediaId": media_id}}
        case Video():
            words = _said(Title=content.title, Description=content.description)
            return {"MsgType": "video", "Video": {"MediaId": content.media_id, **words}}
        case Music():
            return {"MsgType": "music", "Music": _music(content)}
        case News(articles=articles):
            items = [_article(article) for article in articles]
            return {"MsgType": "news", "ArticleCount": len(items), "Articles": {"item": items}}
        case TransferToDesk(kf_account=kf_account):
            to: dict[str, Node] = {"TransInfo": {"KfAccount": kf_account}} if kf_account else {}
            return {"MsgType": "transfer_customer_service", **to}
        case TransferToAi():
            return {"MsgType": "transfer_biz_ai_ivr"}
        case MpNews() | MpNewsArticle() | MsgMenu() | WxCard() | MiniProgramPage():
            raise ValueError(f"{type(content).__name__} is no passive reply")
        case _:
            assert_never(content)


def _music(music: Music) -> dict[str, Node]:
    return {
        **_said(
            Title=music.title,
            Description=music.description,
            MusicUrl=music.url,
            HQMusicUrl=music.hq_url,
        ),
        "ThumbMediaId": music.thumb_media_id,
    }


def _article(article: Article) -> dict[str, Node]:
    return {
        "Title": article.title,
        "Description": article.description,
        "PicUrl": article.picture_url,
        "Url": article.url,
    }


def _said(**fields: str) -> dict[str, Node]:
    return {name: value for name, value in fields.items() if value}
