"""The path of one inbound message: claim, lock, load, decide, record, reply.

See docs/explain/architecture.md, "The path of one inbound message". Nothing is acknowledged
before it is committed; a repeat of a recorded push gets its saved reply again.
"""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from structlog.contextvars import bind_contextvars

from bot import telemetry
from bot.errors import StoreBusy
from bot.flow.arrivals import Arrivals, Known
from bot.flow.exchange import (
    Decided,
    ReplyEncoder,
    addressed,
    build,
    greets,
    language_of,
    new_conversation,
    with_choice,
    with_grant,
)
from bot.flow.locks import FanLocks
from bot.flow.marks import DeliveryMarks
from bot.flow.notices import build_notice, subject_of
from bot.flow.record import pseudonym
from bot.flow.reload import Content, LiveContent
from bot.handlers import HANDLERS, keep_lead
from bot.handlers.services import Services
from bot.model import (
    Answer,
    Conversation,
    DeliveryState,
    Inbound,
    InboundKind,
    MessageId,
    Pid,
    Reply,
    Route,
    Text,
    Turn,
)
from bot.ports import Clock, InboundStore, Notifier, PictureIds, Recorded
from bot.rules import routing, window
from bot.rules.attachments import wanted_of
from bot.rules.limits import STRICT, Limits
from bot.rules.window import MenuTap

_log = telemetry.logger(__name__)

HANDLER_SHARE_S = 1.0
"""Seconds before the deadline at which a slow handler is given up and an apology answers."""
CLOSE_S = 0.7
"""How long what is under way may still finish when the gateway stops."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Handled:
    """A committed exchange: the reply's clear body (``""`` = success) and its message."""

    body: str
    passive_ids: tuple[MessageId, ...] = ()
    replayed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class InboundSettings:
    """What the path needs of the account: its key, its replies, where its fans come from."""

    pseudonym_key: str
    arrivals: Arrivals
    pictures: PictureIds
    encode: ReplyEncoder
    menu_tap: MenuTap = "menu"
    payment_messages: int = 0
    limits: Limits = STRICT
    erase_delay: timedelta = timedelta(0)


class InboundFlow:
    """Answers fans. One instance serves one account in one process."""

    def __init__(
        self,
        store: InboundStore,
        content: LiveContent,
        notifier: Notifier,
        clock: Clock,
        *,
        settings: InboundSettings,
        metrics: telemetry.Metrics,
    ) -> None:
        self._store = store
        self._content = content
        self._notifier = notifier
        self._clock = clock
        self._settings = settings
        self._metrics = metrics
        self._locks = FanLocks()
        self._running: dict[str, asyncio.Task[Handled]] = {}
        self._marks = DeliveryMarks(store)

    async def handle(self, inbound: Inbound, *, deadline: float) -> Handled:
        """Answer one push; ``deadline`` is absolute ``clock.monotonic`` seconds.

        Raises ``TimeoutError`` when nothing is committed by then (the work goes on: the
        platform's next try finds it) and ``StoreBusy`` when the store cannot write.
        """
        task = self._running.get(inbound.key)
        if task is None:
            saved = await self._store.find_reply(inbound.account, inbound.key)
            if saved is not None:
                self._metrics.replays.inc()
                return _replayed(inbound, saved)
            # Looking may have taken a moment in which a twin of this push came in.
            task = self._running.get(inbound.key) or self._start(inbound, deadline)
        else:
            self._metrics.replays.inc()
        remaining = deadline - self._clock.monotonic()
        return await asyncio.wait_for(asyncio.shield(task), max(0.0, remaining))

    def delivered(self, handled: Handled, state: DeliveryState) -> None:
        """Note, without making anybody wait, whether the reply's response was written."""
        if handled.passive_ids:
            self._marks.note(handled.passive_ids, state)

    async def answer_late(self, handled: Handled) -> None:
        """The response will say ``success``: the reply goes through the outbox instead."""
        self._metrics.deadline_misses.inc()
        if await self._store.requeue_passive(handled.passive_ids, self._clock.now()):
            self._notifier.outbox_filled()
        self._notifier.events_written()

    async def close(self) -> None:
        """Let what is under way finish, but not for long: what is not committed comes again."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(CLOSE_S):
                await asyncio.gather(*self._running.values(), return_exceptions=True)
                await self._marks.close()
        await self._settings.arrivals.close()

    def _start(self, inbound: Inbound, deadline: float) -> asyncio.Task[Handled]:
        task = asyncio.create_task(self._process(inbound, deadline))
        self._running[inbound.key] = task
        task.add_done_callback(lambda done: self._ended(inbound.key, done))
        return task

    def _ended(self, key: str, task: asyncio.Task[Handled]) -> None:
        self._running.pop(key, None)
        # A waiter may have given up at the deadline: then nobody else looks at the exception.
        if not task.cancelled() and task.exception() is not None:
            _log.error("exchange_failed", error=str(task.exception()))

    async def _process(self, inbound: Inbound, deadline: float) -> Handled:
        pid = pseudonym(
            self._settings.pseudonym_key, account=inbound.account, open_id=inbound.open_id
        )
        started, arrivals = self._clock.monotonic(), self._settings.arrivals
        bind_contextvars(push=inbound.key[:40], fan=pid[:8])
        if await self._is_notice(inbound, pid):
            return await self._note(inbound)
        async with self._locks.hold(pid):
            known = await arrivals.of(inbound, self._content.current.library, deadline)
            while True:
                content = self._content.current
                conversation = await self._load(inbound, pid)
                decided = await self._decide(inbound, conversation, content, deadline, known)
                spent_ms = int((self._clock.monotonic() - started) * 1_000)
                exchange = build(replace(decided, latency_ms=spent_ms), self._settings.encode)
                recorded = await self._store.record_exchange(exchange)
                if isinstance(recorded, Reply):
                    return _replayed(inbound, recorded)
                if recorded is not None:
                    arrivals.write_later(known, exchange, content.library)
                    self._metrics.decisions.labels(decided.route.handler).inc()
                    self._metrics.reply_seconds.observe(self._clock.monotonic() - started)
                    if exchange.erasures:
                        self._notifier.erasure_due()
                    return self._tell(inbound, exchange.reply, recorded)
                if self._clock.monotonic() > deadline:
                    raise StoreBusy("the conversation kept changing", remedy="it comes again")

    async def _is_notice(self, inbound: Inbound, pid: Pid) -> bool:
        """Whether nobody known acted: an event of unknown type may name whomever it likes."""
        if inbound.kind is not InboundKind.UNKNOWN_EVENT:
            return inbound.kind.is_notice
        return await self._store.load_conversation(inbound.account, pid) is None

    async def _note(self, inbound: Inbound) -> Handled:
        fan, conversation = subject_of(inbound), None
        if fan is not None:
            key = self._settings.pseudonym_key
            pid = pseudonym(key, account=inbound.account, open_id=fan)
            conversation = await self._store.load_conversation(inbound.account, pid)
        notice = build_notice(inbound, conversation)
        await self._store.record_notice(notice)
        if notice.erasures:
            self._notifier.erasure_due()
        self._notifier.events_written()
        return Handled(body="")

    async def _load(self, inbound: Inbound, pid: Pid) -> Conversation:
        found = await self._store.load_conversation(inbound.account, pid)
        return found or new_conversation(inbound, pid)

    async def _decide(
        self,
        inbound: Inbound,
        conversation: Conversation,
        content: Content,
        deadline: float,
        known: Known,
    ) -> Decided:
        now = self._clock.now()
        granted = window.renew(
            inbound,
            conversation,
            menu_tap=self._settings.menu_tap,
            payment_messages=self._settings.payment_messages,
        )
        library = content.library
        route = _route(inbound, conversation, content, self._settings.limits, now)
        lang = language_of(inbound, conversation.fan, greets=greets(route, library.book))
        turn = Turn(
            inbound=inbound,
            conversation=with_grant(conversation, granted),
            route=route,
            lang=lang,
            now=now,
            arrival=known.arrival,
        )
        services = Services(
            library=library,
            clock=self._clock,
            pictures=self._settings.pictures,
            limits=self._settings.limits,
        )
        answer = await self._answer(turn, services, deadline)
        return Decided(
            inbound=inbound,
            conversation=conversation,
            granted=granted,
            route=route,
            answer=with_choice(answer, route),
            lang=lang,
            now=now,
            faq_version=library.version,
            limits=self._settings.limits,
            erase_delay=self._settings.erase_delay,
            purpose=library.menu.purpose_of(inbound.event_key or inbound.url),
            arrival=known.arrival,
            registry=library.tags,
        )

    async def _answer(self, turn: Turn, services: Services, deadline: float) -> Answer:
        patience = deadline - HANDLER_SHARE_S - self._clock.monotonic()
        try:
            async with asyncio.timeout(max(0.0, patience)):
                answer = await HANDLERS[turn.route.handler](turn, services)
            return keep_lead(answer, turn, services)
        except Exception:
            # A fan never sees an exception: an apology with a human offered ends the turn.
            _log.exception("handler_failed", handler=turn.route.handler)
        return Answer(
            contents=(Text(services.texts.say("apology", turn.lang)),),
            dialogue=turn.conversation.dialogue,
            outcome="apology",
        )

    def _tell(self, inbound: Inbound, reply: Reply, recorded: Recorded) -> Handled:
        self._notifier.events_written()
        self._notifier.outbox_filled()
        if wanted_of(inbound):
            self._notifier.files_wanted()
        passive = recorded.outgoing_ids[:1] if reply.body else ()
        return Handled(body=addressed(reply, inbound), passive_ids=passive)


def _replayed(inbound: Inbound, saved: Reply) -> Handled:
    ids = () if saved.message_id is None or not saved.body else (saved.message_id,)
    return Handled(body=addressed(saved, inbound), passive_ids=ids, replayed=True)


def _route(
    inbound: Inbound, conversation: Conversation, content: Content, limits: Limits, now: datetime
) -> Route:
    try:
        return routing.choose(inbound, conversation, content.guide(now, limits=limits), now)
    except Exception:
        # Whatever words break the understanding, the fan is still offered a human.
        _log.exception("routing_failed")
        return Route(handler="fallback", reason="error")
