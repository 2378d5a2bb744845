"""JSON forms of nested values: what a message holds and what the bot waits for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from bot.model import Choice, Content, Dialogue, Inbound, InboundKind, News, Picture, Text
from bot.store.columns import from_ms, to_ms
from bot.store.privacy import strip_fields
from intents.types import EntryId, Tag

_EXCERPT = 80
_CONTENTS: dict[str, type[Content]] = {"text": Text, "image": Picture, "news": News}
# As WeChat's own list of chats shows what is not text.
_LABELS = {
    "image": "[图片]",
    "voice": "[语音]",
    "video": "[视频]",
    "location": "[位置]",
    "link": "[链接]",
    "follow": "[关注]",
    "unfollow": "[取消关注]",
    "scan": "[扫码]",
    "click": "[菜单]",
    "view": "[菜单链接]",
    "unknown_message": "[其他消息]",
}


def dump(value: object) -> str:
    """JSON as text, raw UTF-8."""
    return orjson.dumps(value).decode()


def load(value: str) -> Any:
    """What ``dump`` wrote."""
    return orjson.loads(value)


def dump_content(content: Content) -> str:
    """A bubble in its full form."""
    match content:
        case Text(text=text):
            return dump({"type": "text", "text": text})
        case Picture(media_id=media_id):
            return dump({"type": "image", "media_id": media_id})
        case News():
            fields = ("title", "description", "url", "picture_url")
            return dump({"type": "news", **{name: getattr(content, name) for name in fields}})


def load_content(value: str) -> Content:
    """The bubble that ``dump_content`` wrote."""
    form = load(value)
    kind = form.pop("type")
    return _CONTENTS[kind](**form)


def kind_of(content: Content) -> str:
    """The kind under which a bubble of ours is listed."""
    match content:
        case Text():
            return "text"
        case Picture():
            return "image"
        case News():
            return "news"


def words_of(content: Content) -> str:
    """What of a bubble can be read as text."""
    match content:
        case Text(text=text):
            return text
        case Picture():
            return ""
        case News(title=title):
            return title


def excerpt(kind: str, text: str) -> str:
    """One line for lists of conversations."""
    line = " ".join(text.split()) or _LABELS.get(kind, "")
    return line if len(line) <= _EXCERPT else line[: _EXCERPT - 1] + "…"


def dump_inbound(inbound: Inbound) -> str:
    """What a message in holds beside its text; of a place only the label, never coordinates."""
    located = inbound.kind in {InboundKind.LOCATION, InboundKind.LOCATION_REPORT}
    fields: Mapping[str, object] = {
        "native_type": inbound.native_type,
        "media_id": inbound.media_id,
        "url": inbound.url,
        "description": inbound.description,
        "event_key": inbound.event_key,
        "menu_tap": inbound.menu_tap,
        "extra": {} if located else strip_fields(inbound.extra),
    }
    return dump({name: value for name, value in fields.items() if value})


def dump_dialogue(dialogue: Dialogue) -> str:
    """What the bot waits for."""
    return dump(
        {
            "waits_for": dialogue.waits_for,
            "choices": [_dump_choice(choice) for choice in dialogue.choices],
            "asked_at": None if dialogue.asked_at is None else to_ms(dialogue.asked_at),
            "misses": dialogue.misses,
        }
    )


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
    )
