"""Questions that led to no answer, read from the event log and the messages beside it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import Select, func, select

from bot.model import Pid
from bot.ports import Missed
from bot.store.asked import SAID
from bot.store.database import Database
from bot.store.schema import confirmed_pair, event, message
from intents.types import EntryId

CHOSEN_WITHIN = timedelta(minutes=30)
"""What a fan writes later than this, a new session, is no choice among what was offered."""
_AT_A_TIME = 500
_DECISION_TYPES = frozenset({"intent_clarified", "intent_fallback", "intent_resolved"})
_NOTHING_CHOSEN = frozenset(
    {"asked_again", "asked_purpose", "declined", "clarified", "fallback", "apology", "silent"}
)

_PAIR = confirmed_pair.c
_ANSWER = (
    select(_PAIR.answer)
    .where(_PAIR.message_id == message.c.id, _PAIR.kind == "agent")
    .order_by(func.length(_PAIR.answer).desc(), _PAIR.id)
    .limit(1)
    .correlate(message)
    .scalar_subquery()
    .label("answer")
)
"""What an agent wrote to the message, if it is on record as a pair."""


class SqlMissedStore:
    """``ports.MissedStore`` over one database."""

    def __init__(self, database: Database, account: str) -> None:
        self._database = database
        self._account = account

    async def list_missed(self, *, since: datetime, limit: int) -> list[Missed]:
        """Not understood, or asked back and nothing chosen; newest first."""
        e, m = event.c, message.c
        wanted = self._since(since, "intent_fallback", "intent_clarified")
        told = select(e.type, e.pid, e.received_at, e.intent, e.runner_up, m.text, _ANSWER)
        words = told.join(message, SAID)
        rows = await self._read(wanted.order_by(e.seq.desc()).limit(limit), words)
        after = _Answers(row.pid for row in rows if row.type == "intent_clarified")
        if after.pids:
            for row in await self._replies(since):
                after.add(row)
        return [_missed(row) for row in rows if not after.chose(row)]

    async def _replies(self, since: datetime) -> list[Any]:
        """What fans whom the bot had asked back wrote, and what the bot made of it."""
        e = event.c
        asked_back = self._since(since, "intent_clarified").with_only_columns(e.pid)
        types = ("message_received", "message_sent", *sorted(_DECISION_TYPES))
        wanted = self._since(since, *types).where(e.actor.in_(("bot", "fan")))
        told = select(e.type, e.pid, e.received_at, e.intent, e.outcome)
        return await self._read(wanted.where(e.pid.in_(asked_back)), told)

    def _since(self, since: datetime, *types: str) -> Select[tuple[int]]:
        e = event.c
        return select(e.seq).where(
            e.account == self._account, e.type.in_(types), e.occurred_at >= since
        )

    async def _read(self, wanted: Select[tuple[int]], columns: Select[Any]) -> list[Any]:
        """The rows of these events, newest first, some at a time: others want the loop too."""
        found: list[Any] = []
        async with self._database.read() as connection:
            numbers = (await connection.execute(wanted)).scalars().all()
            for start in range(0, len(numbers), _AT_A_TIME):
                some = event.c.seq.in_(numbers[start : start + _AT_A_TIME])
                query = columns.where(some).order_by(event.c.seq.desc())
                found += (await connection.execute(query)).all()
        return found

    async def count_helped(self, entries: Mapping[EntryId, datetime]) -> dict[EntryId, int]:
        """Fans whom each entry has answered in their own words since its moment."""
        if not entries:
            return {}
        e = event.c
        query = (
            select(e.intent, e.pid, func.max(e.occurred_at).label("last"))
            .where(
                e.account == self._account,
                e.type == "intent_resolved",
                e.occurred_at >= min(entries.values()),
                e.intent.in_(list(entries)),
            )
            .group_by(e.intent, e.pid)
        )
        helped = dict.fromkeys(entries, 0)
        async with self._database.read() as connection:
            for row in await connection.execute(query):
                helped[row.intent] += row.last >= entries[row.intent]
        return helped


def _missed(row: Any) -> Missed:
    how: Literal["fallback", "clarified"]
    how = "fallback" if row.type == "intent_fallback" else "clarified"
    return Missed(
        pid=Pid(row.pid), text=row.text, at=row.received_at, how=how, answer=row.answer or ""
    )


@dataclass(slots=True)
class _Turn:
    """One message of a fan with what the bot made of it."""

    wrote: bool = False
    intents: set[str] = field(default_factory=set)
    understood: bool = False
    outcomes: set[str] = field(default_factory=set)

    def add(self, row: Any) -> None:
        if row.type == "message_received":
            self.wrote = True
        elif row.type in _DECISION_TYPES:
            self.understood = True
            if row.type == "intent_resolved":
                self.intents.add(row.intent)
        else:
            self.outcomes.add(row.outcome)

    def chose_from(self, offered: set[str]) -> bool:
        """Whether this was a number, which needs no understanding, or words for a choice."""
        if self.understood:
            return bool(self.intents & offered)
        return bool(self.outcomes) and not self.outcomes & _NOTHING_CHOSEN


class _Answers:
    """What fans wrote after they were asked back."""

    def __init__(self, pids: Iterable[str]) -> None:
        self._turns: dict[str, dict[datetime, _Turn]] = {pid: defaultdict(_Turn) for pid in pids}

    @property
    def pids(self) -> frozenset[str]:
        """Who was asked back."""
        return frozenset(self._turns)

    def add(self, row: Any) -> None:
        turns = self._turns.get(row.pid)
        if turns is not None:
            turns[row.received_at].add(row)

    def chose(self, row: Any) -> bool:
        """Whether the fan took one of the choices of this question; a wrong number is no end."""
        if row.type != "intent_clarified":
            return False
        turns, asked_at = self._turns[row.pid], row.received_at
        later = (at for at in turns if asked_at < at <= asked_at + CHOSEN_WITHIN)
        for at in sorted(later):
            turn = turns[at]
            if turn.wrote and "asked_again" not in turn.outcomes:
                return turn.chose_from({row.intent, row.runner_up})
        return False
