"""What no fan does: raw pushes, the platform's own events, bursts, its own desk, faults.

*Source:* developers.weixin.qq.com, event pages of every noun, read in 2026.
"""

from __future__ import annotations

import asyncio
from dataclasses import asdict

from aiohttp import web
from pydantic import JsonValue

from bot.channels.wechat import xml
from bot.errors import Malformed, NotFound
from bot.simulator.acts import Sent
from bot.simulator.desk import NativeDesk
from bot.simulator.door import ActTable, Door, told
from bot.simulator.requests import (
    AccountOrder,
    Age,
    Burst,
    DeskAct,
    FaultsOrder,
    Mass,
    NewFan,
    PlatformEvent,
    Raw,
    read,
)
from bot.simulator.state import Account, Json, Worker

EVENTS: dict[str, dict[str, xml.Node]] = {
    "MASSSENDJOBFINISH": {
        "MsgID": 1000001625,
        "Status": "send success",
        "TotalCount": 100,
        "FilterCount": 80,
        "SentCount": 75,
        "ErrorCount": 5,
    },
    "TEMPLATESENDJOBFINISH": {"MsgID": 1000001626, "Status": "success"},
    "PUBLISHJOBFINISH": {
        "PublishEventInfo": {"publish_id": 2247503051, "publish_status": 0, "article_id": "a1"}
    },
    "kf_create_session": {"KfAccount": "lin@veland"},
    "kf_close_session": {"KfAccount": "lin@veland"},
    "kf_switch_session": {"FromKfAccount": "lin@veland", "ToKfAccount": "he@veland"},
    "subscribe_msg_change_event": {
        "SubscribeMsgChangeEvent": {
            "List": [{"TemplateId": "t1", "SubscribeStatusString": "reject"}]
        }
    },
    "subscribe_msg_sent_event": {
        "SubscribeMsgSentEvent": {
            "List": [{"TemplateId": "t1", "MsgID": 1, "ErrorCode": 0, "ErrorStatus": "success"}]
        }
    },
    "user_info_modified": {},
    "user_authorization_revoke": {"RevokeInfo": "205"},
    "user_authorization_cancellation": {},
    "qualification_verify_success": {"ExpiredTime": 1_900_000_000},
    "naming_verify_success": {"ExpiredTime": 1_900_000_000},
    "annual_renew": {"ExpiredTime": 1_900_000_000},
    "verify_expired": {"ExpiredTime": 1_700_000_000},
    "qualification_verify_fail": {"FailTime": 1_700_000_000, "FailReason": "资料不清晰"},
    "naming_verify_fail": {"FailTime": 1_700_000_000, "FailReason": "名称已被使用"},
    "user_get_card": {"CardId": "p1", "IsGiveByFriend": 0, "UserCardCode": "12312312"},
    "user_enter_session_from_card": {"CardId": "p1", "UserCardCode": "12312312"},
}
"""The platform's own events with the fields of a sample; an act may give others."""

_NAMED = {"user_info_modified", "user_authorization_revoke", "user_authorization_cancellation"}


class Backstage:
    """The rest as HTTP calls."""

    def __init__(self, door: Door) -> None:
        self._door = door
        self._desk = NativeDesk(door.platform)

    def acts(self) -> ActTable:
        """Names and acts."""
        return {
            "raw": self._raw,
            "event": self._event,
            "burst": self._burst,
            "mass": self._mass,
            "desk": self._at_desk,
            "expire": self._expire,
            "fans": self._add_fan,
            "faults": self._order_faults,
            "account": self._set_account,
        }

    async def _raw(self, request: web.Request) -> Json:
        act = await read(request, Raw)
        return told(await self._door.acts.raw(self._door.fan(act.fan), act.xml))

    async def _event(self, request: web.Request) -> Json:
        act = await read(request, PlatformEvent)
        if act.event not in EVENTS:
            raise Malformed(f"event is none of {', '.join(EVENTS)}")
        fan = self._door.fan(act.fan)
        fields = EVENTS[act.event] | {name: _node(value) for name, value in act.fields.items()}
        if act.event in _NAMED:
            app_id = self._door.platform.settings.app_id
            ids: dict[str, xml.Node] = {"OpenID": fan.open_id, "AppID": app_id, "UnionID": ""}
            fields = ids | fields
        return told(await self._door.acts.own_event(fan, act.event, fields))

    async def _burst(self, request: web.Request) -> Json:
        """Everything at once: one second, no order, each perhaps several times."""
        act = await read(request, Burst)
        fan, acts = self._door.fan(act.fan), self._door.acts
        pushes = [
            acts.message(fan, Sent(kind="text", shown={"text": text}, fields={"Content": text}))
            for text in act.texts
        ]
        pushes += [acts.tap(fan, key) for key in act.keys]
        if act.reverse:
            pushes.reverse()
        outcomes = await asyncio.gather(
            *(acts.push(fan, push, ordered=False, repeat=act.repeat) for push in pushes)
        )
        return {"items": [told(outcome) for outcome in outcomes]}

    async def _mass(self, request: web.Request) -> Json:
        """Every follower gets the article; then the platform tells how it went."""
        act = await read(request, Mass)
        platform = self._door.platform
        sender = self._door.fan(act.fan)
        fans = [fan for fan in platform.state.fans.values() if fan.following]
        reached = [fan for fan in fans if fan.receiving and not fan.blacklisted]
        card: JsonValue = act.model_dump(include={"title", "description", "url", "picture"})
        for fan in reached:
            platform.show(fan, "account", kind="news", data={"articles": [card]}, via="mass")
        fields = EVENTS["MASSSENDJOBFINISH"] | {
            "MsgID": platform.next_message_id(),
            "TotalCount": len(fans),
            "FilterCount": len(reached),
            "SentCount": len(reached),
            "ErrorCount": 0,
        }
        return told(await self._door.acts.own_event(sender, "MASSSENDJOBFINISH", fields))

    async def _at_desk(self, request: web.Request) -> Json:
        act = await read(request, DeskAct)
        match act.does:
            case "online" | "offline":
                self._seat(act.kf_account, act.text)
                self._desk.set_online(act.kf_account, on=act.does == "online")
            case "accept":
                self._desk.accept(self._door.fan(act.fan), act.kf_account)
            case "close":
                self._desk.end(self._door.fan(act.fan))
            case "say":
                self._desk.say(self._door.fan(act.fan), act.text)
        told_desk: Json = asdict(self._door.platform.state.desk)
        return {"workers": told_desk["workers"], "sessions": _sessions(self._door)}

    def _seat(self, kf_account: str, nick: str) -> None:
        """A worker who is not there yet takes a seat, bound to a person of WeChat."""
        workers = self._door.platform.state.desk.workers
        worker = workers.setdefault(
            kf_account,
            Worker(kf_account=kf_account, nick=nick or kf_account, kf_id=str(1001 + len(workers))),
        )
        worker.wx = worker.wx or f"wx_{kf_account.partition('@')[0]}"

    async def _expire(self, request: web.Request) -> Json:
        act = await read(request, Age)
        if act.media_id not in self._door.platform.media.all():
            raise NotFound("there is no such file")
        self._door.platform.media.age(act.media_id)
        return {}

    async def _add_fan(self, request: web.Request) -> Json:
        act = await read(request, NewFan)
        fan = self._door.platform.add_fan(act.name)
        fan.client = act.client
        return self._door.platform.fan_json(fan)

    async def _order_faults(self, request: web.Request) -> Json:
        act = await read(request, FaultsOrder)
        faults = self._door.platform.faults
        faults.calls[:] = act.calls
        faults.pushes[:] = act.pushes
        faults.drop_replies = act.drop_replies
        return {}

    async def _set_account(self, request: web.Request) -> Json:
        act = await read(request, AccountOrder)
        account = self._door.platform.state.account
        for name in act.model_fields_set:
            setattr(account, name, getattr(act, name))
        self._door.platform.changed.set()
        return account_json(account)


def account_json(account: Account) -> Json:
    """The account's settings as they stand."""
    shown: Json = asdict(account)
    return shown


def _node(value: JsonValue) -> xml.Node:
    match value:
        case None:
            return ""
        case list():
            return [_node(one) for one in value]
        case dict():
            return {name: _node(one) for name, one in value.items()}
    return value


def _sessions(door: Door) -> Json:
    return {
        one.open_id: {"kf_account": one.kf_account, "wanted": one.wanted}
        for one in door.platform.state.desk.sessions.values()
    }
