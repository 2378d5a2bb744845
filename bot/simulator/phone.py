"""What a fan can send from the phone: every type of message.

*Source:* developers.weixin.qq.com, "receiving standard messages", read in 2026; ``file`` and
``miniprogrampage`` in a service account's chat are unconfirmed.
"""

from __future__ import annotations

import hashlib
import secrets

from aiohttp import web

from bot.channels.wechat import xml
from bot.errors import Malformed
from bot.simulator.acts import Sent
from bot.simulator.door import ActTable, Door, decoded, told
from bot.simulator.media import picture_type, silence
from bot.simulator.pictures import sample_picture
from bot.simulator.requests import (
    Attachment,
    Image,
    Link,
    Location,
    ProgramCard,
    Say,
    Video,
    Voice,
    read,
)
from bot.simulator.state import Json

FILM = b"\x00\x00\x00\x18ftypmp42" + bytes(12)


class Phone:
    """The messages as HTTP calls."""

    def __init__(self, door: Door) -> None:
        self._door = door

    def acts(self) -> ActTable:
        """Names and acts."""
        return {
            "text": self._text,
            "location": self._location,
            "image": self._image,
            "voice": self._voice,
            "video": self._video,
            "link": self._link,
            "file": self._file,
            "miniprogrampage": self._program,
        }

    async def _say(self, open_id: str, sent: Sent) -> Json:
        return told(await self._door.acts.say(self._door.fan(open_id), sent))

    async def _text(self, request: web.Request) -> Json:
        act = await read(request, Say)
        fields: dict[str, xml.Node] = {"Content": act.text}
        if act.menu_id:
            fields["bizmsgmenuid"] = act.menu_id
        if act.article:
            fields |= {"MsgDataId": str(secrets.randbelow(2**31)), "Idx": str(act.article)}
        sent = Sent(
            kind="text", shown={"text": act.text}, fields=fields, menu_tap=bool(act.menu_id)
        )
        return await self._say(act.fan, sent)

    async def _location(self, request: web.Request) -> Json:
        act = await read(request, Location)
        return await self._say(act.fan, pin(act, act.label, act.scale))

    async def _image(self, request: web.Request) -> Json:
        act = await read(request, Image)
        self._door.fan(act.fan)
        content = sample_picture(act.sample) if act.sample else decoded(act.content)
        content_type = picture_type(content) or ("image/jpeg" if act.unchecked else None)
        if content_type is None:
            raise Malformed("not a PNG, JPEG or GIF picture")
        media_id = self._door.keep(content, ("image", content_type), act)
        fields = {"PicUrl": self._door.address(request, "picture", media_id), "MediaId": media_id}
        return await self._say(
            act.fan, Sent(kind="image", shown={"media_id": media_id}, fields=fields)
        )

    async def _voice(self, request: web.Request) -> Json:
        act = await read(request, Voice)
        self._door.fan(act.fan)
        content = b"no recording" if act.unchecked else silence(act.seconds)
        media_id = self._door.keep(content, ("voice", "audio/amr"), act)
        fields: dict[str, xml.Node] = {"MediaId": media_id, "Format": act.format}
        if act.recognised:
            fields["Recognition"] = act.text
        shown: Json = {"seconds": act.seconds, "text": act.text, "recognised": act.recognised}
        return await self._say(act.fan, Sent(kind="voice", shown=shown, fields=fields))

    async def _video(self, request: web.Request) -> Json:
        act = await read(request, Video)
        self._door.fan(act.fan)
        thumb = self._door.keep(sample_picture("bag"), ("thumb", "image/png"))
        content = b"no film" if act.unchecked else FILM
        film = self._door.keep(content, ("video", "video/mp4"), act)
        sent = Sent(
            kind="shortvideo" if act.short else "video",
            shown={"media_id": thumb},
            fields={"MediaId": film, "ThumbMediaId": thumb},
        )
        return await self._say(act.fan, sent)

    async def _link(self, request: web.Request) -> Json:
        act = await read(request, Link)
        shown: Json = {"title": act.title, "description": act.description, "url": act.url}
        fields = {"Title": act.title, "Description": act.description, "Url": act.url}
        return await self._say(act.fan, Sent(kind="link", shown=shown, fields=fields))

    async def _file(self, request: web.Request) -> Json:
        act = await read(request, Attachment)
        fields: dict[str, xml.Node] = {
            "Title": act.title,
            "Description": "",
            "FileKey": secrets.token_hex(16),
            "FileMd5": hashlib.md5(act.title.encode(), usedforsecurity=False).hexdigest(),
            "FileTotalLen": act.size,
        }
        shown: Json = {"title": act.title, "size": act.size}
        return await self._say(act.fan, Sent(kind="file", shown=shown, fields=fields))

    async def _program(self, request: web.Request) -> Json:
        act = await read(request, ProgramCard)
        self._door.fan(act.fan)
        thumb = self._door.keep(sample_picture("bag"), ("thumb", "image/png"))
        fields = {
            "Title": act.title,
            "AppId": act.appid,
            "PagePath": act.pagepath,
            "ThumbUrl": self._door.address(request, "picture", thumb),
            "ThumbMediaId": thumb,
        }
        shown: Json = {
            "title": act.title,
            "appid": act.appid,
            "pagepath": act.pagepath,
            "media_id": thumb,
        }
        return await self._say(act.fan, Sent(kind="miniprogrampage", shown=shown, fields=fields))


def pin(act: Location, label: str, scale: int) -> Sent:
    """A place that the fan chose on the map."""
    shown: Json = {"latitude": act.latitude, "longitude": act.longitude, "label": label}
    fields: dict[str, xml.Node] = {
        "Location_X": f"{act.latitude:.6f}",
        "Location_Y": f"{act.longitude:.6f}",
        "Scale": scale,
        "Label": label,
    }
    return Sent(kind="location", shown=shown, fields=fields)
