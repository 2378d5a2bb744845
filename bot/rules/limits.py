"""What the platform takes in one bubble, and which bubbles it takes in which way.

*Source:* developers.weixin.qq.com, "passive user reply message" and "send customer message",
read in 2026. Numbers that the platform does not publish for service accounts are read strictly
(reported limits, or those of WeCom's twin of the message) and can be set by an operator.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from bot.model import (
    Article,
    Byline,
    Content,
    InboundKind,
    MenuItem,
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
from bot.model.limits import PASSIVE_TEXT_BYTES

CUSTOM_TEXT_BYTES = 2_048
"""Where other SDKs split a customer-service text (unconfirmed; error 45002 beyond)."""
MENU_ITEMS = 10
MENU_ITEM_BYTES = 128
MENU_EDGE_BYTES = 1_024
"""Limits of a menu message in WeCom, its twin; service accounts publish none (45098, 45099)."""
MENU_ID = re.compile(r"[0-9]{1,64}")
"""Ids that are no numbers were reported to come back changed."""
PASSIVE_ARTICLES = 8
"""Link cards in the reply to an event; to what a fan wrote or sent, one."""
CUSTOM_ARTICLES = 1
"""More are error 45008."""

_APP_ID = re.compile(r"wx[0-9a-z]{16}")
_KF_ACCOUNT = re.compile(r"[^@\s]+@[^@\s]+")
_ANSWERED = frozenset({"subscribe", "SCAN", "CLICK", "scancode_waitmsg"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The numbers in force; the defaults are the strict reading.

    ``answered_events`` are native names of further events that may be replied to, beside
    follow, SCAN, CLICK and scancode_waitmsg. ``transfer_ai`` hands over to
    WeChat's own AI reply what was not understood, ``native_desk`` to WeChat's own desk whoever
    asks for a human. ``clarify_menu`` asks back with lines to tap, a customer-service message.
    """

    passive_text_bytes: int = PASSIVE_TEXT_BYTES
    custom_text_bytes: int = CUSTOM_TEXT_BYTES
    menu_items: int = MENU_ITEMS
    menu_item_bytes: int = MENU_ITEM_BYTES
    answered_events: frozenset[str] = frozenset()
    transfer_ai: bool = False
    clarify_menu: bool = False
    native_desk: bool = False


STRICT = Limits()
"""What holds where an operator sets nothing."""


def takes_reply(kind: InboundKind, native_type: str, limits: Limits = STRICT) -> bool:
    """Whether the platform shows the fan a passive reply to this push."""
    return kind.is_message or native_type in _ANSWERED or native_type in limits.answered_events


def passive_articles(kind: InboundKind) -> int:
    """How many link cards one passive reply may hold."""
    return 1 if kind.is_message else PASSIVE_ARTICLES


def passive_fault(content: Content, kind: InboundKind, limits: Limits = STRICT) -> str:
    """Why the bubble cannot be the reply to such a push, in words; empty if it can."""
    match content:
        case Text(text=text):
            return _size_fault("the text", text, limits.passive_text_bytes)
        case Picture(media_id=media) | Voice(media_id=media) | Video(media_id=media):
            return _needs(media_id=media)
        case Music():
            return _needs(thumb_media_id=content.thumb_media_id)
        case News(articles=articles):
            return _articles_fault(articles, passive_articles(kind))
        case TransferToDesk():
            return "" if kind.is_message else "only what a fan wrote can be handed over"
        case TransferToAi():
            if not limits.transfer_ai:
                return "handing over to WeChat's AI is switched off"
            return "" if kind.is_message else "only what a fan wrote can be handed over"
        case MpNews() | MpNewsArticle() | MsgMenu() | WxCard() | MiniProgramPage():
            return "WeChat takes it as a customer-service message only"


def custom_fault(content: Content, limits: Limits = STRICT) -> str:
    """Why the bubble cannot be a customer-service message, in words; empty if it can."""
    match content:
        case Text(text=text):
            return _size_fault("the text", text, limits.custom_text_bytes)
        case Picture(media_id=media) | Voice(media_id=media) | MpNews(media_id=media):
            return _needs(media_id=media)
        case Video():
            return _needs(media_id=content.media_id, thumb_media_id=content.thumb_media_id)
        case Music():
            return _music_fault(content)
        case News(articles=articles):
            return _articles_fault(articles, CUSTOM_ARTICLES)
        case MpNewsArticle(article_id=article_id):
            return _needs(article_id=article_id)
        case MsgMenu():
            return next(_menu_faults(content, limits), "")
        case WxCard(card_id=card_id):
            return _needs(card_id=card_id)
        case MiniProgramPage():
            return _page_fault(content)
        case TransferToDesk() | TransferToAi():
            return "handing over is possible only in the reply to what a fan wrote"


def byline_fault(byline: Byline) -> str:
    """Why nobody can be shown as the author, in words; empty if somebody can."""
    if byline.kf_account and not _KF_ACCOUNT.fullmatch(byline.kf_account):
        return "kf_account is written name@account"
    return ""


def _needs(**values: str) -> str:
    return next((f"{name} is empty" for name, value in values.items() if not value.strip()), "")


def _size_fault(what: str, text: str, limit: int) -> str:
    # Invisible characters alone would spend one of five messages on nothing.
    if not any(char.isprintable() and not char.isspace() for char in text):
        return f"{what} is empty"
    size = len(text.encode())
    return f"{what} has {size} bytes, WeChat takes {limit}" if size > limit else ""


def _address_fault(name: str, address: str) -> str:
    try:
        parts = urlsplit(address)
    except ValueError:
        return f"{name} is no address"
    fitting = parts.scheme in {"http", "https"} and parts.netloc and address.isprintable()
    return "" if fitting and " " not in address else f"{name} is no http or https address"


def _articles_fault(articles: tuple[Article, ...], limit: int) -> str:
    if not 1 <= len(articles) <= limit:
        return f"there are {len(articles)} articles, WeChat takes 1" + (
            f" to {limit}" if limit > 1 else ""
        )
    return next((fault for article in articles if (fault := _article_fault(article))), "")


def _article_fault(article: Article) -> str:
    picture = article.picture_url
    return (
        _needs(title=article.title)
        or _address_fault("url", article.url)
        or (_address_fault("picture_url", picture) if picture else "")
    )


def _music_fault(music: Music) -> str:
    return (
        _needs(
            title=music.title,
            description=music.description,
            thumb_media_id=music.thumb_media_id,
        )
        or _address_fault("url", music.url)
        or (_address_fault("hq_url", music.hq_url) if music.hq_url else "")
    )


def _menu_faults(menu: MsgMenu, limits: Limits) -> Iterator[str]:
    if not 1 <= len(menu.items) <= limits.menu_items:
        yield f"there are {len(menu.items)} items, WeChat takes 1 to {limits.menu_items}"
    for item in menu.items:
        yield from _item_faults(item, limits)
    ids = [item.id for item in menu.items]
    if len(set(ids)) < len(ids):
        yield "two items have the same id"
    for name, edge in (("head", menu.head), ("tail", menu.tail)):
        if len(edge.encode()) > MENU_EDGE_BYTES:
            yield f"the {name} has {len(edge.encode())} bytes, WeChat takes {MENU_EDGE_BYTES}"


def _item_faults(item: MenuItem, limits: Limits) -> Iterator[str]:
    if not MENU_ID.fullmatch(item.id):
        yield "an item's id is 1 to 64 digits"
    fault = _size_fault("an item", item.content, limits.menu_item_bytes)
    if fault:
        yield fault


def _page_fault(card: MiniProgramPage) -> str:
    if not _APP_ID.fullmatch(card.app_id):
        return "app_id is wx and 16 small letters or digits"
    return _needs(title=card.title, page=card.page, thumb_media_id=card.thumb_media_id)
