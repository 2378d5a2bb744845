"""The desk by machine: conversations, their messages, handoffs, and the three verbs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from aiohttp import web

from bot.errors import AccessError, NotFound, Refused
from bot.model import (
    Agent,
    Allowance,
    Conversation,
    ConversationId,
    Handoff,
    HandoffId,
    HandoffState,
    Message,
    MessageId,
)
from bot.ports import ApiKey, ConversationSummary
from bot.rules import window
from bot.web.api.keys import number, problem, read_json, reply
from bot.web.context import CLOCK, HANDOFFS, SETTINGS, STORES

PAGE = 50
MAX_KEY_LENGTH = 200


async def list_conversations(request: web.Request, key: ApiKey) -> web.Response:
    """By id, oldest first."""
    after = request.query.get("after")
    found = await request.app[STORES].conversations.list_conversations(
        request.app[SETTINGS].account,
        after=ConversationId(number(after, "after")) if after else None,
        limit=PAGE,
    )
    now = request.app[CLOCK].now()
    items = [_conversation_json(item, now) for item in found]
    return reply({"items": items, "next": _next([item.id for item in found])})


async def list_messages(request: web.Request, key: ApiKey) -> web.Response:
    """Oldest first."""
    conversation = await _conversation(request)
    after = request.query.get("after")
    assert conversation.id is not None
    found = await request.app[STORES].conversations.list_messages(
        conversation.id,
        after=MessageId(number(after, "after")) if after else None,
        limit=PAGE,
    )
    items = [message_json(item) for item in found]
    return reply({"items": items, "next": _next([item.id for item in found])})


async def send_message(request: web.Request, key: ApiKey) -> web.Response:
    """Queue an agent's message: 202, or 409 (not the owner), or 422 (window, quota)."""
    agent = _agent_of(key)
    if isinstance(agent, web.Response):
        return agent
    body = await read_json(request)
    text = body.get("text")
    if not isinstance(text, str):
        raise Refused("text is missing", remedy='send {"text": "..."}', reason="json")
    if "\0" in text:
        raise Refused("text holds a NUL character", remedy="remove it", reason="text")
    conversation = await _conversation(request)
    assert conversation.id is not None
    message = await request.app[HANDOFFS].reply(
        conversation.id,
        agent=agent,
        text=text,
        idempotency_key=_idempotency_key(request),
    )
    return reply(message_json(message), 202)


async def list_handoffs(request: web.Request, key: ApiKey) -> web.Response:
    """Oldest first; ``?state=queued,active`` filters."""
    states = []
    for name in filter(None, request.query.get("state", "").split(",")):
        if name not in set(HandoffState):
            raise Refused(
                f"there is no state {name[:40]!r}",
                remedy=f"use {', '.join(HandoffState)}",
                reason="number",
            )
        states.append(HandoffState(name))
    after = request.query.get("after")
    found = await request.app[STORES].handoffs.list_handoffs(
        request.app[SETTINGS].account,
        states=states,
        after=HandoffId(number(after, "after")) if after else None,
        limit=PAGE,
    )
    items = [await _handoff_json(request, item) for item in found]
    return reply({"items": items, "next": _next([item.id for item in found])})


async def claim(request: web.Request, key: ApiKey) -> web.Response:
    """Take a waiting fan: 200 with the handoff, or 409 that names the winner."""
    agent = _agent_of(key)
    if isinstance(agent, web.Response):
        return agent
    await read_json(request)
    handoff = await request.app[HANDOFFS].claim(_handoff_id(request), agent=agent)
    return reply(await _handoff_json(request, handoff))


async def close(request: web.Request, key: ApiKey) -> web.Response:
    """Give the fan back to the bot."""
    agent = _agent_of(key)
    if isinstance(agent, web.Response):
        return agent
    label = (await read_json(request)).get("label")
    if label is not None and not isinstance(label, str):
        raise Refused("label is not a text", remedy='send {"label": "solved"}', reason="json")
    handoff = await request.app[HANDOFFS].close(_handoff_id(request), agent=agent, label=label)
    return reply(await _handoff_json(request, handoff))


def message_json(message: Message) -> Mapping[str, Any]:
    """A message as the contract shapes it."""
    return {
        "id": message.id,
        "direction": message.direction,
        "actor": message.actor,
        "agent": message.agent,
        "kind": message.kind,
        "text": message.text,
        "at": _iso(message.at),
        "state": message.state,
        "reason": message.reason,
        "intent": message.intent,
        "confidence": message.confidence,
    }


def _idempotency_key(request: web.Request) -> str | None:
    key = request.headers.get("Idempotency-Key")
    if key is not None and not 1 <= len(key) <= MAX_KEY_LENGTH:
        raise Refused(
            "Idempotency-Key is empty or too long",
            remedy=f"use 1 to {MAX_KEY_LENGTH} characters",
            reason="key",
        )
    return key


def _agent_of(key: ApiKey) -> Agent | web.Response:
    if key.agent is None:
        return problem(
            403,
            "This key acts as no agent",
            "make one: tokens add --agent NAME",
            code=AccessError.code,
        )
    return key.agent


def _handoff_id(request: web.Request) -> HandoffId:
    return HandoffId(_path_id(request))


def _path_id(request: web.Request) -> int:
    text = request.match_info["id"]
    if not text.isascii() or not text.isdigit() or len(text) > 18:
        raise NotFound(f"there is nothing with the id {text[:40]!r}")
    return int(text)


async def _conversation(request: web.Request) -> Conversation:
    wanted = ConversationId(_path_id(request))
    found = await request.app[STORES].conversations.find_conversation(
        request.app[SETTINGS].account, wanted
    )
    if found is None:
        raise NotFound(f"there is no conversation {wanted}")
    return found


async def _handoff_json(request: web.Request, handoff: Handoff) -> Mapping[str, Any]:
    conversation = await request.app[STORES].conversations.find_conversation(
        request.app[SETTINGS].account, handoff.conversation_id
    )
    allowances = conversation.allowances if conversation else ()
    return handoff_json(handoff, allowances, request.app[CLOCK].now())


def handoff_json(
    handoff: Handoff, allowances: tuple[Allowance, ...], now: datetime
) -> Mapping[str, Any]:
    """A handoff as the contract shapes it."""
    view = window.view(allowances, now)
    return {
        "id": handoff.id,
        "conversation_id": handoff.conversation_id,
        "state": handoff.state,
        "agent": handoff.agent,
        "reason": handoff.reason,
        "label": handoff.label,
        "queued_at": _iso(handoff.queued_at),
        "claimed_at": _iso(handoff.claimed_at),
        "closed_at": _iso(handoff.closed_at),
        "window_ends_at": _iso(view.expires_at),
        "quota_left": view.left,
    }


def _conversation_json(summary: ConversationSummary, now: datetime) -> Mapping[str, Any]:
    view = window.view(summary.allowances, now)
    handoff = summary.handoff
    return {
        "id": summary.id,
        "pid": summary.pid,
        "display_name": summary.display_name,
        "channel": summary.channel,
        "last_text": summary.last_text,
        "last_at": _iso(summary.last_at),
        "handoff": handoff_json(handoff, summary.allowances, now) if handoff else None,
        "window_ends_at": _iso(view.expires_at),
        "quota_left": view.left,
    }


def _next(ids: list[Any]) -> str | None:
    return str(ids[-1]) if len(ids) == PAGE else None


def _iso(moment: datetime | None) -> str | None:
    if moment is None:
        return None
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
