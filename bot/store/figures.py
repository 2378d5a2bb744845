"""Counts over the event log, carried by its index on account, type and time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, and_, case, func, or_, select

from bot.ports.figures import EventCount
from bot.store.database import Database
from bot.store.schema import event

RETURN = timedelta(hours=24)
"""Who comes back within this time on the same topic was not helped."""


class SqlFigureStore:
    """``ports.FigureStore`` over one database, for one account's events."""

    def __init__(self, database: Database, account: str) -> None:
        self._database = database
        self._account = account

    async def count_events(
        self, types: Sequence[str], *, since: datetime | None
    ) -> list[EventCount]:
        """Events of these types that occurred since then, counted."""
        e = event.c
        via = case(
            (e.props.like('%"via":"custom"%'), "custom"),
            (e.props.like('%"via":"passive"%'), "passive"),
            else_="",
        )
        late = case((e.props.like('%"late":true%'), 1), else_=0)
        columns = (
            e.type,
            e.actor,
            func.coalesce(e.outcome, "").label("outcome"),
            func.coalesce(e.source, "").label("source"),
            via.label("via"),
            late.label("late"),
        )
        query = (
            select(*columns, func.count().label("n"))
            .where(e.account == self._account, e.type.in_(types))
            .group_by(*columns)
        )
        if since is not None:
            query = query.where(e.occurred_at >= since)
        async with self._database.read() as connection:
            return [
                EventCount(
                    type=row.type,
                    actor=row.actor,
                    outcome=row.outcome,
                    source=row.source,
                    via=row.via,
                    late=bool(row.late),
                    n=row.n,
                )
                for row in await connection.execute(query)
            ]

    async def count_contained(self, *, since: datetime | None, until: datetime) -> int:
        """Sessions since then that the bot contained; one whose day is not over is left out."""
        e = event.c
        answer = and_(e.type == "message_sent", e.outcome == "answered", e.intent.is_not(None))
        query = select(e.pid, e.session_id, e.type, e.intent, e.occurred_at).where(
            e.account == self._account,
            e.type.in_(("message_sent", "handoff_requested")),
            or_(answer, e.type == "handoff_requested"),
        )
        if since is not None:
            query = query.where(e.occurred_at >= since)
        seen = _Seen()
        async with self._database.read() as connection:
            for row in await connection.execute(query):
                seen.add(row)
        return seen.contained(until)


@dataclass(slots=True)
class _Talk:
    """One session with answers of the bot."""

    first: datetime
    last: datetime
    topics: set[str]


@dataclass(slots=True)
class _Seen:
    """Sessions and pleas by fan. Joined here: a join in SQL took minutes for 200 000 events."""

    talks: dict[str, dict[str, _Talk]] = field(default_factory=dict)
    pleas: dict[str, list[datetime]] = field(default_factory=dict)

    def add(self, row: Row[Any, Any, Any, Any, Any]) -> None:
        """Take in an answer or a plea for a human, in any order."""
        at = row.occurred_at
        if row.type == "handoff_requested":
            self.pleas.setdefault(row.pid, []).append(at)
            return
        topic = row.intent.partition(".")[0]
        sessions = self.talks.setdefault(row.pid, {})
        talk = sessions.setdefault(row.session_id, _Talk(at, at, set()))
        talk.first, talk.last = min(talk.first, at), max(talk.last, at)
        talk.topics.add(topic)

    def contained(self, until: datetime) -> int:
        """How many sessions had no human, and no return on the topic, within their day."""
        return sum(
            talk.last + RETURN <= until
            and not self._led_to_human(pid, talk)
            and not any(
                talk.last < other.first <= talk.last + RETURN and talk.topics & other.topics
                for other in sessions.values()
            )
            for pid, sessions in self.talks.items()
            for talk in sessions.values()
        )

    def _led_to_human(self, pid: str, talk: _Talk) -> bool:
        return any(talk.first <= at <= talk.last + RETURN for at in self.pleas.get(pid, ()))
