"""The event log: how a thing that happened becomes one tagged row.

Ids of events that a push caused are derived from its key, so a repeated push cannot make a
second row. No free text, openid or phone number ever enters a row.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import NAMESPACE_URL, UUID, uuid5

from bot.model import (
    WECHAT,
    Actor,
    Agent,
    Answer,
    Arrival,
    CardEvent,
    Consent,
    Conversation,
    Event,
    EventDraft,
    Fan,
    Handoff,
    Inbound,
    InboundKind,
    Lang,
    OpenId,
    Pid,
    Route,
)
from bot.rules.confirming import Outcome
from bot.rules.window import WindowView, view
from intents.types import DecisionKind, Match

_HUMAN_TAGS: Mapping[str, tuple[str, ...]] = {"service.topic": ("handoff",)}
_OUTGOING = frozenset({"agent_replied", "message_sent", "message_failed"})
_EVENT_SPACE = uuid5(NAMESPACE_URL, "urn:wechat-service-gateway:event")
SESSION_GAP = timedelta(minutes=30)
"""A session ends after half an hour in which nothing happened (docs/reference/events.md)."""

_INBOUND_TYPES = {
    InboundKind.FOLLOW: "account_followed",
    InboundKind.UNFOLLOW: "account_unfollowed",
    InboundKind.SCAN: "qr_scanned",
    InboundKind.CLICK: "menu_clicked",
    InboundKind.VIEW: "menu_clicked",
    InboundKind.VIEW_MINI_PROGRAM: "menu_clicked",
    InboundKind.SCAN_CODE: "menu_clicked",
    InboundKind.PICTURES: "menu_clicked",
    InboundKind.PLACE: "menu_clicked",
    InboundKind.CARD: "card_changed",
    InboundKind.LOCATION_REPORT: "location_reported",
    InboundKind.UNKNOWN_EVENT: "event_received",
}
_DECISION_TYPES: Mapping[str, str] = {
    DecisionKind.ANSWER: "intent_resolved",
    DecisionKind.CLARIFY: "intent_clarified",
    DecisionKind.FALLBACK: "intent_fallback",
}


def pseudonym(key: str, *, account: str, open_id: OpenId) -> Pid:
    """The fan's name in all exports: HMAC-SHA256(key, account|openid), 32 hex digits."""
    digest = hmac.new(key.encode(), f"{account}|{open_id}".encode(), hashlib.sha256)
    return Pid(digest.hexdigest()[:32])


def new_event_id(at: datetime) -> str:
    """A UUIDv7 (RFC 9562) for events that start here rather than at the platform."""
    milliseconds = int(at.timestamp() * 1_000)
    value = milliseconds << 80 | 0x7 << 76 | secrets.randbits(12) << 64
    return str(UUID(int=value | 0b10 << 62 | secrets.randbits(62)))


def pushed_event_id(inbound: Inbound, type_: str, n: int) -> str:
    """The id of an event that a push caused: the same again for a repeat of that push."""
    seed = f"{inbound.channel}|{inbound.account}|{inbound.key}|{type_}|{n}"
    return str(uuid5(_EVENT_SPACE, seed))


def session_of(conversation: Conversation, inbound: Inbound) -> str:
    """The session this act belongs to: the running one, or a new one after the gap."""
    last = conversation.last_at
    if conversation.session_id and last and inbound.received_at - last < SESSION_GAP:
        return conversation.session_id
    return str(uuid5(_EVENT_SPACE, f"session|{inbound.account}|{inbound.key}"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What all events of one exchange have in common."""

    inbound: Inbound
    conversation: Conversation
    session_id: str
    route: Route
    answer: Answer
    lang: Lang
    window: WindowView
    now: datetime
    faq_version: str
    purpose: str = ""
    arrival: Arrival | None = None

    def common(self, type_: str, n: int = 0) -> Event:
        """An event of this exchange with everything shared filled in."""
        inbound, fan, window = self.inbound, self.conversation.fan, self.window
        left = window.expires_at - self.now if window.expires_at else None
        return Event(
            event_id=pushed_event_id(inbound, type_, n),
            type=type_,
            occurred_at=inbound.sent_at,
            received_at=inbound.received_at,
            channel=inbound.channel,
            account=inbound.account,
            pid=fan.pid,
            session_id=self.session_id,
            conversation_id=self.conversation.id,
            lang=self.lang,
            source=fan.source,
            scene=fan.scene or None,
            campaign=fan.campaign or None,
            window_kind=window.kind or "none",
            window_left_s=int(left.total_seconds()) if left else 0,
            quota_left=window.left,
            faq_version=self.faq_version,
        )

    def inbound_event(self) -> Event:
        """What the fan did."""
        kind = self.inbound.kind
        type_ = _INBOUND_TYPES.get(kind, "message_received")
        props: dict[str, str | int | float | bool] = {"kind": str(kind)}
        if kind.is_menu:
            # An address may carry the fan's id in its query.
            key = self.inbound.event_key.partition("?")[0][:128]
            props |= {"key": key, "purpose": self.purpose or "unknown"}
        elif kind in {InboundKind.UNKNOWN_MESSAGE, InboundKind.UNKNOWN_EVENT}:
            props["native_type"] = self.inbound.native_type[:64]
        event = replace(
            self.common(type_), direction="in", actor="fan", tags=self.answer.tags, props=props
        )
        if isinstance(self.inbound.detail, CardEvent):
            card_id = self.inbound.detail.card_id[:128]
            return replace(
                event, outcome=self.inbound.native_type, props={**props, "card_id": card_id}
            )
        if kind is InboundKind.SCAN and self.arrival is not None:
            # A code that a follower scans at a till is a visit: its scene is the place.
            code = self.arrival
            return replace(event, scene=code.scene, campaign=code.campaign or None)
        return event

    def decision_events(self) -> tuple[Event, ...]:
        """What was understood, if words had to be: one event for each question of the message.

        Its type follows what was done: a place that was found or a human who was called is a
        resolved intent, however sure the book alone was.
        """
        decision = self.route.decision
        if decision is None:
            return ()
        best = decision.best
        intent = self.route.entry or (best.entry if best else None)
        sure = best is not None and intent == best.entry
        # The handlers that are not sure are named like the decisions they carry out.
        missed = self.route.handler == "native_ai"
        handler = DecisionKind.FALLBACK if missed else self.route.handler
        type_ = _DECISION_TYPES.get(handler, _DECISION_TYPES[DecisionKind.ANSWER])
        first = replace(
            self.common(type_),
            occurred_at=self.now,
            actor="bot",
            intent=intent,
            confidence=round(best.confidence, 4) if best and sure else None,
            runner_up=decision.matches[1].entry if len(decision.matches) > 1 else None,
            margin=round(decision.margin, 4),
            matcher=decision.matcher,
            outcome=self.answer.outcome,
            tags=self.answer.tags,
            props={"handler": self.route.handler, "reason": self.route.reason},
        )
        further = decision.also if self.route.also else ()
        return (first, *(self._also(first, match, n) for n, match in enumerate(further, 1)))

    def _also(self, first: Event, match: Match, n: int) -> Event:
        """A further question of the same message."""
        return replace(
            first,
            event_id=pushed_event_id(self.inbound, first.type, n),
            intent=match.entry,
            confidence=round(match.confidence, 4),
            runner_up=None,
            margin=None,
        )

    def drafted_event(self, draft: EventDraft, n: int) -> Event:
        """A thing that a handler wants counted."""
        return replace(
            self.common(draft.type, n),
            occurred_at=self.now,
            actor="bot",
            outcome=draft.outcome,
            store=draft.store,
            props=draft.props,
            tags=self.answer.tags,
        )

    def consents(self) -> tuple[Consent, ...]:
        """What the answer has the fan agree to or take back, tied to its event."""
        return tuple(
            Consent(
                pid=self.conversation.fan.pid,
                kind=draft.kind,
                version=draft.version,
                given=draft.given,
                at=self.now,
                event_id=event.event_id,
                how=self.route.handler,
            )
            for draft, event in zip(self.answer.consents, self.consent_events(), strict=True)
        )

    def consent_events(self) -> tuple[Event, ...]:
        """One event for each consent, in order."""
        return tuple(
            replace(
                self.common("consent_given" if draft.given else "consent_withdrawn", n),
                occurred_at=self.now,
                actor="fan",
                tags=self.answer.tags,
                props={"kind": str(draft.kind), "version": draft.version},
            )
            for n, draft in enumerate(self.answer.consents)
        )

    def rating_events(self, confirmed: Outcome) -> tuple[Event, ...]:
        """The fan said whether the last answer helped."""
        if confirmed.rated is None:
            return ()
        rated = replace(
            self.common("answer_rated"),
            actor="fan",
            intent=confirmed.rated,
            outcome="helpful" if confirmed.helpful else "unhelpful",
        )
        return (rated,)

    def reply_event(self, *, latency_ms: int) -> Event:
        """The free passive reply that answers this push."""
        return replace(
            self.common("message_sent"),
            occurred_at=self.now,
            direction="out",
            actor="bot",
            intent=self.answer.entry,
            outcome=self.answer.outcome,
            latency_ms=latency_ms,
            tags=self.answer.tags,
            props={"via": "passive", "handler": self.route.handler},
        )

    def refused_event(self, n: int, reason: str) -> Event:
        """A bubble that window or quota did not let out."""
        return replace(
            self.common("message_failed", n),
            occurred_at=self.now,
            direction="out",
            actor="bot",
            intent=self.answer.entry,
            outcome="failed",
            error_code=reason,
            tags=self.answer.tags,
            props={"via": "custom"},
        )

    def left_event(self, handoff: Handoff) -> Event:
        """The fan unfollowed while a human was asked for or talking."""
        return replace(
            self.common("handoff_closed"),
            occurred_at=self.now,
            agent_id=handoff.agent_id,
            outcome="fan_left",
            props={"handoff_id": handoff.id, "open_s": waited_s(handoff, self.now)},
        )

    def handoff_events(self, reason: str) -> tuple[Event, ...]:
        """The fan asked for a human and stands in the queue."""
        return tuple(
            replace(
                self.common(type_),
                occurred_at=self.now,
                actor="bot",
                outcome=reason,
                tags=self.answer.tags,
            )
            for type_ in ("handoff_requested", "handoff_queued")
        )


def desk_event(  # noqa: PLR0913 - one keyword for each column that the caller knows
    type_: str,
    conversation: Conversation,
    *,
    at: datetime,
    agent: Agent | None = None,
    actor: Actor | None = None,
    outcome: str | None = None,
    error_code: str | None = None,
    props: Mapping[str, str | int | float | bool] | None = None,
) -> Event:
    """A thing that an agent or the outbox did, with the window as it stood at that moment."""
    fan, seen = conversation.fan, view(conversation.allowances, at)
    left = seen.expires_at - at if seen.expires_at else None
    return Event(
        event_id=new_event_id(at),
        type=type_,
        occurred_at=at,
        received_at=at,
        channel=WECHAT,
        account=fan.account,
        pid=fan.pid,
        session_id=conversation.session_id,
        conversation_id=conversation.id,
        direction="out" if type_ in _OUTGOING else "internal",
        actor=actor or ("agent" if agent else "system"),
        agent_id=agent.id if agent else None,
        lang=fan.lang,
        source=fan.source,
        scene=fan.scene or None,
        campaign=fan.campaign or None,
        window_kind=seen.kind or "none",
        window_left_s=int(left.total_seconds()) if left else 0,
        quota_left=seen.left,
        outcome=outcome,
        error_code=error_code,
        tags=_HUMAN_TAGS if agent or actor == "agent" or type_.startswith("handoff_") else {},
        props=props or {},
    )


def learned_event(fan: Fan, arrival: Arrival, *, at: datetime) -> Event:
    """The platform told where a follower comes from after the follow was answered."""
    known = replace(fan, source=arrival.source, scene=arrival.scene, campaign=arrival.campaign)
    event = desk_event("source_learned", Conversation(id=None, fan=known), at=at)
    return replace(event, tags=dict(arrival.tags))


def waited_s(handoff: Handoff, at: datetime) -> int:
    """How long the fan waited for a human, in whole seconds."""
    return max(0, int((at - handoff.queued_at) / timedelta(seconds=1)))
