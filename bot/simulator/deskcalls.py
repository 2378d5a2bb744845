"""The calls about the platform's own desk: workers, sessions and the record.

*Source:* developers.weixin.qq.com, "customer service management", "session control" and "chat
record", read in 2026.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime

from pydantic import JsonValue

from bot.simulator.answers import ApiRefused, done, number_of, text_of
from bot.simulator.calls import Call, get, post
from bot.simulator.desk import NativeDesk
from bot.simulator.platform import Platform
from bot.simulator.state import Json, Line, Worker
from bot.simulator.users import fan_of

WORKERS = 100
NICK_CHARACTERS = 16
WAITING = 100
RECORD = 10_000
_DAY_S = 86_400
_ACCOUNT = re.compile(r"[A-Za-z0-9_]{1,10}@[A-Za-z0-9_-]{1,30}")
_WECHAT_ID = re.compile(r"[A-Za-z][A-Za-z0-9_-]{5,19}")


class DeskCalls:
    """The calls about the own desk; all of them need it to be switched on (65400)."""

    def __init__(self, platform: Platform, room: NativeDesk) -> None:
        self._platform = platform
        self._room = room
        self._desk = platform.state.desk

    def calls(self) -> list[Call]:
        """The rows of the table."""
        return [
            post("/customservice/kfaccount/add", self._add),
            post("/customservice/kfaccount/update", self._update),
            post("/customservice/kfaccount/del", self._remove),
            post("/customservice/kfaccount/inviteworker", self._invite),
            get("/cgi-bin/customservice/getkflist", self._list),
            get("/cgi-bin/customservice/getonlinekflist", self._online),
            post("/customservice/kfsession/create", self._create),
            post("/customservice/kfsession/close", self._close),
            get("/customservice/kfsession/getsession", self._session),
            get("/customservice/kfsession/getsessionlist", self._sessions),
            get("/customservice/kfsession/getwaitcase", self._waiting),
            post("/customservice/msgrecord/getmsglist", self._record),
        ]

    def _add(self, body: Json) -> Json:
        kf_account, nick = _account(body), _nick(body)
        if kf_account in self._desk.workers:
            raise ApiRefused(65406)
        if len(self._desk.workers) >= WORKERS:
            raise ApiRefused(65405)
        number = 1001 + len(self._desk.workers)
        self._desk.workers[kf_account] = Worker(kf_account=kf_account, nick=nick, kf_id=str(number))
        return done()

    def _update(self, body: Json) -> Json:
        worker = self._known(text_of(body, "kf_account"))
        worker.nick = _nick(body)
        return done()

    def _remove(self, query: Json) -> Json:
        worker = self._known(text_of(query, "kf_account"))
        del self._desk.workers[worker.kf_account]
        return done()

    def _invite(self, body: Json) -> Json:
        worker, guest = self._known(text_of(body, "kf_account")), text_of(body, "invite_wx")
        if worker.wx:
            raise ApiRefused(65412)
        if not _WECHAT_ID.fullmatch(guest):
            raise ApiRefused(65409)
        if worker.invited:
            raise ApiRefused(65411)
        if any(other.wx == guest for other in self._desk.workers.values()):
            raise ApiRefused(65407)
        worker.invited = guest
        return done()

    def _list(self, _: Json) -> Json:
        return {"kf_list": [_told(worker) for worker in self._desk.workers.values()]}

    def _online(self, _: Json) -> Json:
        online: list[JsonValue] = [
            {
                "kf_account": worker.kf_account,
                "status": 1,
                "kf_id": int(worker.kf_id),
                "accepted_case": sum(
                    one.kf_account == worker.kf_account for one in self._desk.sessions.values()
                ),
            }
            for worker in self._desk.workers.values()
            if worker.online
        ]
        return {"kf_online_list": online}

    # ------------------------------------------------------------ calls: sessions

    def _create(self, body: Json) -> Json:
        worker = self._known(text_of(body, "kf_account"))
        fan = fan_of(self._platform, text_of(body, "openid"))
        if not worker.wx and not worker.online:
            raise ApiRefused(65402)
        if not worker.online:
            raise ApiRefused(65415)
        session = self._desk.sessions.get(fan.open_id)
        if session is not None and session.kf_account not in {"", worker.kf_account}:
            raise ApiRefused(65414)
        if session is None or not session.kf_account:
            self._room.accept(fan, worker.kf_account)
        return done()

    def _close(self, body: Json) -> Json:
        fan = fan_of(self._platform, text_of(body, "openid"))
        session = self._desk.sessions.get(fan.open_id)
        if session is None or not session.kf_account:
            raise ApiRefused(65413)
        if session.kf_account != text_of(body, "kf_account"):
            raise ApiRefused(65414)
        self._room.end(fan)
        return done()

    def _session(self, query: Json) -> Json:
        fan = fan_of(self._platform, text_of(query, "openid"))
        session = self._desk.sessions.get(fan.open_id)
        if session is None or not session.kf_account:
            return {"kf_account": "", "createtime": 0}
        return {"kf_account": session.kf_account, "createtime": int(session.since.timestamp())}

    def _sessions(self, query: Json) -> Json:
        worker = self._known(text_of(query, "kf_account"))
        return {
            "sessionlist": [
                {"createtime": int(one.since.timestamp()), "openid": one.open_id}
                for one in self._desk.sessions.values()
                if one.kf_account == worker.kf_account
            ]
        }

    def _waiting(self, _: Json) -> Json:
        waiting = [one for one in self._desk.sessions.values() if not one.kf_account]
        shown: list[JsonValue] = [
            {"latest_time": int(one.since.timestamp()), "openid": one.open_id}
            for one in waiting[:WAITING]
        ]
        return {"count": len(waiting), "waitcaselist": shown}

    def _record(self, body: Json) -> Json:
        start, end = number_of(body, "starttime"), number_of(body, "endtime")
        first, most = number_of(body, "msgid"), number_of(body, "number")
        if start is None or end is None or first is None or most is None:
            raise ApiRefused(65416)
        if not 1 <= most <= RECORD or first < 1:
            raise ApiRefused(65416)
        if not 0 <= end - start <= _DAY_S:
            raise ApiRefused(65417)
        since, until = datetime.fromtimestamp(start, UTC), datetime.fromtimestamp(end, UTC)
        lines = [line for line in self._desk.lines if since <= line.at <= until]
        part = lines[first - 1 : first - 1 + most]
        return {
            "recordlist": [_line(line) for line in part],
            "number": len(part),
            "msgid": first + len(part),
        }

    def _known(self, kf_account: str) -> Worker:
        worker = self._desk.workers.get(kf_account)
        if worker is None:
            raise ApiRefused(65401)
        return worker


def _account(body: Json) -> str:
    kf_account = text_of(body, "kf_account")
    if not _ACCOUNT.fullmatch(kf_account):
        raise ApiRefused(65404)
    return kf_account


def _nick(body: Json) -> str:
    nick = text_of(body, "nickname")
    if not 1 <= len(nick) <= NICK_CHARACTERS:
        raise ApiRefused(65403)
    return nick


def _told(worker: Worker) -> Json:
    told: Json = {
        "kf_account": worker.kf_account,
        "kf_nick": worker.nick,
        "kf_id": worker.kf_id,
        "kf_headimgurl": "",
    }
    if worker.wx:
        told["kf_wx"] = worker.wx
    if worker.invited:
        told |= {"invite_wx": worker.invited, "invite_status": "waiting"}
    return told


def _line(line: Line) -> Json:
    return {
        "openid": line.open_id,
        "opercode": line.opercode,
        "text": line.text,
        "time": int(line.at.timestamp()),
        "worker": line.worker,
    }
