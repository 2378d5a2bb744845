"""The account at the platform by machine: fans, service messages, pages, quotas.

Needs the scope admin: these calls reach fans outside a conversation or spend the account's quota.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aiohttp import web

from bot.channels.wechat import quota
from bot.errors import Refused
from bot.model import AuditAction, Pid
from bot.model.outreach import Outreach, OutreachKind, SentOutreach
from bot.ports import ApiKey
from bot.web.api.keys import idempotency_key, note_act, note_reading, read_json, reply
from bot.web.context import ACCOUNT, CLOCK, SETTINGS
from bot.web.oauth import read_login
from bot.web.written import iso

_MOST_TAGS = 20


async def show_fan(request: web.Request, key: ApiKey) -> web.Response:
    """What the platform tells of a fan now."""
    found = await request.app[ACCOUNT].fans.look_up(_pid(request))
    await note_reading(request, key, 1)
    return reply(
        {
            "pid": found.pid,
            "following": found.following,
            "followed_at": iso(found.followed_at),
            "remark": found.remark,
            "source": found.source,
            "scene": found.scene,
            "tags": list(found.tags),
        }
    )


async def set_remark(request: web.Request, key: ApiKey) -> web.Response:
    """Name a fan for the admin page."""
    remark = _text(await read_json(request), "remark")
    await request.app[ACCOUNT].fans.set_remark(_pid(request), remark)
    return reply({"pid": _pid(request), "remark": remark})


async def tag_fan(request: web.Request, key: ApiKey) -> web.Response:
    """Give and take tags by name."""
    body = await read_json(request)
    add, remove = _names(body, "add"), _names(body, "remove")
    if not add and not remove:
        raise Refused("no tag is named", remedy='send {"add": ["shop"]}', reason="empty")
    await request.app[ACCOUNT].fans.tag(_pid(request), add=add, remove=remove)
    return reply({"pid": _pid(request), "added": add, "removed": remove})


async def block_fan(request: web.Request, key: ApiKey) -> web.Response:
    """POST puts a fan on the blacklist, DELETE takes them off."""
    blocked = request.method == "POST"
    await request.app[ACCOUNT].fans.block(_pid(request), blocked=blocked)
    act = AuditAction.FAN_BLOCKED if blocked else AuditAction.FAN_UNBLOCKED
    await note_act(request, key, act, people=1)
    return reply({"pid": _pid(request), "blocked": blocked})


async def send_template(request: web.Request, key: ApiKey) -> web.Response:
    """A service message by one of the account's templates."""
    return await _send(request, "template")


async def send_notice(request: web.Request, key: ApiKey) -> web.Response:
    """A notice that the fan subscribed to."""
    return await _send(request, "notice")


async def verify_login(request: web.Request, key: ApiKey) -> web.Response:
    """Which fan a token of the web log-in stands for."""
    token = _text(await read_json(request), "token")
    found = read_login(request.app[SETTINGS].secret, token, now=request.app[CLOCK].now())
    if found is None:
        raise Refused(
            "the token is not ours or has expired",
            remedy="send the fan through /wechat/oauth/start once more",
            reason="token",
        )
    return reply(found)


async def sign_page(request: web.Request, key: ApiKey) -> web.Response:
    """What a page of the brand passes to ``wx.config``."""
    signed = await request.app[ACCOUNT].pages.sign_page(request.query.get("url", ""))
    return reply(
        {
            "app_id": signed.app_id,
            "timestamp": signed.timestamp,
            "nonce": signed.nonce,
            "signature": signed.signature,
            "url": signed.url,
        }
    )


async def show_quota(request: web.Request, key: ApiKey) -> web.Response:
    """How often a call may still be made today."""
    path = request.query.get("path", "")
    found = await quota.quota_of(request.app[ACCOUNT].api, path)
    return reply({"path": path, "limit": found.limit, "used": found.used, "left": found.left})


async def clear_quota(request: web.Request, key: ApiKey) -> web.Response:
    """Set the counter of one call, or all counters, to zero."""
    body, api = await read_json(request), request.app[ACCOUNT].api
    if body.get("all") is True and "path" not in body:
        cleared = "all"
        await quota.clear_all(api)
    else:
        cleared = _text(body, "path")
        await quota.clear_quota(api, cleared)
    await note_act(request, key, AuditAction.QUOTA_CLEARED, detail=cleared)
    return reply({"cleared": cleared})


async def _send(request: web.Request, kind: OutreachKind) -> web.Response:
    body = await read_json(request)
    program = body.get("miniprogram", {})
    if not isinstance(program, dict):
        raise Refused("miniprogram is no object", remedy="send appid and pagepath", reason="json")
    message = Outreach(
        kind=kind,
        template_id=_text(body, "template_id"),
        fields=_fields(body),
        url=_text(body, "url", needed=False),
        app_id=_text(program, "appid", needed=False),
        page_path=_text(program, "pagepath", needed=False),
    )
    sent = await request.app[ACCOUNT].outreach.send(
        Pid(_text(body, "pid")), message, idempotency_key=idempotency_key(request)
    )
    return reply(_sent_json(sent), 202)


def _sent_json(sent: SentOutreach) -> Mapping[str, Any]:
    return {
        "id": sent.id,
        "pid": sent.pid,
        "kind": sent.kind,
        "template_id": sent.template_id,
        "state": sent.state,
        "reason": sent.reason,
        "platform_id": sent.platform_id,
        "at": iso(sent.at),
    }


def _fields(body: Mapping[str, Any]) -> Mapping[str, str]:
    """``{"thing1": "words"}``, or as the platform writes it: ``{"thing1": {"value": "words"}}``."""
    given = body.get("data")
    if not isinstance(given, dict):
        raise Refused("data is no object", remedy='send {"thing1": "words"}', reason="json")
    fields: dict[str, str] = {}
    for name, written in given.items():
        value = written.get("value") if isinstance(written, dict) else written
        if not isinstance(value, str):
            raise Refused(f"{name[:40]} is no text", remedy="write it in quotes", reason="json")
        fields[name] = value
    return fields


def _pid(request: web.Request) -> Pid:
    return Pid(request.match_info["pid"])


def _text(body: Mapping[str, Any], name: str, *, needed: bool = True) -> str:
    value = body.get(name, None if needed else "")
    if not isinstance(value, str):
        raise Refused(f"{name} is no text", remedy=f'send {{"{name}": "..."}}', reason="json")
    _refuse_nul(value, name)
    return value


def _names(body: Mapping[str, Any], name: str) -> list[str]:
    value = body.get(name, [])
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise Refused(f"{name} is no list of texts", remedy='send ["shop"]', reason="json")
    if len(value) > _MOST_TAGS:
        raise Refused(
            f"{name} names {len(value)} tags, a fan carries {_MOST_TAGS} at most",
            remedy="name fewer",
            reason="too_many",
        )
    _refuse_nul("".join(value), name)
    return value


def _refuse_nul(text: str, name: str) -> None:
    if "\0" in text:
        raise Refused(f"{name} holds a NUL character", remedy="remove it", reason="text")
