"""What a pretend fan does on the phone, from the tap to the answer that appears in the chat."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.channels.wechat import xml
from bot.errors import Refused
from bot.model import AllowanceKind
from bot.simulator.menus import enter
from bot.simulator.platform import Event, Platform
from bot.simulator.push import Outcome, Push, Pusher
from bot.simulator.qrcodes import scanned, ticket_of
from bot.simulator.replies import Answerable
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
        """The fan sends a message: the bubble appears, 48 hours begin, the push goes out."""
        self._must_follow(fan)
        kind = AllowanceKind.MENU if sent.menu_tap else AllowanceKind.MESSAGE
        self._platform.book.grant(fan.open_id, kind, now=self._platform.now())
        self._platform.show(fan, "fan", kind=sent.kind, data=sent.shown)
        body = xml.render(
            {
                **self._head(fan, sent.kind),
                **sent.fields,
                "MsgId": self._platform.next_message_id(),
            }
        )
        return await self._push(
            fan, Push(open_id=fan.open_id, label=sent.kind, body=body, answerable="message")
        )

    async def tell(self, event: Event) -> None:
        """Pushes an event of the platform's own, for instance the result of a sent template."""
        fan = self._platform.state.fans[event.open_id]
        await self._event(fan, event.name, event.fields)

    async def raw(self, fan: Fan, body: str) -> Outcome:
        """Pushes this body as it stands, well signed; for what no button can send."""
        answerable: Answerable = "event" if "CDATA[event]" in body else "message"
        if fan.following and answerable == "message":
            now = self._platform.now()
            self._platform.book.grant(fan.open_id, AllowanceKind.MESSAGE, now=now)
        return await self._push(
            fan, Push(open_id=fan.open_id, label="raw", body=body, answerable=answerable)
        )

    async def _event(self, fan: Fan, name: str, fields: Mapping[str, xml.Node]) -> Outcome:
        body = xml.render({**self._head(fan, "event"), "Event": name, **fields})
        answerable: Answerable = "event" if name in _ANSWERED_EVENTS else "silent"
        return await self._push(
            fan, Push(open_id=fan.open_id, label=name, body=body, answerable=answerable)
        )

    async def _push(self, fan: Fan, push: Push) -> Outcome:
        outcome = await self._pusher.deliver(push)
        reply = outcome.reply
        if fan.following and outcome.failed and push.answerable != "silent":
            self._platform.show(fan, "system", kind="notice", data={"text": NOTICE})
        elif fan.following and reply is not None and reply.shows:
            self._platform.show(fan, "account", kind=reply.kind, data=reply.data, via="passive")
        return outcome

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
