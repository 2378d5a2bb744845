"""The platform's own multi-agent desk: its agents, their sessions, and what was said there.

*Source:* developers.weixin.qq.com, "customer service management", "session control" and "chat
record", read in 2026. Agents live under ``/customservice``, lists under ``/cgi-bin``. All calls
answer 65400 while the desk is not switched on; the other numbers stand in ``codes/desk.py``.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from bot.channels.wechat.answers import Answer, moment, number, rows, text
from bot.channels.wechat.api import WeChatApi
from bot.channels.wechat.limits import fits_characters
from bot.errors import Refused
from bot.model import OpenId

NICK_CHARACTERS = 16
RECORD_SLICE = timedelta(hours=24)
RECORDS_AT_ONCE = 10_000
AGENT_SENT, AGENT_RECEIVED = 2002, 2003
_ACCOUNT = re.compile(r"[A-Za-z0-9_]{1,10}@[A-Za-z0-9_-]{1,30}")


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskAccount:
    """One of at most 100 agents of the native desk; ``wechat_id`` is who answers, "" for nobody."""

    account: str
    nick: str
    id: str
    portrait_url: str = ""
    wechat_id: str = ""
    invited: str = ""
    invite_status: str = ""


@dataclass(frozen=True, slots=True)
class OnlineAgent:
    """An agent who is logged in, with how many fans they serve."""

    account: str
    id: str
    fans: int


@dataclass(frozen=True, slots=True)
class Session:
    """Which agent serves which fan since when."""

    account: str
    open_id: OpenId
    since: datetime | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """Fans without an agent: how many in all, and at most 100 of them with their last message."""

    count: int
    fans: tuple[tuple[OpenId, datetime | None], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidAtDesk:
    """One line of the native desk's record; ``by`` is who said it."""

    open_id: OpenId
    by: Literal["fan", "agent", "other"]
    text: str
    at: datetime | None
    worker: str


async def add_agent(api: WeChatApi, account: str, nick: str) -> None:
    """A new agent, ``name@id-of-the-account``; 65406 if the name is taken, 65405 at the 101st."""
    await _change_agent(api, "add", account, nick)


async def rename_agent(api: WeChatApi, account: str, nick: str) -> None:
    """Another name to show; 65401 if there is no such agent."""
    await _change_agent(api, "update", account, nick)


async def remove_agent(api: WeChatApi, account: str) -> None:
    """Take an agent away; 65401 if there is none."""
    _check_account(account)
    await api.post("/customservice/kfaccount/del", {"kf_account": account})


async def invite_agent(api: WeChatApi, account: str, wechat_id: str) -> None:
    """Ask a WeChat user to answer as this agent; they confirm in WeChat. 65407-65412."""
    _check_account(account)
    body = {"kf_account": account, "invite_wx": wechat_id}
    await api.post("/customservice/kfaccount/inviteworker", body)


async def list_agents(api: WeChatApi) -> list[DeskAccount]:
    """All agents of the native desk."""
    found = await api.get("/cgi-bin/customservice/getkflist")
    return [_agent(row) for row in rows(found, "kf_list")]


async def online_agents(api: WeChatApi) -> list[OnlineAgent]:
    """Who could take a fan now: look here before naming an agent in a transfer."""
    found = await api.get("/cgi-bin/customservice/getonlinekflist")
    return [
        OnlineAgent(text(row, "kf_account"), text(row, "kf_id"), number(row, "accepted_case"))
        for row in rows(found, "kf_online_list")
        if number(row, "status")
    ]


async def open_session(api: WeChatApi, account: str, open_id: OpenId) -> None:
    """Give a fan to an agent who is bound (65402) and online (65415)."""
    await _change_session(api, "create", account, open_id)


async def close_session(api: WeChatApi, account: str, open_id: OpenId) -> None:
    """End it; pushes to us go on. 65413 if there is none, 65414 if another agent serves."""
    await _change_session(api, "close", account, open_id)


async def session_of(api: WeChatApi, open_id: OpenId) -> Session | None:
    """Who serves this fan, if anybody does."""
    found = await api.get("/customservice/kfsession/getsession", {"openid": open_id})
    account = text(found, "kf_account")
    return Session(account, open_id, moment(found, "createtime")) if account else None


async def sessions_of(api: WeChatApi, account: str) -> list[Session]:
    """All whom an agent serves."""
    _check_account(account)
    found = await api.get("/customservice/kfsession/getsessionlist", {"kf_account": account})
    return [
        Session(account, OpenId(text(row, "openid")), moment(row, "createtime"))
        for row in rows(found, "sessionlist")
    ]


async def waiting_fans(api: WeChatApi) -> Waiting:
    """Who waits for an agent; at most 100 are named, without a way to read on."""
    found = await api.get("/customservice/kfsession/getwaitcase")
    fans = tuple(
        (OpenId(text(row, "openid")), moment(row, "latest_time"))
        for row in rows(found, "waitcaselist")
    )
    return Waiting(number(found, "count"), fans)


async def records(api: WeChatApi, *, since: datetime, until: datetime) -> AsyncIterator[SaidAtDesk]:
    """What was said at the native desk, oldest first; asked for in slices of 24 hours (65417)."""
    if until <= since:
        raise Refused("the record would end before it begins", remedy="swap the times")
    while since <= until:
        end = min(until, since + RECORD_SLICE)
        async for line in _slice(api, since, end):
            yield line
        since = end + timedelta(seconds=1)  # both ends of a slice belong to it


async def _slice(api: WeChatApi, since: datetime, until: datetime) -> AsyncIterator[SaidAtDesk]:
    first = 1
    while True:
        body = {
            "starttime": int(since.timestamp()),
            "endtime": int(until.timestamp()),
            "msgid": first,
            "number": RECORDS_AT_ONCE,
        }
        found = await api.post("/customservice/msgrecord/getmsglist", body)
        lines = rows(found, "recordlist")
        for row in lines:
            yield _said(row)
        following = number(found, "msgid")
        if len(lines) < RECORDS_AT_ONCE or following <= first:
            return
        first = following


async def _change_agent(api: WeChatApi, verb: str, account: str, nick: str) -> None:
    _check_account(account)
    fits_characters(nick, NICK_CHARACTERS, what="the agent's name")
    body = {"kf_account": account, "nickname": nick}
    await api.post(f"/customservice/kfaccount/{verb}", body)


async def _change_session(api: WeChatApi, verb: str, account: str, open_id: OpenId) -> None:
    _check_account(account)
    body = {"kf_account": account, "openid": open_id}
    await api.post(f"/customservice/kfsession/{verb}", body)


def _check_account(account: str) -> None:
    if not _ACCOUNT.fullmatch(account):
        raise Refused(
            f"{account[:60]!r} is no desk account",
            remedy="write name@id: at most 10 letters, digits or _ before the @",
            reason="account",
        )


def _agent(row: Answer) -> DeskAccount:
    return DeskAccount(
        account=text(row, "kf_account"),
        nick=text(row, "kf_nick"),
        id=text(row, "kf_id"),
        portrait_url=text(row, "kf_headimgurl"),
        wechat_id=text(row, "kf_wx"),
        invited=text(row, "invite_wx"),
        invite_status=text(row, "invite_status"),
    )


def _said(row: Answer) -> SaidAtDesk:
    code = number(row, "opercode")
    return SaidAtDesk(
        open_id=OpenId(text(row, "openid")),
        by="agent" if code == AGENT_SENT else "fan" if code == AGENT_RECEIVED else "other",
        text=text(row, "text"),
        at=moment(row, "time"),
        worker=text(row, "worker"),
    )
