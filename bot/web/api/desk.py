"""The desk by machine: conversations, their messages, handoffs, and the three verbs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from aiohttp import web

from bot.errors import AccessError, NotFound, Refused
from bot.masking import mask_numbers
from bot.model import (
    Agent,
    Allowance,
    Conversation,
    ConversationId,
    FanTag,
    Handoff,
    HandoffId,
    HandoffState,
    Message,
    MessageId,
)
from bot.ports import ApiKey, ConversationSummary
from bot.rules import window
from bot.web.api.keys import (
    cursor,
    idempotency_key,
    note_reading,
    note_reveal,
    problem,
    read_json,
    reply,
    unreadable,
)
from bot.web.api.said import read_said
from bot.web.context import CLOCK, HANDOFFS, SETTINGS, STORES
from bot.web.hiding import masked
from bot.web.written import iso, read_id

PAGE = 50


async def list_conversations(request: web.Request, key: ApiKey) -> web.Response:
    """By id, oldest first."""
    after = cursor(request)
    found = await request.app[STORES].conversations.list_conversations(
        request.app[SETTINGS].account,
        after=ConversationId(after) if after else None,
        limit=PAGE,
    )
    await note_reading(request, key, len(found))
    whole = await _shows_numbers(request, key, "conversations", people=len(found))
    now = request.app[CLOCK].now()
    tags = await request.app[STORES].fans.tags_of([item.pid for item in found], at=now)
    items = [
        _conversation_json(item if whole else _masked(item), tags.get(item.pid, ()), now)
        for item in found
    ]
    return reply({"items": items, "next": _next([item.id for item in found])})


async def list_messages(request: web.Request, key: ApiKey) -> web.Response:
    """Oldest first."""
    conversation = await _conversation(request)
    after = cursor(request)
    assert conversation.id is not None
    found = await request.app[STORES].conversations.list_messages(
        conversation.id,
        after=MessageId(after) if after else None,
        limit=PAGE,
    )
    await note_reading(request, key, 1 if found else 0)
    thing = f"conversation {conversation.id}"
    whole = await _shows_numbers(request, key, thing, people=1 if found else 0)
    items = [message_json(item if whole else masked(item)) for item in found]
    return reply({"items": items, "next": _next([item.id for item in found])})


async def send_message(request: web.Request, key: ApiKey) -> web.Response:
    """Queue an agent's message: 202, or 409 (not the owner), or 422 (window, quota, content)."""
    agent = _agent_of(key)
    if isinstance(agent, web.Response):
        return agent
    content, byline = read_said(await read_json(request))
    conversation = await _conversation(request)
    assert conversation.id is not None
    message = await request.app[HANDOFFS].reply(
        conversation.id,
        agent=agent,
        content=content,
        byline=byline,
        idempotency_key=idempotency_key(request),
    )
    return reply(message_json(message), 202)


async def list_handoffs(request: web.Request, key: ApiKey) -> web.Response:
    """Oldest first; ``?state=queued,active`` filters."""
    after = cursor(request)
    found = await request.app[STORES].handoffs.list_handoffs(
        request.app[SETTINGS].account,
        states=_states(request),
        after=HandoffId(after) if after else None,
        limit=PAGE,
    )
    items = await _handoffs_json(request, found)
    return reply({"items": items, "next": _next([item.id for item in found])})


def _states(request: web.Request) -> list[HandoffState]:
    """The states that ``?state=`` names, each once."""
    names = dict.fromkeys(filter(None, request.query.get("state", "").split(",")))
    for name in names:
        if name not in set(HandoffState):
            raise unreadable(
                f"there is no state {name[:40]!r}", remedy=f"use {', '.join(HandoffState)}"
            )
    return [HandoffState(name) for name in names]


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


async def _shows_numbers(request: web.Request, key: ApiKey, thing: str, *, people: int) -> bool:
    """Whether numbers of people go out whole: to an admin key, or asked for, which is recorded."""
    wanted = request.query.get("reveal", "")
    if wanted not in {"", "0", "1"}:
        raise unreadable(f"reveal is neither 0 nor 1: {wanted[:40]!r}", remedy="send reveal=1")
    whole = wanted == "1" or key.scope == "admin"
    if whole:
        await note_reveal(request, key, thing, people=people)
    return whole


def _masked(summary: ConversationSummary) -> ConversationSummary:
    return replace(summary, last_text=mask_numbers(summary.last_text))


def message_json(message: Message) -> Mapping[str, Any]:
    """A message as the contract shapes it."""
    return {
        "id": message.id,
        "direction": message.direction,
        "actor": message.actor,
        "agent": message.agent,
        "kind": message.kind,
        "text": message.text,
        "at": iso(message.at),
        "state": message.state,
        "reason": message.reason,
        "intent": message.intent,
        "confidence": message.confidence,
    }


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
    number = read_id(text)
    if number is None:
        raise NotFound(f"there is nothing with the id {text[:40]!r}")
    return number


async def _conversation(request: web.Request) -> Conversation:
    wanted = ConversationId(_path_id(request))
    found = await request.app[STORES].conversations.find_conversation(
        request.app[SETTINGS].account, wanted
    )
    if found is None:
        raise NotFound(f"there is no conversation {wanted}")
    return found


async def _handoff_json(request: web.Request, handoff: Handoff) -> Mapping[str, Any]:
    return (await _handoffs_json(request, [handoff]))[0]


async def _handoffs_json(
    request: web.Request, handoffs: Sequence[Handoff]
) -> list[Mapping[str, Any]]:
    """Handoffs with the windows of their conversations, which are read in one go."""
    wanted = list(dict.fromkeys(handoff.conversation_id for handoff in handoffs))
    found = await request.app[STORES].conversations.list_summaries(
        request.app[SETTINGS].account, wanted
    )
    allowances = {summary.id: summary.allowances for summary in found}
    now = request.app[CLOCK].now()
    return [
        handoff_json(handoff, allowances.get(handoff.conversation_id, ()), now)
        for handoff in handoffs
    ]


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
        "queued_at": iso(handoff.queued_at),
        "claimed_at": iso(handoff.claimed_at),
        "closed_at": iso(handoff.closed_at),
        "window_ends_at": iso(view.expires_at),
        "quota_left": view.left,
    }


def _conversation_json(
    summary: ConversationSummary, tags: Sequence[FanTag], now: datetime
) -> Mapping[str, Any]:
    view = window.view(summary.allowances, now)
    handoff = summary.handoff
    return {
        "id": summary.id,
        "pid": summary.pid,
        "display_name": summary.display_name,
        "channel": summary.channel,
        "tags": {key: sorted(values) for key, values in _by_key(tags).items()},
        "last_text": summary.last_text,
        "last_at": iso(summary.last_at),
        "handoff": handoff_json(handoff, summary.allowances, now) if handoff else None,
        "window_ends_at": iso(view.expires_at),
        "quota_left": view.left,
    }


def _by_key(tags: Sequence[FanTag]) -> Mapping[str, set[str]]:
    found: dict[str, set[str]] = {}
    for tag in tags:
        found.setdefault(tag.key, set()).add(tag.value)
    return found


def _next(ids: list[Any]) -> str | None:
    return str(ids[-1]) if len(ids) == PAGE else None
