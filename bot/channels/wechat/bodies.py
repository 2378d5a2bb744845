"""From one bubble to the body of a customer-service call; refused here before it costs a call.

*Source:* developers.weixin.qq.com, "send customer message", read in 2026. Its list of types
names four, its tables of fields eleven; the tables are right.
"""

from __future__ import annotations

from typing import assert_never

from bot.errors import BadRequest
from bot.model import (
    UNSIGNED,
    Article,
    Byline,
    Content,
    MiniProgramPage,
    MpNews,
    MpNewsArticle,
    MsgMenu,
    Music,
    News,
    OpenId,
    Picture,
    Text,
    TransferToAi,
    TransferToDesk,
    Video,
    Voice,
    WxCard,
)
from bot.rules.contents import kind_of
from bot.rules.limits import STRICT, Limits, byline_fault, custom_fault

Body = dict[str, object]


def custom_body(
    open_id: OpenId, content: Content, *, byline: Byline = UNSIGNED, limits: Limits = STRICT
) -> Body:
    """The whole body of ``message/custom/send``; BadRequest for what the platform refuses."""
    fault = custom_fault(content, limits) or byline_fault(byline)
    if fault:
        raise BadRequest(fault, remedy="change the message; it was not sent")
    kind = kind_of(content)
    body: Body = {"touser": open_id, "msgtype": kind, kind: _fields(content)}
    if byline.kf_account:
        body["customservice"] = {"kf_account": byline.kf_account}
    if byline.by_ai is not None:
        body["aimsgcontext"] = {"is_ai_msg": int(byline.by_ai)}
    return body


def _fields(content: Content) -> Body:
    match content:
        case Text(text=text):
            return {"content": text}
        case Picture(media_id=media_id) | Voice(media_id=media_id) | MpNews(media_id=media_id):
            return {"media_id": media_id}
        case Video():
            return _said(
                media_id=content.media_id,
                thumb_media_id=content.thumb_media_id,
                title=content.title,
                description=content.description,
            )
        case Music():
            return _said(
                title=content.title,
                description=content.description,
                musicurl=content.url,
                hqmusicurl=content.hq_url,
                thumb_media_id=content.thumb_media_id,
            )
        case News(articles=articles):
            return {"articles": [_article(article) for article in articles]}
        case MpNewsArticle(article_id=article_id):
            return {"article_id": article_id}
        case MsgMenu():
            lines = [{"id": item.id, "content": item.content} for item in content.items]
            edges = _said(head_content=content.head, tail_content=content.tail)
            return {**edges, "list": lines}
        case WxCard(card_id=card_id):
            return {"card_id": card_id}
        case MiniProgramPage():
            return {
                "title": content.title,
                "appid": content.app_id,
                "pagepath": content.page,
                "thumb_media_id": content.thumb_media_id,
            }
        case TransferToDesk() | TransferToAi():
            raise BadRequest("handing over is no customer-service message")
        case _:
            assert_never(content)


def _article(article: Article) -> Body:
    return {
        "title": article.title,
        "description": article.description,
        "url": article.url,
        "picurl": article.picture_url,
    }


def _said(**fields: str) -> Body:
    return {name: value for name, value in fields.items() if value}
