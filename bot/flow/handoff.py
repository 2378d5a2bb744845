"""What agents do with a conversation: claim it, reply, give it back to the bot.

Each verb is one guarded transaction of the store; the outbox and the desks are told after the
commit. See docs/explain/handoff.md.
"""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

from bot import telemetry
from bot.errors import ConflictError, NotFound, PlatformError, Refused
from bot.flow.record import desk_event, waited_s
from bot.model import (
    UNSIGNED,
    Agent,
    Byline,
    Content,
    Conversation,
    ConversationId,
    Handoff,
    HandoffId,
    HandoffState,
    Message,
    OpenId,
    Suggested,
    Text,
)
from bot.ports import Clock, Notifier, QueuedMessage, Stores, Typist
from bot.rules.confirming import answered_by_agent
from bot.rules.contents import words_of
from bot.rules.limits import STRICT, Limits, byline_fault, custom_fault
from bot.rules.transitions import HandoffAct, follow

_log = telemetry.logger(__name__)

TYPING_AFTER = timedelta(seconds=30)
"""The platform shows "typing" only so soon after an act of the fan.

*Source:* developers.weixin.qq.com, "customer service typing", read in 2026 (45080).
"""

LABELS: tuple[tuple[str, str, str], ...] = (
    ("solved", "已解决", "Solved"),
    ("follow_up", "待跟进", "To follow up"),
    ("no_answer", "客人未回复", "No answer from the guest"),
    ("complaint", "投诉", "Complaint"),
    ("spam", "无关信息", "Unrelated"),
)
"""Labels of a close: key, Chinese, English; the first is the default."""

DEFAULT_LABEL = LABELS[0][0]
_LABEL_KEYS = frozenset(key for key, _, _ in LABELS)


class HandoffFlow:
    """The desk's verbs, used by the pages and by the REST interface alike."""

    def __init__(
        self,
        stores: Stores,
        notifier: Notifier,
        clock: Clock,
        *,
        account: str,
        limits: Limits = STRICT,
    ) -> None:
        self._stores = stores
        self._notifier = notifier
        self._clock = clock
        self._account = account
        self._limits = limits
        self._typist: Typist | None = None
        self._typing: set[asyncio.Task[None]] = set()

    def show_typing_by(self, typist: Typist) -> None:
        """From now on a fan whom an agent takes sees that somebody is writing."""
        self._typist = typist

    async def claim(self, handoff_id: HandoffId, *, agent: Agent) -> Handoff:
        """Take a waiting fan. Claiming what is mine already changes nothing.

        Raises ``NotFound``, ``ConflictError`` with the winner's name, ``Refused``.
        """
        handoff = await self._find(handoff_id)
        if handoff.agent_id == agent.id and handoff.state.is_open:
            return handoff
        if handoff.agent_id is not None or not handoff.state.is_open:
            raise ConflictError(
                f"already taken by {handoff.agent_display}" if handoff.agent else "already closed",
                remedy="choose the next conversation",
                winner=handoff.agent,
                winner_display=handoff.agent_display,
            )
        follow(handoff.state, HandoffAct.CLAIM)
        now = self._clock.now()
        conversation = await self._conversation(handoff.conversation_id)
        event = desk_event(
            "handoff_accepted",
            conversation,
            at=now,
            agent=agent,
            props={"waited_s": waited_s(handoff, now), "handoff_id": handoff.id},
        )
        claimed = await self._stores.handoffs.claim_handoff(
            handoff, agent=agent, at=now, events=(event,)
        )
        self._notifier.events_written()
        self._show_typing(conversation, now)
        return claimed

    def _show_typing(self, conversation: Conversation, now: datetime) -> None:
        """Let a fan who wrote just now see that somebody is there; nobody waits for it."""
        last = conversation.last_fan_at
        if self._typist is None or last is None or now - last > TYPING_AFTER:
            return
        task = asyncio.create_task(_show(self._typist, conversation.fan.open_id))
        self._typing.add(task)
        task.add_done_callback(self._typing.discard)

    async def reply(
        self,
        conversation_id: ConversationId,
        *,
        agent: Agent,
        content: Content,
        byline: Byline = UNSIGNED,
        idempotency_key: str | None = None,
        suggested: Suggested | None = None,
    ) -> Message:
        """Queue an agent's message; it is on disk and its allowance spent when this returns.

        What it tells about a question of the fan goes on record with it; ``suggested`` is the
        entry whose answer is sent.

        The same key gives the same message again, also once the conversation is another's.
        Raises ``NotFound``, ``ConflictError`` when another owns the conversation, ``Refused``
        with ``reason`` window, quota, empty, too_long, content (the platform takes no such
        message), or key (used for another message).
        """
        content = self._fitting(content, byline)
        conversation = await self._conversation(conversation_id)
        handoff = conversation.handoff
        # Whose it is says the store, after it has looked for an earlier message of this key.
        if handoff is not None and handoff.agent_id == agent.id:
            follow(handoff.state, HandoffAct.AGENT_SENDS)
        now = self._clock.now()
        words = words_of(content) if isinstance(content, Text) else ""
        message = await self._stores.outbox.queue_message(
            QueuedMessage(
                conversation_id=conversation_id,
                content=content,
                byline=byline,
                actor="agent",
                agent=agent,
                epoch=conversation.epoch,
                handoff=handoff,
                at=now,
                event=desk_event("agent_replied", conversation, at=now, agent=agent),
                idempotency_key=idempotency_key,
                pair=answered_by_agent(conversation.dialogue, words, suggested, at=now),
            )
        )
        self._notifier.outbox_filled()
        self._notifier.events_written()
        return message

    async def close(
        self, handoff_id: HandoffId, *, agent: Agent, label: str | None = None
    ) -> Handoff:
        """Give the fan back to the bot. Closing what is closed already changes nothing.

        Raises ``NotFound``, ``ConflictError`` when another agent owns it, ``Refused`` for an
        unknown label.
        """
        label = label or DEFAULT_LABEL
        if label not in _LABEL_KEYS:
            raise Refused(
                f"unknown label {label!r}",
                remedy=f"use one of {', '.join(sorted(_LABEL_KEYS))}",
                reason="label",
            )
        handoff = await self._find(handoff_id)
        if not handoff.state.is_open:
            return handoff
        if handoff.agent_id not in {None, agent.id}:
            raise ConflictError(
                f"this conversation is with {handoff.agent_display}",
                remedy="only its owner can close it",
                winner=handoff.agent,
                winner_display=handoff.agent_display,
            )
        follow(handoff.state, HandoffAct.CLOSE)
        now = self._clock.now()
        event = desk_event(
            "handoff_closed",
            await self._conversation(handoff.conversation_id),
            at=now,
            agent=agent,
            outcome=label,
            props={"handoff_id": handoff.id, "open_s": waited_s(handoff, now)},
        )
        closed = await self._stores.handoffs.close_handoff(
            handoff, label=label, at=now, events=(event,)
        )
        self._notifier.events_written()
        return closed

    def _fitting(self, content: Content, byline: Byline) -> Content:
        if isinstance(content, Text):
            content = Text(content.text.strip())
            _check_text(content.text, self._limits.custom_text_bytes)
        fault = custom_fault(content, self._limits) or byline_fault(byline)
        if fault:
            raise Refused(fault, remedy="change the message; it was not sent", reason="content")
        return content

    async def _find(self, handoff_id: HandoffId) -> Handoff:
        handoff = await self._stores.handoffs.find_handoff(self._account, handoff_id)
        if handoff is None:
            raise NotFound(f"there is no handoff {handoff_id}", remedy="reload the list")
        return handoff

    async def _conversation(self, conversation_id: ConversationId) -> Conversation:
        found = await self._stores.conversations.find_conversation(self._account, conversation_id)
        if found is None:
            raise NotFound(f"there is no conversation {conversation_id}", remedy="reload the list")
        return found


async def _show(typist: Typist, open_id: OpenId) -> None:
    try:
        await typist.typing(open_id)
    except PlatformError as error:
        _log.info("typing_not_shown", code=error.code, errcode=error.errcode)


async def disable_agent(stores: Stores, name: str, *, account: str, at: datetime) -> None:
    """Close an agent's account; nobody whom they serve is left behind: all wait again.

    Raises ``NotFound``.
    """
    open_states = (HandoffState.ACTIVE, HandoffState.WAITING)
    served = await stores.handoffs.list_handoffs(account, states=open_states, limit=10_000)
    events = []
    for handoff in served:
        if handoff.agent != name:
            continue
        conversation = await stores.conversations.find_conversation(
            account, handoff.conversation_id
        )
        if conversation is not None:
            event = desk_event(
                "handoff_queued",
                conversation,
                at=at,
                outcome="agent_left",
                props={"handoff_id": handoff.id},
            )
            events.append(event)
    await stores.agents.disable_agent(name, at=at, events=events)


def _check_text(text: str, limit: int) -> None:
    # Invisible characters alone would spend one of five messages on nothing.
    if not any(char.isprintable() and not char.isspace() for char in text):
        raise Refused("the message is empty", remedy="write something first", reason="empty")
    size = len(text.encode())
    if size > limit:
        raise Refused(
            f"the message has {size} bytes, WeChat takes {limit}",
            remedy="shorten it or send it in two",
            reason="too_long",
        )
