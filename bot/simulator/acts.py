"""What a pretend fan does on the phone, from the tap to the answer that appears in the chat."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Mapping
from dataclasses import dataclass

from bot.channels.wechat import xml
from bot.errors import Refused
from bot.model import AllowanceKind
from bot.simulator.desk import NativeDesk
from bot.simulator.menus import enter
from bot.simulator.platform import Event, Platform
from bot.simulator.push import Outcome, Push, Pusher
from bot.simulator.qrcodes import scanned, ticket_of
from bot.simulator.replies import Answerable, PassiveReply
from bot.simulator.state import Fan, Json

NOTICE = "该公众号提供的服务出现故障，请稍后再试"

_SCENES = {
    "search": "ADD_SCENE_SEARCH",
    "qr": "ADD_SCENE_QR_CODE",
    "card": "ADD_SCENE_PROFILE_CARD",
    "article": "ADD_SCENE_PROFILE_LINK",
    "ad": "ADD_SCENE_WECHAT_ADVERTISEMENT",
    "channels": "ADD_SCENE_CHANNELS",
    "miniprogram": "ADD_SCENE_WXA",
    "paid": "ADD_SCENE_PAID",
    "other": "ADD_SCENE_OTHERS",
}
FOLLOW_SOURCES = tuple(_SCENES)

_HELD_AT_MOST_S = 10.0
_MENU_TAPS = {"CLICK", "scancode_push", "scancode_waitmsg"}
_ANSWERED_EVENTS = _MENU_TAPS | {"subscribe", "SCAN"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A message of a fan: how it looks on the phone, and its fields on the wire."""

    kind: str
    shown: Json
    fields: Mapping[str, xml.Node]
    menu_tap: bool = False


class Acts:
    """Lets the fans of one platform act; each act waits for what became of its push."""

    def __init__(self, platform: Platform, pusher: Pusher) -> None:
        self._platform = platform
        self._pusher = pusher
        self._desk = NativeDesk(platform)
        self._gone = asyncio.Event()

    async def follow(self, fan: Fan, source: str, *, scene: str = "", ticket: str = "") -> Outcome:
        """The fan follows; through a parametric QR code ``scene`` says which one."""
        if fan.following:
            raise Refused("the fan follows already", remedy="unfollow first")
        now = self._platform.now()
        fan.following = fan.followed_once = fan.receiving = True
        fan.subscribe_time = int(now.timestamp())
        fan.subscribe_scene = _SCENES[source]
        fan.scene = scene if source == "qr" else ""
        self._platform.book.grant(fan.open_id, AllowanceKind.FOLLOW, now=now)
        self._platform.show(fan, "system", kind="followed", data={"source": source})
        enter(self._platform, fan, anew=True)
        key = {"EventKey": f"qrscene_{fan.scene}", "Ticket": ticket or self._ticket(fan.scene)}
        return await self._event(fan, "subscribe", key if fan.scene else {"EventKey": ""})

    async def unfollow(self, fan: Fan) -> Outcome:
        """The fan unfollows: every allowance ends, no reply can arrive."""
        self._must_follow(fan)
        fan.following = False
        self._platform.book.forget(fan.open_id)
        self._platform.show(fan, "system", kind="unfollowed", data={})
        return await self._event(fan, "unsubscribe", {"EventKey": ""})

    async def scan(self, fan: Fan, scene: str, *, ticket: str = "") -> Outcome:
        """The fan scans a QR code: a SCAN, or for one who does not follow yet, the follow.

        With ``ticket`` the code is one that the account made; an expired one is refused.
        """
        if ticket:
            scene = scanned(self._platform, ticket).scene
        if not fan.following:
            return await self.follow(fan, "qr", scene=scene, ticket=ticket)
        self._platform.book.grant(fan.open_id, AllowanceKind.SCAN, now=self._platform.now())
        self._platform.show(fan, "system", kind="scanned", data={"scene": scene})
        return await self._event(
            fan, "SCAN", {"EventKey": scene, "Ticket": ticket or self._ticket(scene)}
        )

    async def event(self, fan: Fan, name: str, fields: Mapping[str, xml.Node]) -> Outcome:
        """Any other event; a menu tap opens its one minute."""
        self._must_follow(fan)
        if name in _MENU_TAPS:
            self._platform.book.grant(fan.open_id, AllowanceKind.MENU, now=self._platform.now())
            self._platform.tell_fans()
        return await self._event(fan, name, fields)

    async def say(self, fan: Fan, sent: Sent) -> Outcome:
        """The fan sends a message: the bubble appears, 48 hours begin, the push goes out.

        A fan on the blacklist is not pushed, and one whom a worker of the platform's own desk
        serves is heard there only.
        """
        push = self.message(fan, sent)
        if fan.blacklisted:
            return Outcome(tries=(), reply=PassiveReply("blacklisted"), ms=0)
        if self._desk.takes(fan, str(sent.shown.get("text", f"[{sent.kind}]"))):
            return Outcome(tries=(), reply=PassiveReply("desk"), ms=0)
        return await self.push(fan, push)

    def message(self, fan: Fan, sent: Sent) -> Push:
        """The fan has sent a message; what is pushed of it."""
        self._must_follow(fan)
        kind = AllowanceKind.MENU if sent.menu_tap else AllowanceKind.MESSAGE
        self._platform.book.grant(fan.open_id, kind, now=self._platform.now())
        self._platform.show(fan, "fan", kind=sent.kind, data=sent.shown)
        number = {"MsgId": self._platform.next_message_id()}
        body = xml.render({**self._head(fan, sent.kind), **sent.fields, **number})
        return Push(open_id=fan.open_id, label=sent.kind, body=body, answerable="message")

    def tap(self, fan: Fan, key: str) -> Push:
        """The fan has tapped a menu button; what is pushed of it."""
        self._must_follow(fan)
        self._platform.book.grant(fan.open_id, AllowanceKind.MENU, now=self._platform.now())
        return self._event_push(fan, "CLICK", {"EventKey": key})

    async def tell(self, event: Event) -> None:
        """Pushes an event that the platform announced, for instance a template's result."""
        await self.own_event(self._platform.state.fans[event.open_id], event.name, event.fields)

    async def own_event(self, fan: Fan, name: str, fields: Mapping[str, xml.Node]) -> Outcome:
        """An event that needs no follower: results, privacy, the account itself."""
        return await self._event(fan, name, fields)

    async def raw(self, fan: Fan, body: str) -> Outcome:
        """Pushes this body as it stands, well signed; for what no button can send."""
        answerable: Answerable = "event" if "CDATA[event]" in body else "message"
        if fan.following and answerable == "message":
            now = self._platform.now()
            self._platform.book.grant(fan.open_id, AllowanceKind.MESSAGE, now=now)
        return await self.push(
            fan, Push(open_id=fan.open_id, label="raw", body=body, answerable=answerable)
        )

    async def push(self, fan: Fan, push: Push, *, ordered: bool = True, repeat: int = 0) -> Outcome:
        """Delivers with whatever fault was ordered for it, and shows the fan what came back.

        Of several copies the first one's answer counts.
        """
        fault = self._platform.faults.next_push()
        if fault.hold:
            await self._overtaken(push)
        copies = 1 + repeat + fault.repeat
        ordered = ordered and copies == 1
        outcomes = await asyncio.gather(
            *(self._pusher.deliver(push, ordered=ordered) for _ in range(copies))
        )
        self._gone.set()
        self._gone = asyncio.Event()
        self._show(fan, push, outcomes[0])
        return outcomes[0]

    async def _overtaken(self, push: Push) -> None:
        self._platform.record({"way": "fault", "label": push.label, "fault": "hold", "ms": 0})
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._gone.wait(), _HELD_AT_MOST_S)

    def _show(self, fan: Fan, push: Push, outcome: Outcome) -> None:
        reply = outcome.reply
        if not fan.following:
            return
        if outcome.failed and push.answerable != "silent":
            self._platform.show(fan, "system", kind="notice", data={"text": NOTICE})
        elif reply is not None and reply.shows:
            self._platform.show(fan, "account", kind=reply.kind, data=reply.data, via="passive")
        elif reply is not None and reply.kind == "transfer_customer_service":
            self._desk.wait(fan, str(reply.data.get("kf_account", "")))

    async def _event(self, fan: Fan, name: str, fields: Mapping[str, xml.Node]) -> Outcome:
        return await self.push(fan, self._event_push(fan, name, fields))

    def _event_push(self, fan: Fan, name: str, fields: Mapping[str, xml.Node]) -> Push:
        body = xml.render({**self._head(fan, "event"), "Event": name, **fields})
        answerable: Answerable = "event" if name in _ANSWERED_EVENTS else "silent"
        return Push(open_id=fan.open_id, label=name, body=body, answerable=answerable)

    def _head(self, fan: Fan, kind: str) -> dict[str, xml.Node]:
        return {
            "ToUserName": self._platform.settings.account_name,
            "FromUserName": fan.open_id,
            "CreateTime": int(self._platform.now().timestamp()),
            "MsgType": kind,
        }

    def _must_follow(self, fan: Fan) -> None:
        if not fan.following:
            raise Refused("the fan does not follow the account", remedy="follow first")

    def _ticket(self, scene: str) -> str:
        return ticket_of(self._platform, scene)
