"""From one bubble to the passive reply's clear XML.

How many bubbles may be passive, and what becomes of the others, does not belong here.

*Source:* developers.weixin.qq.com, "passive user reply message", read in 2026.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import assert_never

from bot.channels.wechat.xml import Node, render
from bot.model import Content, Inbound, News, Picture, Text

SUCCESS = "success"
"""The body that means "received, no reply": anything else invalid shows the fan an error."""


def encode_reply(contents: Sequence[Content], inbound: Inbound, *, at: datetime) -> str:
    """The clear reply with the addresses swapped, or ``""`` where there is nothing to say.

    The platform takes one reply for one push, so more than one bubble is a ValueError.
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
        case Text():
            return {"MsgType": "text", "Content": content.text}
        case Picture():
            return {"MsgType": "image", "Image": {"MediaId": content.media_id}}
        case News():
            article = {
                "Title": content.title,
                "Description": content.description,
                "PicUrl": content.picture_url,
                "Url": content.url,
            }
            return {"MsgType": "news", "ArticleCount": 1, "Articles": {"item": [article]}}
        case _:
            assert_never(content)
