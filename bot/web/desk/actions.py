"""What agents do at the desk: claim, reply, close, reveal. Each ends in words, never a traceback.

A plain form gets 303 to the conversation. The page's script sends ``X-Desk`` and gets the
conversation again as a fragment, whose alert says what went wrong.
"""

from __future__ import annotations

from dataclasses import dataclass

from aiohttp import web

from bot.content.wording import faults_in
from bot.errors import ConflictError, GatewayError, NotFound, Refused, StoreBusy
from bot.model import ConversationId, HandoffId, Lead, LeadId, Message, MessageId, Text
from bot.ports import Session
from bot.web.auth import read_form
from bot.web.context import CONTENT, HANDOFFS, SETTINGS, STORES
from bot.web.desk.fragments import conversation_response
from bot.web.desk.pages import desk_page
from bot.web.desk.render import Notice, language
from bot.web.desk.reveal import record_reveal
from bot.web.desk.suggestions import read_suggested
from bot.web.desk.words import Words
from bot.web.hiding import name_of
from bot.web.written import read_id

_TEXT_CHARS = 2048
_KEY_CHARS = 100
_REFUSALS = {
    "window": "locked.window",
    "quota": "locked.quota",
    "empty": "error.empty",
    "too_long": "error.too_long",
    "key": "error.key",
    "label": "error.label",
    "state": "error.changed",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Attempt:
    """What an agent tries: where, the words for "not yours", the text that must not be lost."""

    conversation: int | None
    conflict: str
    draft: str = ""


async def claim(request: web.Request, session: Session) -> web.StreamResponse:
    """POST /desk/handoffs/{id}/claim: take a waiting fan; the loser reads the winner's name."""
    handoff_id = _handoff_id(request)
    opened = await _conversation_of(request, handoff_id)
    attempt = _Attempt(conversation=opened, conflict="error.taken")
    try:
        await request.app[HANDOFFS].claim(handoff_id, agent=session.agent)
    except GatewayError as error:
        return await _explain(request, session, attempt, error)
    return await _done(request, session, attempt)


async def reply(request: web.Request, session: Session) -> web.StreamResponse:
    """POST /desk/conversations/{id}/reply: queue a message; the same key is never sent twice."""
    form = await read_form(request)
    suggested = read_suggested(form, request.app[CONTENT].current)
    # Without scripts a suggestion is sent by its own button, as it stands.
    text = form.get("text", "") or (suggested.answer if suggested else "")
    key = form.get("key", "")[:_KEY_CHARS]
    opened = read_id(request.match_info["id"])
    attempt = _Attempt(conversation=opened, conflict="error.not_mine", draft=text)
    try:
        if opened is None:
            raise NotFound("there is no such conversation")
        await request.app[HANDOFFS].reply(
            ConversationId(opened),
            agent=session.agent,
            content=Text(text.replace("\r\n", "\n")),
            idempotency_key=f"desk:{session.agent.id}:{key}" if key else None,
            suggested=suggested,
        )
    except GatewayError as error:
        return await _explain(request, session, attempt, error)
    return await _done(request, session, attempt)


async def wording(request: web.Request, session: Session) -> web.StreamResponse:
    """POST /desk/wording: what counsel would ask about in a draft. It warns and refuses nothing."""
    words = Words(language(request))
    text = (await read_form(request)).get("text", "")[:_TEXT_CHARS]
    told = [words(f"wording.{fault.kind}", words=fault.words) for fault in faults_in(text)]
    return web.json_response({"warnings": list(dict.fromkeys(told))})


async def close(request: web.Request, session: Session) -> web.StreamResponse:
    """POST /desk/handoffs/{id}/close: give the fan back to the bot, with a label."""
    handoff_id = _handoff_id(request)
    opened = await _conversation_of(request, handoff_id)
    attempt = _Attempt(conversation=opened, conflict="error.owner")
    label = (await read_form(request)).get("label") or None
    try:
        await request.app[HANDOFFS].close(handoff_id, agent=session.agent, label=label)
    except GatewayError as error:
        return await _explain(request, session, attempt, error)
    return await _done(request, session, attempt)


async def reveal_message(request: web.Request, session: Session) -> web.StreamResponse:
    """POST /desk/messages/{id}/reveal: the numbers in a message, once it is on record who asks."""
    wanted = MessageId(read_id(request.match_info["id"]) or 0)
    found = await request.app[STORES].conversations.find_message(wanted)
    return await _reveal(request, session, found)


async def reveal_lead(request: web.Request, session: Session) -> web.StreamResponse:
    """POST /desk/leads/{id}/reveal: the telephone number that a fan left, likewise."""
    wanted = LeadId(read_id(request.match_info["id"]) or 0)
    return await _reveal(request, session, await request.app[STORES].leads.find_lead(wanted))


async def _reveal(
    request: web.Request, session: Session, thing: Message | Lead | None
) -> web.StreamResponse:
    attempt = _Attempt(
        conversation=thing.conversation_id if thing else None, conflict="error.owner"
    )
    try:
        if thing is None:
            raise NotFound("there is nothing to be shown")
        await record_reveal(request, session, name_of(thing))
    except GatewayError as error:
        return await _explain(request, session, attempt, error)
    return await _done(request, session, attempt)


def _handoff_id(request: web.Request) -> HandoffId:
    return HandoffId(read_id(request.match_info["id"]) or 0)


async def _conversation_of(request: web.Request, wanted: HandoffId) -> ConversationId | None:
    account = request.app[SETTINGS].account
    handoff = await request.app[STORES].handoffs.find_handoff(account, wanted)
    return handoff.conversation_id if handoff else None


async def _done(request: web.Request, session: Session, attempt: _Attempt) -> web.StreamResponse:
    if "X-Desk" in request.headers:
        return await conversation_response(request, session, attempt.conversation)
    address = f"/desk?conversation={attempt.conversation}"
    return web.Response(status=303, headers={"Location": address})


async def _explain(
    request: web.Request, session: Session, attempt: _Attempt, error: GatewayError
) -> web.StreamResponse:
    winner = error.data.get("winner_display") or error.data.get("winner") or ""
    words = Words(language(request))
    status, alert = _in_words(error, words, conflict=attempt.conflict, winner=str(winner))
    respond = conversation_response if "X-Desk" in request.headers else desk_page
    notice = Notice(alert=alert, draft=attempt.draft, status=status)
    return await respond(request, session, attempt.conversation, notice)


def _in_words(error: GatewayError, words: Words, *, conflict: str, winner: str) -> tuple[int, str]:
    """The HTTP status of an error and what the agent reads about it."""
    if isinstance(error, ConflictError):
        if not winner and conflict != "error.not_mine":
            return 409, words("error.gone")
        return 409, words(conflict, name=winner)
    if isinstance(error, Refused):
        return 422, words(_REFUSALS.get(str(error.data.get("reason")), "error.other"))
    if isinstance(error, NotFound):
        return 404, words("error.missing")
    if isinstance(error, StoreBusy):
        return 503, words("error.busy")
    return 500, words("error.other")
