"""What the chat page and tests let a fan do: one JSON call per act, under ``/do``.

A call that changes something must carry ``X-Simulator: 1``, which no foreign page can send.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass

from aiohttp import web
from pydantic import JsonValue

from bot.channels.wechat import xml
from bot.errors import GatewayError, Malformed, NotFound, Refused
from bot.simulator.acts import FOLLOW_SOURCES, Acts, Sent
from bot.simulator.media import Medium, picture_type, silence
from bot.simulator.pictures import sample_picture
from bot.simulator.platform import Platform, bubble_json
from bot.simulator.push import Outcome
from bot.simulator.requests import (
    AccountOrder,
    Act,
    Click,
    FaultsOrder,
    Follow,
    Image,
    Link,
    Location,
    NewFan,
    Raw,
    Receiving,
    Report,
    Say,
    Scan,
    View,
    Voice,
    read,
)
from bot.simulator.state import Account, Fan, Json


@dataclass(frozen=True, slots=True)
class DoApi:
    """The acts as HTTP calls."""

    platform: Platform
    acts: Callable[[], Acts]

    def routes(self) -> list[web.RouteDef]:
        """Where the calls are found."""
        acts: dict[str, Callable[[web.Request], Awaitable[Json]]] = {
            "follow": self._follow,
            "unfollow": self._unfollow,
            "scan": self._scan,
            "text": self._text,
            "location": self._location,
            "location_report": self._location_report,
            "image": self._image,
            "voice": self._voice,
            "video": self._video,
            "link": self._link,
            "click": self._click,
            "view": self._view,
            "raw": self._raw,
            "set_receiving": self._set_receiving,
            "fans": self._add_fan,
            "faults": self._order_faults,
            "account": self._set_account,
        }
        return [
            *(web.post(f"/do/{name}", _answering(act)) for name, act in acts.items()),
            web.get("/do/fans", self._fans),
            web.get("/do/account", self._account),
            web.get("/do/fans/{id}/messages", self._messages),
        ]

    def _fan(self, open_id: str) -> Fan:
        fan = self.platform.state.fans.get(open_id)
        if fan is None:
            raise NotFound("there is no such fan", remedy="ask /do/fans who there is")
        return fan

    async def _follow(self, request: web.Request) -> Json:
        act = await read(request, Follow)
        if act.source not in FOLLOW_SOURCES:
            raise Malformed(f"source is none of {', '.join(FOLLOW_SOURCES)}")
        return _told(await self.acts().follow(self._fan(act.fan), act.source, scene=act.scene))

    async def _unfollow(self, request: web.Request) -> Json:
        act = await read(request, Act)
        return _told(await self.acts().unfollow(self._fan(act.fan)))

    async def _scan(self, request: web.Request) -> Json:
        act = await read(request, Scan)
        if not (act.scene or act.ticket):
            raise Malformed("a scene or a ticket is needed")
        return _told(await self.acts().scan(self._fan(act.fan), act.scene, ticket=act.ticket))

    async def _text(self, request: web.Request) -> Json:
        act = await read(request, Say)
        tapped = {"bizmsgmenuid": act.menu_id} if act.menu_id else {}
        sent = Sent(
            kind="text",
            shown={"text": act.text},
            fields={"Content": act.text, **tapped},
            menu_tap=bool(act.menu_id),
        )
        return _told(await self.acts().say(self._fan(act.fan), sent))

    async def _location(self, request: web.Request) -> Json:
        act = await read(request, Location)
        shown: Json = {
            "latitude": act.latitude,
            "longitude": act.longitude,
            "label": act.label,
        }
        fields: dict[str, xml.Node] = {
            "Location_X": f"{act.latitude:.6f}",
            "Location_Y": f"{act.longitude:.6f}",
            "Scale": act.scale,
            "Label": act.label,
        }
        return _told(
            await self.acts().say(
                self._fan(act.fan), Sent(kind="location", shown=shown, fields=fields)
            )
        )

    async def _location_report(self, request: web.Request) -> Json:
        act = await read(request, Report)
        fields = {
            "Latitude": f"{act.latitude:.6f}",
            "Longitude": f"{act.longitude:.6f}",
            "Precision": f"{act.precision:.6f}",
        }
        return _told(await self.acts().event(self._fan(act.fan), "LOCATION", fields))

    async def _image(self, request: web.Request) -> Json:
        act = await read(request, Image)
        fan = self._fan(act.fan)
        content = sample_picture(act.sample) if act.sample else _decoded(act.content)
        content_type = picture_type(content)
        if content_type is None:
            raise Malformed("not a PNG, JPEG or GIF picture")
        media_id = self._keep(content, "image", content_type)
        path = request.app.router["picture"].url_for(media_id=media_id)
        fields = {"PicUrl": str(request.url.origin().join(path)), "MediaId": media_id}
        return _told(
            await self.acts().say(
                fan, Sent(kind="image", shown={"media_id": media_id}, fields=fields)
            )
        )

    async def _voice(self, request: web.Request) -> Json:
        act = await read(request, Voice)
        fan = self._fan(act.fan)
        media_id = self._keep(silence(act.seconds), "voice", "audio/amr")
        fields = {"MediaId": media_id, "Format": "amr"}
        if act.recognised:
            fields["Recognition"] = act.text
        shown: Json = {"seconds": act.seconds, "text": act.text, "recognised": act.recognised}
        return _told(await self.acts().say(fan, Sent(kind="voice", shown=shown, fields=fields)))

    async def _video(self, request: web.Request) -> Json:
        act = await read(request, Act)
        fan = self._fan(act.fan)
        thumb = self._keep(sample_picture("bag"), "thumb", "image/png")
        film = self._keep(b"\x00\x00\x00\x18ftypmp42" + bytes(12), "video", "video/mp4")
        sent = Sent(
            kind="video",
            shown={"media_id": thumb},
            fields={"MediaId": film, "ThumbMediaId": thumb},
        )
        return _told(await self.acts().say(fan, sent))

    async def _link(self, request: web.Request) -> Json:
        act = await read(request, Link)
        shown: Json = {"title": act.title, "description": act.description, "url": act.url}
        fields = {"Title": act.title, "Description": act.description, "Url": act.url}
        return _told(
            await self.acts().say(self._fan(act.fan), Sent(kind="link", shown=shown, fields=fields))
        )

    async def _click(self, request: web.Request) -> Json:
        act = await read(request, Click)
        fields: dict[str, xml.Node] = {"EventKey": act.key}
        if act.event != "CLICK":
            fields["ScanCodeInfo"] = {"ScanType": "qrcode", "ScanResult": act.key}
        return _told(await self.acts().event(self._fan(act.fan), act.event, fields))

    async def _view(self, request: web.Request) -> Json:
        act = await read(request, View)
        return _told(await self.acts().event(self._fan(act.fan), act.event, {"EventKey": act.url}))

    async def _raw(self, request: web.Request) -> Json:
        act = await read(request, Raw)
        return _told(await self.acts().raw(self._fan(act.fan), act.xml))

    async def _set_receiving(self, request: web.Request) -> Json:
        act = await read(request, Receiving)
        fan = self._fan(act.fan)
        fan.receiving = act.on
        self.platform.tell_fans()
        return self.platform.fan_json(fan)

    async def _add_fan(self, request: web.Request) -> Json:
        act = await read(request, NewFan)
        return self.platform.fan_json(self.platform.add_fan(act.name))

    async def _order_faults(self, request: web.Request) -> Json:
        act = await read(request, FaultsOrder)
        self.platform.faults.calls[:] = act.calls
        self.platform.faults.pushes[:] = act.pushes
        self.platform.faults.drop_replies = act.drop_replies
        return {}

    async def _set_account(self, request: web.Request) -> Json:
        act = await read(request, AccountOrder)
        account = self.platform.state.account
        for name in act.model_fields_set:
            setattr(account, name, getattr(act, name))
        self.platform.changed.set()
        return _account(account)

    async def _account(self, _: web.Request) -> web.Response:
        return web.json_response(_account(self.platform.state.account))

    async def _fans(self, request: web.Request) -> web.Response:
        return web.json_response({"items": self.platform.fans_json()})

    async def _messages(self, request: web.Request) -> web.Response:
        try:
            fan = self._fan(request.match_info["id"])
        except NotFound as error:
            return _problem(error, 404)
        return web.json_response({"items": [bubble_json(bubble) for bubble in fan.chat]})

    def _keep(self, content: bytes, kind: str, content_type: str) -> str:
        return self.platform.media.put(
            content,
            Medium(kind=kind, content_type=content_type, created_at=self.platform.now()),
        )


def _answering(
    act: Callable[[web.Request], Awaitable[Json]],
) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def answer(request: web.Request) -> web.Response:
        if request.headers.get("X-Simulator") != "1":
            return web.json_response({"error": "the header X-Simulator: 1 is missing"}, status=403)
        try:
            return web.json_response(await act(request))
        except NotFound as error:
            return _problem(error, 404)
        except Refused as error:
            return _problem(error, 409)
        except GatewayError as error:
            return _problem(error, 422)

    return answer


def _account(account: Account) -> Json:
    told: Json = asdict(account)
    return told


def _problem(error: GatewayError, status: int) -> web.Response:
    return web.json_response({"error": str(error)}, status=status)


def _decoded(content: str) -> bytes:
    try:
        return base64.b64decode(content, validate=True)
    except binascii.Error:
        raise Malformed("content is not base64") from None


def _told(outcome: Outcome) -> Json:
    reply = outcome.reply
    shown: JsonValue = {"kind": reply.kind, **reply.data} if reply and reply.shows else None
    return {
        "delivered": not outcome.failed,
        "outcome": reply.kind if reply else "no_answer",
        "reason": reply.reason if reply else outcome.tries[-1].end,
        "tries": len(outcome.tries),
        "status": outcome.tries[-1].status,
        "reply": shown,
        "ms": outcome.ms,
    }
