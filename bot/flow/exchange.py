"""From one inbound message to the one transaction that records everything about it.

Pure but for the handler's await: nothing here reads or writes the store.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.content.tags import TagRegistry
from bot.flow.record import Scene, session_of
from bot.model import (
    Allowance,
    Answer,
    Arrival,
    Content,
    Conversation,
    ErasureDraft,
    Event,
    EventDraft,
    Fan,
    HandoffState,
    Inbound,
    InboundKind,
    Lang,
    OpenId,
    Pid,
    Reply,
    Route,
)
from bot.ports import Exchange, OutgoingDraft
from bot.rules import confirming, window
from bot.rules.delivery import Plan, plan
from bot.rules.limits import STRICT, Limits
from bot.rules.privacy import default_name, duty_after_unfollow
from bot.rules.transitions import HandoffAct, follow
from intents.catalogue import Service
from intents.pinyin import is_typed_pinyin
from intents.pleasound import sounds_like_plea
from intents.text import fits_both_scripts, language, normalise
from intents.types import Book

ReplyEncoder = Callable[[Sequence[Content], Inbound, datetime], str]
"""Bubbles of one passive reply -> the channel's clear reply body."""

_NOBODY = OpenId("\ue000fan\ue000")
"""Stands for the openid in a saved reply; private characters that no editor types."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What was decided about a message, before it is recorded."""

    inbound: Inbound
    conversation: Conversation
    granted: Allowance | None
    route: Route
    answer: Answer
    lang: Lang
    now: datetime
    faq_version: str
    latency_ms: int = 0
    purpose: str = ""
    limits: Limits = STRICT
    arrival: Arrival | None = None
    registry: TagRegistry = field(default_factory=lambda: TagRegistry({}))
    erase_delay: timedelta = timedelta(0)


def new_conversation(inbound: Inbound, pid: Pid) -> Conversation:
    """A fan never seen before; the name shown at the desk comes from the pseudonym."""
    fan = Fan(
        pid=pid,
        account=inbound.account,
        open_id=inbound.open_id,
        display_name=default_name(pid),
    )
    return Conversation(id=None, fan=fan)


def with_grant(conversation: Conversation, granted: Allowance | None) -> Conversation:
    """The conversation as it stands once the fan's act has renewed the window."""
    if granted is None:
        return conversation
    others = tuple(item for item in conversation.allowances if item.kind is not granted.kind)
    return replace(conversation, allowances=(*others, granted))


def language_of(inbound: Inbound, fan: Fan, *, greets: bool) -> Lang:
    """The language to answer in: that of the words, else the one the fan used before.

    One Latin word (TD, OK, LV, nihao) is no English yet, but for a greeting or a call for a human
    that the book knows (``greets``).
    """
    if inbound.kind not in {InboundKind.TEXT, InboundKind.VOICE}:
        return fan.lang
    said = inbound.text.strip()
    if not any(char.isalpha() for char in said):
        return fan.lang
    found = language(said)
    if found == "zh" and fan.lang == "zh-Hant" and fits_both_scripts(said):
        return fan.lang
    if found == "en" and (is_typed_pinyin(said) or sounds_like_plea(normalise(said))):
        return fan.lang  # zenme tuihuo and zhuanrengong are Chinese
    return found if found != "en" or greets or len(said.split()) > 1 else fan.lang


def greets(route: Route, book: Book) -> bool:
    """Whether the route is a greeting or a call for a human, which a single word may be."""
    entry = book.entries.get(route.entry) if route.entry else None
    return entry is not None and entry.service in {Service.GREETING, Service.HUMAN}


def build(decided: Decided, encode: ReplyEncoder) -> Exchange:
    """The transaction of this message: record, events, allowance, outbox, saved reply."""
    inbound, conversation, answer = decided.inbound, decided.conversation, decided.answer
    after = with_grant(replace(conversation, fan=_fan_after(decided)), decided.granted)
    view = window.view(after.allowances, decided.now)
    delivery = (
        Plan() if answer.silent else plan(answer.contents, inbound, view, limits=decided.limits)
    )
    scene = Scene(
        inbound=inbound,
        conversation=after,
        session_id=session_of(conversation, inbound),
        route=decided.route,
        answer=answer,
        lang=decided.lang,
        window=view,
        now=decided.now,
        faq_version=decided.faq_version,
        purpose=decided.purpose,
        arrival=decided.arrival,
    )
    opened = answer.handoff_reason if conversation.handoff is None else None
    moved = _moved(conversation, inbound)
    passive = (delivery.passive,) if delivery.passive else ()
    told = confirming.Told(
        inbound=inbound,
        before=conversation.dialogue,
        route=decided.route,
        answer=answer,
        event_id=scene.inbound_event().event_id,
        at=decided.now,
        faq_version=decided.faq_version,
    )
    confirmed = confirming.conclude(told)
    events = (*_events(scene, opened, moved), *scene.rating_events(confirmed))
    return Exchange(
        inbound=inbound,
        fan=after.fan,
        conversation_id=conversation.id,
        expected_version=conversation.version,
        dialogue=replace(answer.dialogue, asked=confirmed.asked),
        session_id=scene.session_id,
        events=events,
        outgoing=_outgoing(scene, delivery, decided),
        reply=Reply(encode(passive, _unaddressed(inbound), decided.now) if passive else ""),
        granted=decided.granted,
        handoff_opened=opened,
        handoff_to=moved,
        acknowledged=answer.acknowledges,
        lead=answer.lead,
        consents=scene.consents(),
        tags=decided.registry.of_fan(
            answer.tags, event_id=events[0].event_id, at=inbound.received_at
        ),
        erasures=_erasures(decided),
        pairs=confirmed.pairs,
    )


def with_choice(answer: Answer, route: Route) -> Answer:
    """The answer with what the fan's choice tells of them, counted as an event of its own."""
    if not route.tags:
        return answer
    tags = dict(answer.tags)
    for tag in route.tags:
        tags[tag.key] = tuple(dict.fromkeys((*tags.get(tag.key, ()), tag.value)))
    made = tuple(
        EventDraft(type="choice_made", outcome=tag.value, props={"key": tag.key})
        for tag in route.tags
    )
    return replace(answer, tags=tags, events=(*answer.events, *made))


def is_overtaken(inbound: Inbound, fan: Fan) -> bool:
    """Whether the fan has followed or left again since: a push that is sent again comes late.

    The platform tells whole seconds; of one second, what comes in last holds.
    """
    since = {InboundKind.FOLLOW: fan.unfollowed_at, InboundKind.UNFOLLOW: fan.followed_at}
    later = since.get(inbound.kind)
    return later is not None and inbound.sent_at < later.replace(microsecond=0)


def _erasures(decided: Decided) -> tuple[ErasureDraft, ...]:
    """What the platform obliges us to erase after this act."""
    inbound, fan = decided.inbound, decided.conversation.fan
    if inbound.kind is not InboundKind.UNFOLLOW or is_overtaken(inbound, fan):
        return ()
    return (duty_after_unfollow(fan.pid, decided.now, delay=decided.erase_delay),)


def addressed(reply: Reply, inbound: Inbound) -> str:
    """The saved reply with the fan's openid in its place."""
    return reply.body.replace(_NOBODY, inbound.open_id)


def _unaddressed(inbound: Inbound) -> Inbound:
    # Replies are kept without the openid: it stands in the identity table only.
    return replace(inbound, open_id=_NOBODY)


def _events(scene: Scene, opened: str | None, moved: HandoffState | None) -> tuple[Event, ...]:
    handoff = scene.conversation.handoff
    left = handoff is not None and moved is HandoffState.CLOSED
    return (
        scene.inbound_event(),
        *scene.decision_events(),
        *(scene.drafted_event(draft, n) for n, draft in enumerate(scene.answer.events)),
        *scene.consent_events(),
        *(scene.handoff_events(opened) if opened else ()),
        *([scene.left_event(handoff)] if handoff and left else []),
    )


def _outgoing(scene: Scene, delivery: Plan, decided: Decided) -> tuple[OutgoingDraft, ...]:
    decision = decided.route.decision
    confidence = decision.best.confidence if decision and decision.best else None
    intent = decided.answer.entry
    drafts = []
    if delivery.passive:
        drafts.append(
            OutgoingDraft(
                content=delivery.passive,
                actor="bot",
                via="passive",
                intent=intent,
                confidence=confidence,
                event=scene.reply_event(latency_ms=decided.latency_ms),
            )
        )
    drafts += [
        OutgoingDraft(content=content, actor="bot", via="outbox", intent=intent)
        for content in delivery.queued
    ]
    drafts += [
        OutgoingDraft(
            content=content,
            actor="bot",
            via="outbox",
            intent=intent,
            refused=why,
            event=scene.refused_event(n, why),
        )
        for n, (content, why) in enumerate(delivery.refused)
    ]
    return tuple(drafts)


def _moved(conversation: Conversation, inbound: Inbound) -> HandoffState | None:
    handoff = conversation.handoff
    if handoff is None:
        return None
    if inbound.kind is InboundKind.UNFOLLOW:
        if is_overtaken(inbound, conversation.fan):
            return None
        return follow(handoff.state, HandoffAct.FAN_LEAVES).to
    if handoff.state is HandoffState.WAITING and inbound.kind.is_message:
        return follow(handoff.state, HandoffAct.FAN_WRITES).to
    return None


def _fan_after(decided: Decided) -> Fan:
    inbound, fan = decided.inbound, replace(decided.conversation.fan, lang=decided.lang)
    if is_overtaken(inbound, fan):
        return fan
    if inbound.kind is InboundKind.UNFOLLOW:
        return replace(fan, following=False, unfollowed_at=inbound.sent_at)
    if inbound.kind is InboundKind.FOLLOW:
        arrival = decided.arrival or Arrival()
        return replace(
            fan,
            following=True,
            followed_at=inbound.sent_at,
            unfollowed_at=None,
            source=arrival.source,
            scene=arrival.scene,
            campaign=arrival.campaign,
        )
    return fan
