"""What a fan does without writing: follow, scan, tap the menu, be somewhere.

*Source:* developers.weixin.qq.com, "receiving event pushes" and "custom menu event pushes", read
in 2026.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from aiohttp import web

from bot.channels.wechat import xml
from bot.errors import Malformed, NotFound
from bot.simulator.acts import FOLLOW_SOURCES, Sent
from bot.simulator.answers import text_of
from bot.simulator.buttons import leaves
from bot.simulator.door import ActTable, Door, told
from bot.simulator.menus import enter
from bot.simulator.phone import pin
from bot.simulator.pictures import sample_picture
from bot.simulator.requests import (
    Act,
    Choose,
    Click,
    Follow,
    Popup,
    Receiving,
    Report,
    Scan,
    Shoot,
    Tap,
    View,
    read,
)
from bot.simulator.state import Fan, Json


class Taps:
    """The taps as HTTP calls."""

    def __init__(self, door: Door) -> None:
        self._door = door

    def acts(self) -> ActTable:
        """Names and acts."""
        return {
            "follow": self._follow,
            "unfollow": self._unfollow,
            "scan": self._scan,
            "enter": self._enter,
            "tap": self._tap,
            "click": self._click,
            "view": self._view,
            "pictures": self._pictures,
            "location_select": self._location_select,
            "location_report": self._location_report,
            "popup": self._popup,
            "set_receiving": self._set_receiving,
        }

    async def _follow(self, request: web.Request) -> Json:
        act = await read(request, Follow)
        if act.source not in FOLLOW_SOURCES:
            raise Malformed(f"source is none of {', '.join(FOLLOW_SOURCES)}")
        fan = self._door.fan(act.fan)
        return told(await self._door.acts.follow(fan, act.source, scene=act.scene))

    async def _unfollow(self, request: web.Request) -> Json:
        act = await read(request, Act)
        return told(await self._door.acts.unfollow(self._door.fan(act.fan)))

    async def _scan(self, request: web.Request) -> Json:
        act = await read(request, Scan)
        if not (act.scene or act.ticket):
            raise Malformed("a scene or a ticket is needed")
        fan = self._door.fan(act.fan)
        return told(await self._door.acts.scan(fan, act.scene, ticket=act.ticket))

    async def _enter(self, request: web.Request) -> Json:
        """Opens the chat as if for the first time: the phone reads the menu anew."""
        fan = self._door.fan((await read(request, Act)).fan)
        enter(self._door.platform, fan, anew=True)
        return {"menu": fan.menu}

    async def _tap(self, request: web.Request) -> Json:
        """A button that needs nothing more than a finger; others have acts of their own."""
        act = await read(request, Tap)
        fan = self._door.fan(act.fan)
        enter(self._door.platform, fan)
        button = next((one for one in leaves(fan.menu or {}) if one["name"] == act.name), None)
        if button is None:
            raise NotFound(f"there is no button {act.name} on this phone")
        match button["type"]:
            case "click" | "scancode_push" | "scancode_waitmsg":
                fields: dict[str, xml.Node] = {"EventKey": text_of(button, "key")}
                name = "CLICK" if button["type"] == "click" else str(button["type"])
                return await self._event(act.fan, name, fields)
            case "view":
                return await self._event(act.fan, "VIEW", {"EventKey": text_of(button, "url")})
            case "miniprogram":
                page = {"EventKey": text_of(button, "pagepath")}
                return await self._event(act.fan, "view_miniprogram", page)
        raise Malformed(f"{act.name} needs more than a tap", remedy="use the act of its type")

    async def _click(self, request: web.Request) -> Json:
        act = await read(request, Click)
        fields: dict[str, xml.Node] = {"EventKey": act.key}
        if act.event != "CLICK":
            scanned = {"ScanType": act.scan_type, "ScanResult": act.result or act.key}
            fields["ScanCodeInfo"] = scanned
        return await self._event(act.fan, act.event, fields)

    async def _view(self, request: web.Request) -> Json:
        act = await read(request, View)
        fields: dict[str, xml.Node] = {"EventKey": act.url}
        menu = self._door.fan(act.fan).menu or {}
        if "menuid" in menu:
            fields["MenuId"] = str(menu["menuid"])
        return await self._event(act.fan, act.event, fields)

    async def _pictures(self, request: web.Request) -> Json:
        """The event first, then each picture as a message of its own."""
        act = await read(request, Shoot)
        fan = self._door.fan(act.fan)
        contents = [sample_picture(name) for name in act.samples]
        sums = [hashlib.md5(one, usedforsecurity=False).hexdigest() for one in contents]
        items: list[xml.Node] = [{"PicMd5Sum": one} for one in sums]
        info: dict[str, xml.Node] = {"Count": len(items), "PicList": {"item": items}}
        answer = await self._event(act.fan, act.event, {"EventKey": act.key, "SendPicsInfo": info})
        for content in contents:
            answer = await self._picture(request, fan, content)
        return answer

    async def _picture(self, request: web.Request, fan: Fan, content: bytes) -> Json:
        media_id = self._door.keep(content, ("image", "image/png"))
        fields = {"PicUrl": self._door.address(request, "picture", media_id), "MediaId": media_id}
        sent = Sent(kind="image", shown={"media_id": media_id}, fields=fields)
        return told(await self._door.acts.say(fan, sent))

    async def _location_select(self, request: web.Request) -> Json:
        """The event first, then the place as a message."""
        act = await read(request, Choose)
        info = {
            "Location_X": f"{act.latitude:.6f}",
            "Location_Y": f"{act.longitude:.6f}",
            "Scale": str(act.scale),
            "Label": act.label,
            "Poiname": act.poi,
        }
        fields: dict[str, xml.Node] = {"EventKey": act.key, "SendLocationInfo": info}
        await self._event(act.fan, "location_select", fields)
        sent = pin(act, act.label, act.scale)
        return told(await self._door.acts.say(self._door.fan(act.fan), sent))

    async def _location_report(self, request: web.Request) -> Json:
        act = await read(request, Report)
        fields = {
            "Latitude": f"{act.latitude:.6f}",
            "Longitude": f"{act.longitude:.6f}",
            "Precision": f"{act.precision:.6f}",
        }
        return await self._event(act.fan, "LOCATION", fields)

    async def _popup(self, request: web.Request) -> Json:
        """The fan accepts or rejects notices; each accept allows one, a long-term one any."""
        act = await read(request, Popup)
        state = self._door.platform.state
        accepted = state.accepted.setdefault(self._door.fan(act.fan).open_id, {})
        answers: list[xml.Node] = []
        for choice in act.choices:
            notice = state.notices.get(choice.template_id)
            long_term = notice is not None and notice.kind == 3
            if choice.accept:
                had = max(0, accepted.get(choice.template_id, 0))
                accepted[choice.template_id] = -1 if long_term else had + 1
            answers.append(
                {
                    "TemplateId": choice.template_id,
                    "SubscribeStatusString": "accept" if choice.accept else "reject",
                    "PopupScene": act.scene,
                }
            )
        fields = {"SubscribeMsgPopupEvent": {"List": answers}}
        return await self._event(act.fan, "subscribe_msg_popup_event", fields)

    async def _set_receiving(self, request: web.Request) -> Json:
        act = await read(request, Receiving)
        fan = self._door.fan(act.fan)
        fan.receiving = act.on
        self._door.platform.tell_fans()
        return self._door.platform.fan_json(fan)

    async def _event(self, open_id: str, name: str, fields: Mapping[str, xml.Node]) -> Json:
        return told(await self._door.acts.event(self._door.fan(open_id), name, fields))
