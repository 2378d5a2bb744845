"""Reads what a gateway answered to a push, as strictly as the platform does.

*Source:* developers.weixin.qq.com, "passive user reply message" and "message encryption".
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from bot.channels.wechat import crypto, xml
from bot.errors import ChannelError, ConfigError
from bot.simulator.platform import Platform
from bot.simulator.state import Json

Answerable = Literal["message", "event", "silent"]
"""What may answer a push: ``message`` one card at most, ``event`` eight, ``silent`` nothing."""

_TEXT_BYTES = 2048
_CARDS = {"message": 1, "event": 8}


@dataclass(frozen=True, slots=True)
class PassiveReply:
    """What the gateway answered. ``invalid`` and the reason mean: the fan sees the notice."""

    kind: str
    data: Json = field(default_factory=dict)
    reason: str = ""
    encrypted: bool = False

    @property
    def shows(self) -> bool:
        """Whether there is a bubble for the fan."""
        return self.kind in {"text", "image", "voice", "video", "music", "news"}


class ReplyReader:
    """Reads the answers for one account."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform
        settings = platform.settings
        self._settings = settings
        self._cipher = (
            crypto.MessageCipher(settings.aes_key, settings.app_id)
            if settings.mode != "plain"
            else None
        )

    def read(self, body: bytes, open_id: str, *, answerable: Answerable) -> PassiveReply:
        """What this body means for the fan."""
        if not body:
            return PassiveReply("empty")
        if body.strip() == b"success":
            return PassiveReply("success")
        try:
            return self._read_xml(body, open_id, answerable)
        except (ChannelError, ConfigError, ValueError) as error:
            return PassiveReply("invalid", reason=str(error))

    def _read_xml(self, body: bytes, open_id: str, answerable: Answerable) -> PassiveReply:
        fields = xml.parse(body)
        encrypted = fields.has("Encrypt")
        if encrypted:
            fields = xml.parse(self._opened(fields))
        elif self._settings.mode == "safe":
            raise ValueError("a clear reply in safe mode")
        if fields.get("ToUserName") != open_id:
            raise ValueError("ToUserName is not the fan who wrote")
        if fields.get("FromUserName") != self._settings.account_name:
            raise ValueError("FromUserName is not the account")
        if not fields.get("CreateTime").isdigit():
            raise ValueError("CreateTime is no number")
        kind, data = self._content(fields, answerable)
        if answerable == "silent":
            return PassiveReply("ignored", data, "this push takes no reply", encrypted)
        return PassiveReply(kind, data, encrypted=encrypted)

    def _opened(self, envelope: xml.Fields) -> bytes:
        if self._cipher is None:
            raise ValueError("an encrypted reply in plain mode")
        parts = [envelope.get(name) for name in ("TimeStamp", "Nonce", "Encrypt")]
        if not crypto.is_signed(envelope.get("MsgSignature"), self._settings.token, *parts):
            raise ValueError("MsgSignature is wrong")
        return self._cipher.decrypt(envelope.get("Encrypt"))

    def _content(self, fields: xml.Fields, answerable: Answerable) -> tuple[str, Json]:
        kind = fields.get("MsgType")
        match kind:
            case "text":
                return kind, _text(fields)
            case "image" | "voice":
                return kind, self._media(fields.child(kind.capitalize()).get("MediaId"), kind)
            case "news":
                return kind, _news(fields, _CARDS.get(answerable, 8))
            case "video":
                return kind, self._video(fields.child("Video"))
            case "music":
                return kind, self._music(fields.child("Music"))
            case "transfer_customer_service" if answerable == "message":
                return kind, {"kf_account": fields.child("TransInfo").get("KfAccount")}
            case "transfer_biz_ai_ivr" if answerable == "message":
                return kind, {}
        raise ValueError(f"a reply of type {kind!r} is not possible here")

    def _media(self, media_id: str, kind: str) -> Json:
        found = self._platform.media.find(media_id, now=self._platform.now())
        if found is None or found[0].kind != kind:
            raise ValueError(f"unknown {kind} media id")
        if kind != "voice":
            return {"media_id": media_id}
        return {"media_id": media_id, "seconds": self._platform.media.seconds(media_id)}

    def _video(self, video: xml.Fields) -> Json:
        return {
            "film_id": self._media(video.get("MediaId"), "video")["media_id"],
            "title": video.get("Title"),
            "description": video.get("Description"),
        }

    def _music(self, music: xml.Fields) -> Json:
        thumb = music.get("ThumbMediaId")
        found = self._platform.media.find(thumb, now=self._platform.now())
        if found is None or found[0].kind not in {"thumb", "image"}:
            raise ValueError("unknown thumb media id")
        return {
            "title": music.get("Title"),
            "description": music.get("Description"),
            "url": music.get("MusicUrl"),
            "media_id": thumb,
        }


def _text(fields: xml.Fields) -> Json:
    content = fields.get("Content")
    if not content.strip():
        raise ValueError("Content is empty")
    if len(content.encode()) > _TEXT_BYTES:
        raise ValueError(f"Content is over {_TEXT_BYTES} bytes")
    return {"text": content}


def _news(fields: xml.Fields, most: int) -> Json:
    items = fields.child("Articles").all("item")
    if not items or fields.get("ArticleCount") != str(len(items)):
        raise ValueError("ArticleCount does not fit the articles")
    if len(items) > most:
        raise ValueError(f"{len(items)} articles where {most} may stand")
    return {
        "articles": [
            {
                "title": item.get("Title"),
                "description": item.get("Description"),
                "url": item.get("Url"),
                "picture": item.get("PicUrl"),
            }
            for item in items
        ]
    }
