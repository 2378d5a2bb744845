"""The two moving parts of the desk, read from the store: the list and one conversation.

Both are plain GETs; the page fetches them again when an event says that they changed.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Sequence

from aiohttp import web

from bot.errors import NotFound
from bot.flow.handoff import LABELS
from bot.model import Attachment, ConversationId, FanTag, Handoff, HandoffState, Message
from bot.ports import ConversationSummary, Session
from bot.web.context import CLOCK, CONTENT, SETTINGS, STORES
from bot.web.desk import view
from bot.web.desk.card import Brought, Card, card_of
from bot.web.desk.render import PLAIN, Notice, language, render
from bot.web.desk.reveal import is_revealed
from bot.web.desk.suggestions import suggest
from bot.web.desk.transcript import arrange
from bot.web.desk.words import Words
from bot.web.hiding import name_of
from bot.web.written import read_id
from intents.types import EntryId

_RECENT = 100
_OPEN_LIMIT = 500
_MESSAGES = 200
_OPEN_STATES = tuple(state for state in HandoffState if state.is_open)

Facts = dict[str, object]


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
    older = [item.conversation_id for item in waiting if item.conversation_id not in seen]
    return [*recent, *(await stores.conversations.list_summaries(account, older))]


async def conversation_facts(
    request: web.Request,
    session: Session,
    wanted: ConversationId,
    notice: Notice = PLAIN,
) -> Facts:
    """Everything about one conversation of this account; raises ``NotFound``."""
    stores, account = request.app[STORES], request.app[SETTINGS].account
    conversation, summaries, messages, handoffs, files, names = await asyncio.gather(
        stores.conversations.find_conversation(account, wanted),
        stores.conversations.list_summaries(account, [wanted]),
        stores.conversations.recent_messages(wanted, limit=_MESSAGES),
        stores.handoffs.recent_handoffs(wanted),
        stores.media.list_attachments(wanted),
        agent_names(request),
    )
    if conversation is None or not summaries:
        raise NotFound(f"there is no conversation {wanted}", remedy="reload the list")
    handoff = conversation.handoff
    consents = await stores.consents.latest_consents(conversation.fan.pid)
    now = request.app[CLOCK].now()
    pid = conversation.fan.pid
    tags = (await stores.fans.tags_of([pid], at=now)).get(pid, ())
    composer = view.composer(conversation, session.agent, now)
    return {
        "id": wanted,
        "fan": conversation.fan,
        "handoff": handoff,
        "card": await _card(request, session, handoff, messages, files) if handoff else None,
        "names": names,
        "matter": view.matter(summaries[0].matter, messages, handoff) if handoff else (),
        "composer": composer,
        "transcript": arrange(
            messages,
            handoffs,
            {item.message_id: item for item in files},
            revealed={item.id for item in messages if is_revealed(request, session, name_of(item))},
        ),
        "consents": consents,
        "chips": _chips(request, tags),
        "topics": view.topics(messages),
        "asked": _asked(request),
        "canned": _canned(request, session, conversation.fan.lang) if not composer.lock else [],
        "suggestions": []
        if composer.lock
        else suggest(messages, request.app[CONTENT].current, conversation.fan.lang, now),
        "labels": [(key, zh if language(request) == "zh" else en) for key, zh, en in LABELS],
        "alert": notice.alert,
        "draft": notice.draft,
        "key": secrets.token_urlsafe(12),
    }


async def _card(
    request: web.Request,
    session: Session,
    handoff: Handoff,
    messages: Sequence[Message],
    files: Sequence[Attachment],
) -> Card:
    """The card of the request; its telephone number is whole once it was asked for."""
    lead = await request.app[STORES].leads.newest_lead(handoff.conversation_id)
    return card_of(
        handoff,
        Brought(messages=messages, files=files, lead=lead),
        stores=request.app[CONTENT].current.library.stores,
        lang=language(request),
        reveal=lead is not None and is_revealed(request, session, name_of(lead)),
    )


def _chips(request: web.Request, tags: Sequence[FanTag]) -> list[tuple[str, str]]:
    """Tags in the registry's words; topics stand below by themselves, as fans put them."""
    registry, lang = request.app[CONTENT].current.library.tags, language(request)
    return [registry.words_of(tag, lang) for tag in tags if tag.key != "service.topic"]


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
    selected = read_id(request.query.get("conversation"))
    facts = await list_facts(request, session, ConversationId(selected) if selected else None)
    return render(request, "list.html", facts, session=session)


async def conversation_fragment(request: web.Request, session: Session) -> web.StreamResponse:
    """GET /desk/fragments/conversation/{id}: the middle and right panes."""
    return await conversation_response(request, session, read_id(request.match_info["id"]))


async def conversation_response(
    request: web.Request,
    session: Session,
    wanted: int | None,
    notice: Notice = PLAIN,
) -> web.Response:
    """One conversation as a fragment; a foreign or unknown id is the same plain 404."""
    try:
        if wanted is None:
            raise NotFound("there is no such conversation")
        facts = await conversation_facts(request, session, ConversationId(wanted), notice)
    except NotFound:
        words = Words(language(request))
        missing: Facts = {"waiting": 0, "alert": words("error.missing")}
        return render(request, "nobody.html", missing, session=session, status=404)
    return render(request, "conversation.html", facts, session=session, status=notice.status)
