"""Exchanges, events and agents with sensible values, for tests to vary."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.model import (
    Agent,
    Allowance,
    AllowanceKind,
    Conversation,
    ConversationId,
    Dialogue,
    Event,
    Fan,
    Handoff,
    Inbound,
    InboundKind,
    OpenId,
    Pid,
    Reply,
    Text,
)
from bot.ports import Exchange, OutgoingDraft, QueuedMessage, Recorded, Stores

ACCOUNT = "wx0000000000000001"
NOW = datetime(2026, 11, 20, 2, 30, 15, 250_000, tzinfo=UTC)


def after(**span: float) -> datetime:
    """A moment that much later than ``NOW``."""
    return NOW + timedelta(**span)


def allowance(**changes: object) -> Allowance:
    given = Allowance(
        kind=AllowanceKind.MESSAGE, granted_at=NOW, expires_at=after(hours=48), total=5
    )
    return replace(given, **changes)  # type: ignore[arg-type]


def fan(name: str = "one") -> Fan:
    return Fan(
        pid=Pid(f"pid-{name}"),
        account=ACCOUNT,
        open_id=OpenId(f"open-{name}"),
        display_name=f"微信用户 {name}",
        followed_at=NOW,
    )


def inbound(key: str, of: Fan, **changes: object) -> Inbound:
    given = Inbound(
        channel="wechat_mp",
        account=ACCOUNT,
        key=key,
        open_id=of.open_id,
        account_name="gh_house",
        kind=InboundKind.TEXT,
        native_type="text",
        sent_at=NOW,
        received_at=NOW,
        text="门店在哪里",
        raw="<xml/>",
    )
    return replace(given, **changes)  # type: ignore[arg-type]


def event(event_id: str, **changes: object) -> Event:
    given = Event(
        event_id=event_id,
        type="message_received",
        occurred_at=NOW,
        received_at=NOW,
        channel="wechat_mp",
        account=ACCOUNT,
        pid=Pid("pid-one"),
        direction="in",
        actor="fan",
    )
    return replace(given, **changes)  # type: ignore[arg-type]


def passive(text: str = "您好，最近的门店在南京西路。") -> OutgoingDraft:
    return OutgoingDraft(content=Text(text), actor="bot", via="passive")


def queued(text: str = "这是地图。", **changes: object) -> OutgoingDraft:
    given = OutgoingDraft(content=Text(text), actor="bot", via="outbox")
    return replace(given, **changes)  # type: ignore[arg-type]


def exchange(key: str = "m1", *, of: Fan | None = None, **changes: object) -> Exchange:
    """A first text message that grants five messages; vary anything by name."""
    given = of or fan()
    whole = Exchange(
        inbound=inbound(key, given),
        fan=given,
        conversation_id=None,
        expected_version=0,
        dialogue=Dialogue(),
        session_id="session-one",
        events=(event(f"event-{key}", pid=given.pid),),
        outgoing=(),
        reply=Reply(f"<reply to {key}>"),
        granted=allowance(),
    )
    return replace(whole, **changes)  # type: ignore[arg-type]


def following(conversation: Conversation, key: str, **changes: object) -> Exchange:
    """A further message in a loaded conversation."""
    return exchange(
        key,
        of=conversation.fan,
        conversation_id=conversation.id,
        expected_version=conversation.version,
        **changes,
    )


async def record(stores: Stores, given: Exchange) -> Recorded:
    """Record what must be recordable."""
    recorded = await stores.inbound.record_exchange(given)
    assert isinstance(recorded, Recorded), recorded
    return recorded


async def load(stores: Stores, of: Fan | None = None) -> Conversation:
    """Load a conversation that must be there."""
    found = await stores.inbound.load_conversation(ACCOUNT, (of or fan()).pid)
    assert found is not None
    assert found.id is not None
    return found


async def hire(stores: Stores, name: str = "lin") -> Agent:
    return await stores.agents.add_agent(
        name, role="agent", password_hash="hash", at=NOW, display_name=f"顾问 {name}"
    )


async def hand_over(
    stores: Stores, agent: Agent, of: Fan | None = None, *, key: str = "m1"
) -> Handoff:
    """A fan who asks for a human in the first message, already with that agent."""
    await record(stores, exchange(key, of=of, handoff_opened="asked"))
    handoff = (await load(stores, of)).handoff
    assert handoff is not None
    return await stores.handoffs.claim_handoff(handoff, agent=agent, at=NOW, events=())


def agent_message(
    handoff: Handoff, agent: Agent, *, epoch: int = 2, **changes: object
) -> QueuedMessage:
    given = QueuedMessage(
        conversation_id=ConversationId(handoff.conversation_id),
        content=Text("您好，我是您的顾问。"),
        actor="agent",
        agent=agent,
        epoch=epoch,
        handoff=handoff,
        at=NOW,
    )
    return replace(given, **changes)  # type: ignore[arg-type]
