"""What a customer-service message may hold, type by type, and how it looks in the chat.

*Source:* developers.weixin.qq.com, "send customer message", read in 2026. The limits of a menu
message are not published for service accounts; those of the same message at WeCom are taken.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from pydantic import JsonValue

from bot.simulator.answers import ApiRefused, list_of, text_of
from bot.simulator.platform import Platform
from bot.simulator.state import Json

TEXT_BYTES = 2048
CHOICES = 10
CHOICE_BYTES, CHOICE_ID_BYTES, AROUND_BYTES = 128, 64, 1024
_ELSEWHERE = {"link"}
_PROGRAM = re.compile(r"wx[a-z0-9]{6,30}")
_LINKED_PROGRAM = re.compile(r'data-miniprogram-appid\s*=\s*"([^"]*)"')


class Contents:
    """Reads the object named like the message's type; ApiRefused where the platform refuses."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform
        self._kinds: dict[str, Callable[[Json], Json]] = {
            "text": _text,
            "image": self._image,
            "voice": self._voice,
            "video": self._video,
            "music": self._music,
            "news": _news,
            "mpnews": self._draft,
            "mpnewsarticle": _article,
            "msgmenu": _menu,
            "wxcard": _card,
            "miniprogrampage": self._program,
        }

    def shown(self, kind: str, content: Json) -> Json:
        """The message as the fan's phone gets it."""
        if kind in _ELSEWHERE:
            raise ApiRefused(48008)
        if kind not in self._kinds:
            raise ApiRefused(40008)
        return self._kinds[kind](content)

    def media(self, media_id: str, *kinds: str) -> str:
        """The media id, if the file is still there and of one of these kinds."""
        found = self._platform.media.find(media_id, now=self._platform.now())
        if found is None or found[0].kind not in kinds:
            raise ApiRefused(40007)
        return media_id

    def _image(self, image: Json) -> Json:
        return {"media_id": self.media(text_of(image, "media_id"), "image")}

    def _voice(self, voice: Json) -> Json:
        media_id = self.media(text_of(voice, "media_id"), "voice")
        return {"media_id": media_id, "seconds": self._platform.media.seconds(media_id)}

    def _video(self, video: Json) -> Json:
        return {
            "film_id": self.media(text_of(video, "media_id"), "video"),
            "media_id": self.media(text_of(video, "thumb_media_id"), "thumb", "image"),
            "title": text_of(video, "title"),
            "description": text_of(video, "description"),
        }

    def _music(self, music: Json) -> Json:
        return {
            "title": _needed(music, "title"),
            "description": _needed(music, "description"),
            "url": _address(music, "musicurl"),
            "media_id": self.media(text_of(music, "thumb_media_id"), "thumb", "image"),
        }

    def _draft(self, news: Json) -> Json:
        raise ApiRefused(40007)  # drafts replaced it: no id of this type is ever valid

    def _program(self, page: Json) -> Json:
        app_id = text_of(page, "appid")
        if not _PROGRAM.fullmatch(app_id):
            raise ApiRefused(40013)
        return {
            "title": _needed(page, "title"),
            "appid": app_id,
            "pagepath": _needed(page, "pagepath"),
            "media_id": self.media(text_of(page, "thumb_media_id"), "thumb", "image"),
        }


def _text(text: Json) -> Json:
    content = text_of(text, "content")
    if not content.strip():
        raise ApiRefused(44004)
    if len(content.encode()) > TEXT_BYTES:
        raise ApiRefused(45002)
    if any(not _PROGRAM.fullmatch(app_id) for app_id in _LINKED_PROGRAM.findall(content)):
        raise ApiRefused(45086)
    return {"text": content}


def _news(news: Json) -> Json:
    articles = news.get("articles")
    if not isinstance(articles, list) or len(articles) != 1:
        raise ApiRefused(45008 if articles else 44004)
    article = articles[0]
    if not isinstance(article, dict):
        raise ApiRefused(40035)
    card: JsonValue = {
        "title": _needed(article, "title"),
        "description": text_of(article, "description"),
        "url": _address(article, "url"),
        "picture": text_of(article, "picurl"),
    }
    return {"articles": [card]}


def _article(news: Json) -> Json:
    return {"article_id": _needed(news, "article_id")}


def _card(card: Json) -> Json:
    return {"card_id": _needed(card, "card_id")}


def _menu(menu: Json) -> Json:
    items = list_of(menu, "list")
    if not items:
        raise ApiRefused(44004)
    if len(items) > CHOICES:
        raise ApiRefused(45098)
    choices: list[JsonValue] = []
    for item in items:
        if not isinstance(item, dict):
            raise ApiRefused(40035)
        content, number = _needed(item, "content"), str(item.get("id", ""))
        if len(content.encode()) > CHOICE_BYTES or len(number.encode()) > CHOICE_ID_BYTES:
            raise ApiRefused(45099)
        choices.append({"id": number, "content": content})
    head, tail = text_of(menu, "head_content"), text_of(menu, "tail_content")
    if max(len(head.encode()), len(tail.encode())) > AROUND_BYTES:
        raise ApiRefused(45002)
    return {"head": head, "choices": choices, "tail": tail}


def _needed(fields: Json, name: str) -> str:
    value = text_of(fields, name)
    if not value.strip():
        raise ApiRefused(40035)
    return value


def _address(fields: Json, name: str) -> str:
    url = text_of(fields, name)
    if not url.startswith(("http://", "https://")):
        raise ApiRefused(40066)
    return url
