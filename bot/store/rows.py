"""From rows to the nouns of the gateway. The names of columns follow the names of fields."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from sqlalchemy import Row, Select, and_, select

from bot.model import (
    Agent,
    Allowance,
    AllowanceKind,
    DeliveryState,
    Event,
    Handoff,
    HandoffState,
    Message,
    OutboxItem,
)
from bot.store import schema as s
from bot.store.contents import dump, load, load_byline, load_content

_JSON = {"tags", "props"}
_EVENT_FIELDS = tuple(field.name for field in fields(Event))


def event_row(event: Event) -> dict[str, object]:
    """An event as the columns of its table."""
    row = {name: getattr(event, name) for name in _EVENT_FIELDS if name not in _JSON}
    return {**row, "tags": dump(dict(event.tags)), "props": dump(dict(event.props))}


def event_of(row: Row[Any]) -> Event:
    """An event as it was written."""
    values = {name: getattr(row, name) for name in _EVENT_FIELDS}
    values["tags"] = {key: tuple(found) for key, found in load(row.tags).items()}
    values["props"] = load(row.props)
    return Event(**values)


def agent_of(row: Row[Any]) -> Agent:
    """An agent, of a row of the table ``agent``."""
    return Agent(
        id=row.id,
        name=row.name,
        role=row.role,
        disabled=row.disabled_at is not None,
        display_name=row.display_name,
    )


def allowance_of(row: Row[Any]) -> Allowance:
    """An allowance."""
    return Allowance(
        kind=AllowanceKind(row.kind),
        granted_at=row.granted_at,
        expires_at=row.expires_at,
        total=row.total,
        spent=row.spent,
    )


def select_handoffs() -> Select[Any]:
    """Handoffs with both names of their agent, for ``handoff_of``."""
    joined = s.handoff.outerjoin(s.agent, s.handoff.c.agent_id == s.agent.c.id)
    names = (s.agent.c.name.label("agent_name"), s.agent.c.display_name.label("agent_display"))
    return select(s.handoff, *names).select_from(joined)


def handoff_of(row: Row[Any]) -> Handoff:
    """A request for a human."""
    return Handoff(
        id=row.id,
        conversation_id=row.conversation_id,
        state=HandoffState(row.state),
        reason=row.reason,
        queued_at=row.queued_at,
        agent_id=row.agent_id,
        agent=row.agent_name,
        agent_display=row.agent_display or row.agent_name,
        claimed_at=row.claimed_at,
        closed_at=row.closed_at,
        label=row.label,
        version=row.version,
    )


def select_messages() -> Select[Any]:
    """Messages with the log-in name of their agent, for ``message_of``."""
    joined = s.message.outerjoin(s.agent, s.message.c.agent_id == s.agent.c.id)
    return select(s.message, s.agent.c.name.label("agent_name")).select_from(joined)


def message_of(row: Row[Any]) -> Message:
    """A bubble."""
    return Message(
        id=row.id,
        conversation_id=row.conversation_id,
        direction=row.direction,
        actor=row.actor,
        kind=row.kind,
        text=row.text,
        at=row.at,
        state=DeliveryState(row.state),
        reason=row.reason,
        agent=row.agent_name,
        content=load(row.content),
        intent=row.intent,
        confidence=row.confidence,
    )


def select_outbox() -> Select[Any]:
    """Attempts with what they send and to whom, for ``outbox_item_of``."""
    c, o, i = s.conversation.c, s.outbox.c, s.fan_identity.c
    joined = (
        s.outbox.join(s.message, o.message_id == s.message.c.id)
        .join(s.conversation, o.conversation_id == c.id)
        .join(s.fan_identity, and_(i.account == c.account, i.pid == c.pid))
    )
    return select(s.outbox, s.message.c.content, i.open_id).select_from(joined)


def outbox_item_of(row: Row[Any], *, with_identity: bool = False) -> OutboxItem:
    """An attempt to send; the openid only where it is about to be used."""
    return OutboxItem(
        id=row.id,
        message_id=row.message_id,
        conversation_id=row.conversation_id,
        account=row.account,
        actor=row.actor,
        content=load_content(row.content),
        epoch=row.epoch,
        state=DeliveryState(row.state),
        attempts=row.attempts,
        created_at=row.created_at,
        not_before=row.not_before,
        reason=row.reason,
        open_id=row.open_id if with_identity else None,
        late=row.late,
        byline=load_byline(row.content),
    )
