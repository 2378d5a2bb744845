"""JSON forms of nested values: what a message holds and what the bot waits for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

import orjson

from bot.model import (
    UNSIGNED,
    Asked,
    Byline,
    CardEvent,
    Choice,
    ChosenPictures,
    ChosenPlace,
    Content,
    Dialogue,
    Inbound,
    InboundKind,
    LeadDraft,
    MiniProgramCard,
    Recording,
    ScannedCode,
    SentFile,
)
from bot.rules.contents import form_of, read_content
from bot.store.columns import from_ms, to_ms
from bot.store.privacy import strip_fields
from intents.types import EntryId, Tag

_EXCERPT = 80
_ACTS = (
    Recording,
    SentFile,
    MiniProgramCard,
    ScannedCode,
    ChosenPictures,
    ChosenPlace,
    CardEvent,
)
# As WeChat's own list of chats shows what is not text.
_LABELS = {
    "image": "[图片]",
    "voice": "[语音]",
    "video": "[视频]",
    "location": "[位置]",
    "link": "[链接]",
    "file": "[文件]",
    "miniprogrampage": "[小程序]",
    "music": "[音乐]",
    "news": "[图文]",
    "mpnews": "[文章]",
    "mpnewsarticle": "[文章]",
    "msgmenu": "[选项]",
    "wxcard": "[卡券]",
    "transfer_customer_service": "[转微信客服]",
    "transfer_biz_ai_ivr": "[转微信智能回复]",
    "follow": "[关注]",
    "unfollow": "[取消关注]",
    "scan": "[扫码]",
    "click": "[菜单]",
    "view": "[菜单链接]",
    "view_miniprogram": "[小程序]",
    "scan_code": "[扫码]",
    "pictures": "[选择图片]",
    "place": "[选择位置]",
    "card": "[卡券]",
    "unknown_message": "[其他消息]",
}


def dump(value: object) -> str:
    """JSON as text, raw UTF-8."""
    return orjson.dumps(value).decode()


def load(value: str) -> Any:
    """What ``dump`` wrote."""
    return orjson.loads(value)


def dump_content(content: Content, byline: Byline = UNSIGNED) -> str:
    """A bubble in its full form, and as whom it appears if not as the account itself."""
    form = form_of(content)
    if byline != UNSIGNED:
        form["byline"] = {"kf_account": byline.kf_account, "by_ai": byline.by_ai}
    return dump(form)


def load_content(value: str) -> Content:
    """The bubble that ``dump_content`` wrote."""
    form = load(value)
    form.pop("byline", None)
    if form["type"] == "news" and "articles" not in form:
        # Recorded when a bubble held one link card only.
        form = {"type": form.pop("type"), "articles": [form]}
    return read_content(form)


def load_byline(value: str) -> Byline:
    """As whom the bubble that ``dump_content`` wrote appears."""
    form = load(value).get("byline")
    return Byline(**form) if form else UNSIGNED


def excerpt(kind: str, text: str) -> str:
    """One line for lists of conversations."""
    line = " ".join(text.split()) or _LABELS.get(kind, "")
    return line if len(line) <= _EXCERPT else line[: _EXCERPT - 1] + "…"


def dump_inbound(inbound: Inbound) -> str:
    """What a message in holds beside its text; of a place only the label, never coordinates."""
    fields: Mapping[str, object] = {
        "native_type": inbound.native_type,
        "media_id": inbound.media_id,
        "thumb_media_id": inbound.thumb_media_id,
        "url": inbound.url,
        "description": inbound.description,
        "event_key": inbound.event_key,
        "menu_tap": inbound.menu_tap,
        "menu_id": inbound.menu_id,
        "article": inbound.article,
        "article_index": inbound.article_index,
        "detail": _detail_form(inbound),
        # Codes and sums of cards are nobody's business here.
        "extra": {} if inbound.kind is InboundKind.CARD else strip_fields(inbound.extra),
    }
    return dump({name: value for name, value in fields.items() if value})


def _detail_form(inbound: Inbound) -> dict[str, object]:
    """The fields of an act of a fan; what the platform only reports never comes here."""
    if not isinstance(inbound.detail, _ACTS):
        return {}
    return {name: value for name, value in asdict(inbound.detail).items() if value}


def dump_dialogue(dialogue: Dialogue) -> str:
    """What the bot waits for."""
    return dump(
        {
            "waits_for": dialogue.waits_for,
            "choices": [_dump_choice(choice) for choice in dialogue.choices],
            "asked_at": None if dialogue.asked_at is None else to_ms(dialogue.asked_at),
            "misses": dialogue.misses,
            "lead": None if dialogue.lead is None else _dump_lead(dialogue.lead),
            "asked": None if dialogue.asked is None else _dump_asked(dialogue.asked),
        }
    )


def _dump_lead(lead: LeadDraft) -> dict[str, object]:
    return {
        **asdict(lead),
        "day": lead.day.isoformat() if lead.day else "",
        "days": [day.isoformat() for day in lead.days],
    }


def _load_lead(form: Mapping[str, Any]) -> LeadDraft:
    return LeadDraft(
        **{
            **form,
            "day": date.fromisoformat(form["day"]) if form["day"] else None,
            # Rows written before days could be chosen from have none.
            "days": tuple(map(date.fromisoformat, form.get("days", ()))),
        }
    )


def _dump_asked(asked: Asked) -> dict[str, object]:
    return {**asdict(asked), "at": to_ms(asked.at)}


def _load_asked(form: Mapping[str, Any]) -> Asked:
    return Asked(**{**form, "at": from_ms(form["at"])})


def _dump_choice(choice: Choice) -> list[object]:
    tags = [[tag.key, tag.value] for tag in choice.tags]
    return [choice.label, choice.entry, *([tags] if tags else [])]


def _load_choice(label: str, entry: str, tags: Sequence[tuple[str, str]] = ()) -> Choice:
    return Choice(label, EntryId(entry), tuple(Tag(key, value) for key, value in tags))


def load_dialogue(value: str) -> Dialogue:
    """What ``dump_dialogue`` wrote."""
    form = load(value)
    asked_at = form["asked_at"]
    return Dialogue(
        waits_for=form["waits_for"],
        choices=tuple(_load_choice(*parts) for parts in form["choices"]),
        asked_at=None if asked_at is None else from_ms(asked_at),
        misses=form["misses"],
        # Rows written before there were such things have none.
        lead=_load_lead(form["lead"]) if form.get("lead") else None,
        asked=_load_asked(form["asked"]) if form.get("asked") else None,
    )
