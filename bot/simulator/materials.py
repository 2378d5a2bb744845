"""Files of the account: temporary media for three days, permanent material, article pictures.

*Source:* developers.weixin.qq.com, "add temporary media", "add permanent material" and "upload
article image", limits read in 2026.
"""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from typing import Literal

from aiohttp import BodyPartReader, web
from pydantic import JsonValue

from bot.simulator.answers import ApiRefused, done, json_request, number_of, text_of
from bot.simulator.calls import Call, Served, get, post
from bot.simulator.media import Medium, sniffed
from bot.simulator.platform import Platform
from bot.simulator.state import Json

Kind = Literal["image", "voice", "video", "thumb"]
_MB = 1024 * 1024
_BYTES = {"image": 10 * _MB, "voice": 2 * _MB, "video": 10 * _MB, "thumb": 64 * 1024}
_TYPES = {
    "image": {"image/png", "image/jpeg", "image/gif"},
    "thumb": {"image/jpeg"},
    "voice": {"audio/amr", "audio/mpeg"},
    "video": {"video/mp4"},
}
_ARTICLE_BYTES = _MB
PICTURES_KEPT = 100_000
OTHERS_KEPT = 1000


@dataclass(frozen=True, slots=True)
class Upload:
    """What a multipart body carried."""

    content: bytes
    name: str
    description: str


class Materials:
    """The calls about files."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform
        self._shelf = platform.media

    def calls(self) -> list[Call]:
        """The rows of the table."""
        return [
            _serving("POST", "/cgi-bin/media/upload", self._upload, per_day=100_000),
            _serving("GET", "/cgi-bin/media/get", self._download, per_day=200_000),
            _serving("POST", "/cgi-bin/media/uploadimg", self._article_image),
            _serving("POST", "/cgi-bin/material/add_material", self._add),
            _serving("POST", "/cgi-bin/material/get_material", self._material),
            post("/cgi-bin/material/del_material", self._delete),
            get("/cgi-bin/material/get_materialcount", self._count),
            post("/cgi-bin/material/batchget_material", self._list),
        ]

    async def _upload(self, request: web.Request) -> Json:
        kind = _kind(request)
        upload = await uploaded(request, most=_BYTES[kind])
        medium = self._checked(kind, upload, permanent=False)
        media_id = self._shelf.put(upload.content, medium)
        name = "thumb_media_id" if kind == "thumb" else "media_id"
        return {"type": kind, name: media_id, "created_at": int(medium.created_at.timestamp())}

    async def _download(self, request: web.Request) -> Json | web.Response:
        media_id = request.query.get("media_id", "")
        if not media_id:
            raise ApiRefused(41006)
        found = self._shelf.find(media_id, now=self._platform.now())
        if found is None:
            raise ApiRefused(40007)
        medium, content = found
        if medium.kind == "video":
            return {"video_url": self._url(request, media_id)}
        return _file(media_id, medium, content)

    async def _article_image(self, request: web.Request) -> Json:
        upload = await uploaded(request, most=_ARTICLE_BYTES)
        if sniffed(upload.content) not in {"image/png", "image/jpeg"}:
            raise ApiRefused(40005)
        medium = self._checked("image", upload, permanent=True)
        return {"url": self._url(request, self._shelf.put(upload.content, medium))}

    async def _add(self, request: web.Request) -> Json:
        kind = _kind(request)
        upload = await uploaded(request, most=_BYTES[kind])
        if kind == "video" and not _described(upload.description):
            raise ApiRefused(40097)
        medium = self._checked(kind, upload, permanent=True)
        kept = sum(one.permanent and one.kind == kind for one in self._shelf.all().values())
        if kept >= (PICTURES_KEPT if kind == "image" else OTHERS_KEPT):
            raise ApiRefused(45001, "material count out of limit")
        media_id = self._shelf.put(upload.content, medium)
        told: Json = {"media_id": media_id}
        return {**told, "url": self._url(request, media_id)} if kind == "image" else told

    async def _material(self, request: web.Request) -> Json | web.Response:
        media_id = text_of(await json_request(request), "media_id")
        medium, content = self._permanent(media_id)
        if medium.kind == "video":
            return {
                "title": medium.name,
                "description": "",
                "down_url": self._url(request, media_id),
            }
        return _file(media_id, medium, content)

    def _delete(self, body: Json) -> Json:
        media_id = text_of(body, "media_id")
        self._permanent(media_id)
        self._shelf.drop(media_id)
        return done()

    def _count(self, _: Json) -> Json:
        kinds = [one.kind for one in self._shelf.all().values() if one.permanent]
        counts: Json = {f"{kind}_count": kinds.count(kind) for kind in ("voice", "video", "image")}
        return {**counts, "news_count": 0}

    def _list(self, body: Json) -> Json:
        kind, offset, count = (
            text_of(body, "type"),
            number_of(body, "offset") or 0,
            number_of(body, "count") or 0,
        )
        if kind not in {"image", "video", "voice", "news"}:
            raise ApiRefused(40004)
        if not 1 <= count <= 20:
            raise ApiRefused(40097)
        found: list[JsonValue] = [
            {"media_id": media_id, "name": one.name, "update_time": int(one.created_at.timestamp())}
            for media_id, one in self._shelf.all().items()
            if one.permanent and one.kind == kind
        ]
        part = found[offset : offset + count]
        return {"total_count": len(found), "item_count": len(part), "item": part}

    def _checked(self, kind: Kind, upload: Upload, *, permanent: bool) -> Medium:
        if not upload.content:
            raise ApiRefused(44001, "empty media data")
        content_type = sniffed(upload.content)
        if content_type not in _TYPES[kind]:
            raise ApiRefused(40005)
        return Medium(
            kind=kind,
            content_type=content_type,
            created_at=self._platform.now(),
            permanent=permanent,
            name=upload.name,
        )

    def _permanent(self, media_id: str) -> tuple[Medium, bytes]:
        found = self._shelf.find(media_id, now=self._platform.now())
        if found is None or not found[0].permanent:
            raise ApiRefused(40007)
        return found

    def _url(self, request: web.Request, media_id: str) -> str:
        path = request.app.router["file"].url_for(media_id=media_id)
        return str(request.url.origin().join(path))


async def uploaded(request: web.Request, *, most: int) -> Upload:
    """The file in field ``media`` and the words beside it; 41005 without one, 45001 too large."""
    if not request.content_type.startswith("multipart/"):
        raise ApiRefused(41005)
    content: bytes | None = None
    name = description = ""
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader):
            continue
        if part.name == "media":
            content, name = await _read(part, most), part.filename or secrets.token_hex(4)
        elif part.name == "description":
            description = (await _read(part, _BYTES["thumb"])).decode(errors="replace")
    if content is None:
        raise ApiRefused(41005)
    return Upload(content, name, description)


async def _read(part: BodyPartReader, most: int) -> bytes:
    content = bytearray()
    while chunk := await part.read_chunk():
        content += chunk
        if len(content) > most:
            raise ApiRefused(45001)
    return bytes(content)


def _kind(request: web.Request) -> Kind:
    match request.query.get("type", ""):
        case "image" | "voice" | "video" | "thumb" as kind:
            return kind
    raise ApiRefused(40004)


def _described(description: str) -> bool:
    try:
        fields = json.loads(description)
    except ValueError:
        return False
    return isinstance(fields, dict) and bool(fields.get("title"))


def _file(media_id: str, medium: Medium, content: bytes) -> web.Response:
    ending = medium.content_type.partition("/")[2]
    return web.Response(
        body=content,
        content_type=medium.content_type,
        headers={"Content-Disposition": f'attachment; filename="{media_id}.{ending}"'},
    )


def _serving(method: Literal["GET", "POST"], path: str, serve: Served, *, per_day: int = 0) -> Call:
    return Call(method=method, path=path, serve=serve, per_day=per_day)
