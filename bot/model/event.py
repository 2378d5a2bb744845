"""One row of behavioural data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.model.names import (
    Actor,
    AgentId,
    ConversationId,
    Direction,
    Pid,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One row of behavioural data. Never holds free text, an openid or a phone number.

    ``conversation_id`` may be left out where the store knows it (within an exchange).
    """

    event_id: str
    type: str
    occurred_at: datetime
    received_at: datetime
    channel: str
    account: str
    pid: Pid | None = None
    session_id: str | None = None
    conversation_id: ConversationId | None = None
    direction: Direction = "internal"
    actor: Actor = "system"
    agent_id: AgentId | None = None
    intent: str | None = None
    confidence: float | None = None
    runner_up: str | None = None
    margin: float | None = None
    matcher: str | None = None
    faq_version: str | None = None
    lang: str | None = None
    outcome: str | None = None
    source: str | None = None
    scene: str | None = None
    campaign: str | None = None
    store: str | None = None
    window_kind: str | None = None
    window_left_s: int | None = None
    quota_left: int | None = None
    latency_ms: int | None = None
    error_code: str | None = None
    tags: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    props: Mapping[str, str | int | float | bool] = field(default_factory=dict)
    schema_version: str = "1-0-0"


@dataclass(frozen=True, slots=True, kw_only=True)
class EventDraft:
    """A thing a handler wants counted; ``flow.record`` makes the full event of it."""

    type: str
    outcome: str | None = None
    store: str | None = None
    props: Mapping[str, str | int | float | bool] = field(default_factory=dict)
