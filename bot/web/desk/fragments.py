"""The two moving parts of the desk, read from the store: the list and one conversation.

Both are plain GETs; the page fetches them again when an event says that they changed.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable

from aiohttp import web

from bot.errors import NotFound
from bot.flow.handoff import LABELS
from bot.model import ConversationId, HandoffState
from bot.ports import ConversationSummary, Session
from bot.web.context import CLOCK, CONTENT, SETTINGS, STORES
from bot.web.desk import view
from bot.web.desk.render import language, render
from bot.web.desk.transcript import arrange
from bot.web.desk.words import Words
from intents.types import EntryId

_RECENT = 100
_OPEN_LIMIT = 500
_MESSAGES = 200
_OPEN_STATES = tuple(state for state in HandoffState if state.is_open)

Facts = dict[str, object]


def conversation_id_of(text: str | None) -> ConversationId | None:
    """A conversation's id from an address, or nothing if it cannot be one."""
    if text is None or not text.isascii() or not text.isdigit() or len(text) > 18:
        return None
    return ConversationId(int(text))


async def list_facts(
    request: web.Request, session: Session, selected: ConversationId | None
) -> Facts:
    """Everything the list shows to this agent, and what editors broke."""
    summaries, names = await asyncio.gather(_summaries(request), agent_names(request))
    sections = view.groups(summaries, session.agent, request.app[CLOCK].now())
    return {
        "sections": sections,
        "selected": selected,
        "waiting": len(sections[view.Group.WAITING]),
        "names": names,
        "problems": request.app[CONTENT].status,
    }


async def agent_names(request: web.Request) -> dict[str, str]:
    """How agents are called at the desk, by log-in name."""
    agents = await request.app[STORES].agents.list_agents()
    return {agent.name: agent.display_name or agent.name for agent in agents}


async def _summaries(request: web.Request) -> list[ConversationSummary]:
    # Whoever waits is shown however long ago they wrote, so open requests are asked for by name.
    stores, account = request.app[STORES], request.app[SETTINGS].account
    recent, waiting = await asyncio.gather(
        stores.conversations.recent_conversations(account, limit=_RECENT),
        stores.handoffs.list_handoffs(account, states=_OPEN_STATES, limit=_OPEN_LIMIT),
    )
    seen = {summary.id for summary in recent}
    older = [
        await _summary(request, handoff.conversation_id)
        for handoff in waiting
        if handoff.conversation_id not in seen
    ]
    return [*recent, *(summary for summary in older if summary is not None)]


async def _summary(request: web.Request, wanted: ConversationId) -> ConversationSummary | None:
    found = await request.app[STORES].conversations.list_conversations(
        request.app[SETTINGS].account, after=ConversationId(wanted - 1), limit=1
    )
    return found[0] if found and found[0].id == wanted else None


async def conversation_facts(
    request: web.Request,
    session: Session,
    wanted: ConversationId,
    *,
    alert: str = "",
    draft: str = "",
) -> Facts:
    """Everything about one conversation of this account; raises ``NotFound``."""
    conversations, now = request.app[STORES].conversations, request.app[CLOCK].now()
    conversation, summary, messages, names = await asyncio.gather(
        conversations.find_conversation(request.app[SETTINGS].account, wanted),
        _summary(request, wanted),
        conversations.recent_messages(wanted, limit=_MESSAGES),
        agent_names(request),
    )
    if conversation is None or summary is None:
        raise NotFound(f"there is no conversation {wanted}", remedy="reload the list")
    composer = view.composer(conversation, session.agent, now)
    return {
        "id": wanted,
        "fan": conversation.fan,
        "handoff": conversation.handoff,
        "names": names,
        "matter": summary.matter,
        "composer": composer,
        "transcript": arrange(messages, conversation.handoff),
        "topics": view.topics(messages),
        "asked": _asked(request),
        "canned": _canned(request, session, conversation.fan.lang) if not composer.lock else [],
        "labels": [(key, zh if language(request) == "zh" else en) for key, zh, en in LABELS],
        "alert": alert,
        "draft": draft,
        "key": secrets.token_urlsafe(12),
    }


def _asked(request: web.Request) -> Callable[[str], str]:
    """How fans put what an entry answers: agents read questions, not ids."""
    entries = request.app[CONTENT].current.library.book.entries

    def asked(intent: str) -> str:
        entry = entries.get(EntryId(intent))
        return entry.questions[0].text if entry and entry.questions else intent

    return asked


def _canned(request: web.Request, session: Session, lang: str) -> list[Facts]:
    # The fan's own name is never known here, so texts fall back to their courteous default.
    agent = session.agent.display_name or session.agent.name
    return [
        {
            "id": reply.id,
            "title": reply.title,
            "text": reply.fill(lang, agent=agent),
            "search": " ".join([reply.id, *reply.keys]),
        }
        for reply in request.app[CONTENT].current.library.canned
    ]


async def list_fragment(request: web.Request, session: Session) -> web.StreamResponse:
    """GET /desk/fragments/list?conversation=: the left pane."""
    selected = conversation_id_of(request.query.get("conversation"))
    facts = await list_facts(request, session, selected)
    return render(request, "list.html", facts, session=session)


async def conversation_fragment(request: web.Request, session: Session) -> web.StreamResponse:
    """GET /desk/fragments/conversation/{id}: the middle and right panes."""
    wanted = conversation_id_of(request.match_info["id"])
    return await conversation_response(request, session, wanted)


async def conversation_response(
    request: web.Request,
    session: Session,
    wanted: ConversationId | None,
    *,
    alert: str = "",
    draft: str = "",
    status: int = 200,
) -> web.Response:
    """One conversation as a fragment; a foreign or unknown id is the same plain 404."""
    try:
        if wanted is None:
            raise NotFound("there is no such conversation")
        facts = await conversation_facts(request, session, wanted, alert=alert, draft=draft)
    except NotFound:
        words = Words(language(request))
        missing: Facts = {"waiting": 0, "alert": words("error.missing")}
        return render(request, "nobody.html", missing, session=session, status=404)
    return render(request, "conversation.html", facts, session=session, status=status)
