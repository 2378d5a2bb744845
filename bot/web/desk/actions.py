"""What an agent does at the desk: claim, reply, close. Each ends in words, never in a traceback.

A plain form gets 303 to the conversation. The page's script sends ``X-Desk`` and gets the
conversation again as a fragment, whose alert says what went wrong.
"""

from __future__ import annotations

from aiohttp import web

from bot.errors import ConflictError, GatewayError, NotFound, Refused, StoreBusy
from bot.model import ConversationId, HandoffId
from bot.ports import Session
from bot.web.context import HANDOFFS, SETTINGS, STORES
from bot.web.desk.fragments import agent_names, conversation_id_of, conversation_response
from bot.web.desk.pages import desk_page
from bot.web.desk.render import language
from bot.web.desk.words import Words

_KEY_CHARS = 100
_REFUSALS = {
    "window": "locked.window",
    "quota": "locked.quota",
    "empty": "error.empty",
    "too_long": "error.too_long",
    "label": "error.label",
    "state": "error.changed",
}


async def claim(request: web.Request, session: Session) -> web.StreamResponse:
    """POST /desk/handoffs/{id}/claim: take a waiting fan; the loser reads the winner's name."""
    handoff_id = _handoff_id(request)
    opened = await _conversation_of(request, handoff_id)
    try:
        await request.app[HANDOFFS].claim(handoff_id, agent=session.agent)
    except GatewayError as error:
        return await _explain(request, session, opened, error, conflict="error.taken")
    return await _done(request, session, opened)


async def reply(request: web.Request, session: Session) -> web.StreamResponse:
    """POST /desk/conversations/{id}/reply: queue a message; the same key is never sent twice."""
    form = await request.post()
    text, key = str(form.get("text", "")), str(form.get("key", ""))[:_KEY_CHARS]
    opened = conversation_id_of(request.match_info["id"])
    try:
        if opened is None:
            raise NotFound("there is no such conversation")
        await request.app[HANDOFFS].reply(
            opened,
            agent=session.agent,
            text=text.replace("\r\n", "\n"),
            idempotency_key=f"desk:{session.agent.id}:{key}" if key else None,
        )
    except GatewayError as error:
        return await _explain(
            request, session, opened, error, conflict="error.not_mine", draft=text
        )
    return await _done(request, session, opened)


async def close(request: web.Request, session: Session) -> web.StreamResponse:
    """POST /desk/handoffs/{id}/close: give the fan back to the bot, with a label."""
    handoff_id = _handoff_id(request)
    opened = await _conversation_of(request, handoff_id)
    label = str((await request.post()).get("label", "")) or None
    try:
        await request.app[HANDOFFS].close(handoff_id, agent=session.agent, label=label)
    except GatewayError as error:
        return await _explain(request, session, opened, error, conflict="error.owner")
    return await _done(request, session, opened)


def _handoff_id(request: web.Request) -> HandoffId:
    return HandoffId(conversation_id_of(request.match_info["id"]) or 0)


async def _conversation_of(request: web.Request, wanted: HandoffId) -> ConversationId | None:
    account = request.app[SETTINGS].account
    handoff = await request.app[STORES].handoffs.find_handoff(account, wanted)
    return handoff.conversation_id if handoff else None


async def _done(
    request: web.Request, session: Session, opened: ConversationId | None
) -> web.StreamResponse:
    if "X-Desk" in request.headers:
        return await conversation_response(request, session, opened)
    return web.Response(status=303, headers={"Location": f"/desk?conversation={opened}"})


async def _explain(
    request: web.Request,
    session: Session,
    opened: ConversationId | None,
    error: GatewayError,
    *,
    conflict: str,
    draft: str = "",
) -> web.StreamResponse:
    winner = str(error.data.get("winner") or "")
    name = (await agent_names(request)).get(winner, winner)
    status, alert = _in_words(error, Words(language(request)), conflict=conflict, winner=name)
    respond = conversation_response if "X-Desk" in request.headers else desk_page
    return await respond(request, session, opened, alert=alert, draft=draft, status=status)


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
