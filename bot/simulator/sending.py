"""Customer-service messages: what the platform checks before a fan sees one.

*Source:* developers.weixin.qq.com, "send customer message" with its error table, read in 2026.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from pydantic import JsonValue

from bot.simulator.answers import ApiRefused, object_of, text_of
from bot.simulator.book import Spending
from bot.simulator.platform import Fan, Json, Platform

_TEXT_BYTES = 2048
_TYPES = {"voice", "video", "music", "mpnews", "mpnewsarticle", "wxcard", "miniprogrampage"}
_TYPING_WITHIN = timedelta(seconds=30)
_TYPING_SHOWN = timedelta(seconds=15)


class Sending:
    """Checks and delivers customer-service messages of one account."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform
        self._typing: dict[str, datetime] = {}
        self._kinds: dict[str, Callable[[Json], Json]] = {
            "text": _text,
            "image": self._image,
            "news": _news,
            "msgmenu": _menu,
        }

    def send(self, message: Json) -> None:
        """Shows the message to the fan and spends one of the allowance, or raises ApiRefused.

        The order of the checks is: the fan, the content, the allowance; nothing is spent on a
        message that is refused.
        """
        fan = self._fan(message)
        kind = text_of(message, "msgtype")
        if kind not in self._kinds:
            raise ApiRefused(48008 if kind in _TYPES else 40008)
        shown = self._kinds[kind](object_of(message, kind))
        match self._platform.book.spend(fan.open_id, now=self._platform.now()):
            case Spending.CLOSED:
                raise ApiRefused(45015)
            case Spending.SPENT:
                raise ApiRefused(45047)
        self._typing.pop(fan.open_id, None)
        if object_of(message, "aimsgcontext").get("is_ai_msg") == 1:
            shown["ai"] = True
        self._platform.show(fan, "account", kind=kind, data=shown, via="custom")

    def typing(self, message: Json) -> None:
        """Shows or ends "is typing" in the chat, or raises ApiRefused."""
        fan = self._fan(message)
        command, now = text_of(message, "command"), self._platform.now()
        if command == "CancelTyping":
            self._typing.pop(fan.open_id, None)
        elif command != "Typing":
            raise ApiRefused(45072)
        elif self._platform.book.best(fan.open_id, now=now) is None:
            raise ApiRefused(45015)
        elif not _talked_since(fan, now - _TYPING_WITHIN):
            raise ApiRefused(45080)
        elif fan.open_id in self._typing and now - self._typing[fan.open_id] < _TYPING_SHOWN:
            raise ApiRefused(45081)
        else:
            self._typing[fan.open_id] = now
        self._platform.publish(
            {"type": "typing", "fan": fan.open_id, "on": fan.open_id in self._typing}
        )

    def _fan(self, message: Json) -> Fan:
        fan = self._platform.state.fans.get(text_of(message, "touser"))
        if fan is None:
            raise ApiRefused(40003)
        if not fan.following:
            raise ApiRefused(45015 if fan.followed_once else 43004)
        if not fan.receiving:
            raise ApiRefused(48002)
        return fan

    def _image(self, image: Json) -> Json:
        media_id = text_of(image, "media_id")
        found = self._platform.media.find(media_id, now=self._platform.now())
        if found is None or found[0].kind != "image":
            raise ApiRefused(40007)
        return {"media_id": media_id}


def _talked_since(fan: Fan, since: datetime) -> bool:
    return any(bubble.at > since for bubble in fan.chat if bubble.side != "system")


def _text(text: Json) -> Json:
    content = text_of(text, "content")
    if not content.strip():
        raise ApiRefused(44004)
    if len(content.encode()) > _TEXT_BYTES:
        raise ApiRefused(45002)
    return {"text": content}


def _news(news: Json) -> Json:
    articles = news.get("articles")
    if not isinstance(articles, list) or len(articles) != 1:
        raise ApiRefused(45008 if articles else 44004)
    article = articles[0]
    if not isinstance(article, dict) or not text_of(article, "title"):
        raise ApiRefused(40035)
    url = text_of(article, "url")
    if not url.startswith(("http://", "https://")):
        raise ApiRefused(40066)
    card: JsonValue = {
        "title": text_of(article, "title"),
        "description": text_of(article, "description"),
        "url": url,
        "picture": text_of(article, "picurl"),
    }
    return {"articles": [card]}


def _menu(menu: Json) -> Json:
    items = menu.get("list")
    if not isinstance(items, list) or not items:
        raise ApiRefused(44004)
    choices: list[JsonValue] = []
    for item in items:
        if not isinstance(item, dict) or not text_of(item, "content"):
            raise ApiRefused(40035)
        choices.append({"id": str(item.get("id", "")), "content": text_of(item, "content")})
    return {
        "head": text_of(menu, "head_content"),
        "choices": choices,
        "tail": text_of(menu, "tail_content"),
    }
