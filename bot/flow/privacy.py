"""Carrying out what the law and the platform ask: erase, hold, hand over.

A duty is a row, written in the transaction of what caused it. Files go first, then all rows at
once: whoever is killed in the middle finds the duty still due. See docs/explain/privacy.md.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot import telemetry
from bot.errors import ConflictError, StoreError
from bot.flow.media import Shelf
from bot.flow.record import desk_event, new_event_id
from bot.model import (
    WECHAT,
    AuditAction,
    AuditEntry,
    Conversation,
    Erasure,
    ErasureCause,
    ErasureDraft,
    ErasureScope,
    Event,
    Pid,
    Retention,
)
from bot.ports import Clock, Notifier, Receipt, Stores
from bot.rules.privacy import mark_of

_log = telemetry.logger(__name__)

IDLE_LOOK_S = 15.0
"""How often duties are looked for without being told: other processes write them down too."""
BUSY_WAIT_S = 1.0
TIDY_EVERY = timedelta(days=1)
LOOK_AGAIN = timedelta(days=1)
"""A hold without an end is looked at once a day, should its release have gone by unseen."""

_FILES: Mapping[ErasureScope, frozenset[str]] = {
    ErasureScope.PICTURES: frozenset({"image", "video", "thumb"}),
    ErasureScope.VOICE: frozenset({"voice"}),
    ErasureScope.UNNAMED: frozenset({"image", "video", "thumb", "voice"}),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PrivacyRules:
    """What disputes keep, and how long everything else is kept."""

    dispute_keep: timedelta = timedelta(0)
    lives: Retention = field(default_factory=Retention)


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What became of a duty: rows by table, or until when a hold or dispute keeps the data."""

    counts: Mapping[str, int] | None = None
    held: str = ""


class PrivacyFlow:
    """Erases what is due. One instance serves one account in one process."""

    def __init__(
        self,
        stores: Stores,
        notifier: Notifier,
        clock: Clock,
        *,
        shelf: Shelf,
        rules: PrivacyRules = PrivacyRules(),
    ) -> None:
        self._stores = stores
        self._notifier = notifier
        self._clock = clock
        self._shelf = shelf
        self._rules = rules
        self._wake = asyncio.Event()
        # What a dead process erased may still lie in the log of the database.
        self._unclean = True
        self._tidied: datetime | None = None

    def wake(self) -> None:
        """There may be something to erase."""
        self._wake.set()

    async def run(self) -> None:
        """Carry out until cancelled; what is cut off stays due."""
        while True:
            self._wake.clear()
            wait_s = IDLE_LOOK_S
            try:
                await self.tidy()
                if done := await self.carry_out_due():
                    _log.info("erased", duties=done)
            except (StoreError, OSError) as error:
                _log.warning("erasing_unavailable", error=str(error))
            if self._unclean:
                wait_s = BUSY_WAIT_S
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), wait_s)

    async def tidy(self) -> None:
        """Once a day remove what has outlived its time."""
        now = self._clock.now()
        if self._tidied is not None and now - self._tidied < TIDY_EVERY:
            return
        removed = await self._stores.privacy.remove_outlived(self._rules.lives, at=now)
        self._tidied = now
        if any(removed.values()):
            self._unclean = True
            _log.info("outlived_removed", **removed)

    async def carry_out_due(self) -> int:
        """Erase everything whose time has come; how many duties were done."""
        done = 0
        while due := await self._stores.privacy.due_erasures(at=self._clock.now()):
            for erasure in due:
                done += (await self.carry_out(erasure)).counts is not None
        if self._unclean:
            self._unclean = not await self._stores.privacy.vanish()
        return done

    async def erase_now(self, pid: Pid, *, by: AuditEntry) -> Done:
        """Erase on request; ``by`` tells the audit log who. Held data stays, with the reason."""
        now = self._clock.now()
        draft = ErasureDraft(
            pid=pid, cause=ErasureCause.REQUEST, scope=ErasureScope.ALL, due_at=now
        )
        wanted = await self._stores.privacy.add_erasure(draft, at=now)
        due = await self._stores.privacy.due_erasures(at=now, limit=100_000)
        erasure = next((item for item in due if item.id == wanted), None)
        if erasure is None:
            return Done(counts={})
        done = await self.carry_out(erasure, by=by)
        if self._unclean:
            self._unclean = not await self._stores.privacy.vanish()
        return done

    async def carry_out(self, erasure: Erasure, *, by: AuditEntry | None = None) -> Done:
        """One duty: held back if something keeps the data, else files first, then all rows."""
        now, pid = self._clock.now(), erasure.pid
        if pid is None:
            return Done()
        held, until = await self._keeper(pid, now)
        if held:
            await self._stores.privacy.keep_for_now(erasure, until=until)
            return Done(held=held)
        conversation = await self._stores.inbound.load_conversation(self._shelf.account, pid)
        if conversation is not None:
            await self._close_request(conversation, erasure, now)
            await self._remove_files(conversation, erasure)
        counts = await self._stores.privacy.carry_out(erasure, self._receipt(erasure, now, by))
        if counts is not None:
            self._unclean = True
            self._notifier.events_written()
        return Done(counts=counts)

    async def _keeper(self, pid: Pid, now: datetime) -> tuple[str, datetime | None]:
        """What keeps the data for now and until when it is looked at again; "" for nothing."""
        holds = await self._stores.privacy.list_holds(at=now, pid=pid)
        if holds:
            ends = [hold.until or now + LOOK_AGAIN for hold in holds]
            return "hold", max(ends)
        dispute = await self._stores.privacy.last_dispute(pid)
        if dispute is not None and dispute + self._rules.dispute_keep > now:
            return "dispute", dispute + self._rules.dispute_keep
        return "", None

    async def _close_request(
        self, conversation: Conversation, erasure: Erasure, now: datetime
    ) -> None:
        handoff = conversation.handoff
        if handoff is None or erasure.scope is not ErasureScope.ALL:
            return
        event = desk_event(
            "handoff_closed",
            conversation,
            at=now,
            outcome="fan_left",
            props={"handoff_id": handoff.id},
        )
        # Whoever closes it at the same moment has done the same.
        with contextlib.suppress(ConflictError):
            await self._stores.handoffs.close_handoff(
                handoff, label="fan_left", at=now, events=[event]
            )

    async def _remove_files(self, conversation: Conversation, erasure: Erasure) -> None:
        media, scope = self._stores.media, erasure.scope
        if scope is ErasureScope.ALL:
            names = await media.names_of(conversation.fan.pid)
        elif conversation.id is None:
            return
        else:
            kinds = _FILES.get(scope, frozenset())
            found = await media.list_attachments(conversation.id, limit=100_000)
            names = [item.name for item in found if item.name and item.file.kind in kinds]
        await asyncio.to_thread(self._shelf.remove, names)

    def _receipt(self, erasure: Erasure, now: datetime, by: AuditEntry | None) -> Receipt:
        whole = erasure.scope is ErasureScope.ALL
        event = Event(
            event_id=new_event_id(now),
            type="data_erased",
            occurred_at=now,
            received_at=now,
            channel=WECHAT,
            account=self._shelf.account,
            pid=None if whole else erasure.pid,
            outcome=erasure.cause,
            props={"scope": str(erasure.scope), "mark": erasure.mark},
        )
        entry = by or AuditEntry(action=AuditAction.PERSON_ERASED, at=now, who="gateway")
        detail = f"{erasure.cause} {erasure.scope} {erasure.mark}"
        return Receipt(event=event, audit=replace(entry, at=now, people=1, detail=detail))


async def read_person(
    stores: Stores, pid: Pid, *, open_id: str, shelf: Shelf, at: datetime
) -> dict[str, object]:
    """Everything about one fan as one document, and the record that it was handed over."""
    event = Event(
        event_id=new_event_id(at),
        type="data_exported",
        occurred_at=at,
        received_at=at,
        channel=WECHAT,
        account=shelf.account,
        pid=pid,
        props={"mark": mark_of(pid)},
    )
    await stores.events.append_events([event])
    tables = await stores.privacy.read_person(pid)
    names = await stores.media.names_of(pid)
    return {
        "account": shelf.account,
        "open_id": open_id,
        "pid": pid,
        "exported_at": at,
        "files": [str(shelf.path_of(name)) for name in names],
        **tables,
    }
