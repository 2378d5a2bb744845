"""Duties to erase: written down with what caused them, carried out in one transaction each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model import (
    Erasure,
    ErasureCause,
    ErasureDraft,
    ErasureScope,
    ErasureState,
    HandoffState,
    Hold,
    OpenId,
    Pid,
    Retention,
)
from bot.ports.privacy import Receipt
from bot.rules.privacy import mark_of
from bot.store import schema as s
from bot.store.contents import dump, load
from bot.store.database import Database
from bot.store.erasing import Erasing
from bot.store.personal import PLAN, Subject, as_json
from bot.store.retention import Outlived

_OPEN = (ErasureState.DUE, ErasureState.HELD)
_DISPUTE = "complaint"


async def insert_erasures(
    connection: AsyncConnection, account: str, drafts: Sequence[ErasureDraft], *, at: datetime
) -> None:
    """Write duties down within the caller's transaction."""
    for draft in drafts:
        await connection.execute(insert(s.erasure).values(_values(account, draft, at)))


async def cancel_after_return(connection: AsyncConnection, account: str, pid: Pid) -> None:
    """The fan follows again before the time is up: what unfollowing caused is off."""
    table = s.erasure
    await connection.execute(
        update(table)
        .where(
            table.c.account == account,
            table.c.pid == pid,
            table.c.cause == ErasureCause.UNFOLLOW,
            table.c.state.in_(_OPEN),
        )
        .values(state=ErasureState.CANCELLED)
    )


def _values(account: str, draft: ErasureDraft, at: datetime) -> dict[str, object]:
    return {
        "account": account,
        "pid": draft.pid,
        "mark": mark_of(draft.pid),
        "cause": draft.cause,
        "scope": draft.scope,
        "state": ErasureState.DUE,
        "created_at": at,
        "due_at": draft.due_at,
        "counts": dump({}),
    }


class SqlPrivacyStore:
    """``ports.PrivacyStore`` over one database, for one account."""

    def __init__(self, database: Database, account: str) -> None:
        self._database = database
        self._account = account

    async def remove_outlived(self, lives: Retention, *, at: datetime) -> Mapping[str, int]:
        """Remove what has outlived its time; rows by kind."""
        return await Outlived(self._database, self._account, lives=lives, now=at).remove()

    async def find_fan(self, open_id: OpenId) -> Pid | None:
        """The pseudonym of a fan on record, or nothing."""
        i = s.fan_identity.c
        query = select(i.pid).where(i.account == self._account, i.open_id == open_id)
        async with self._database.read() as connection:
            return (await connection.execute(query)).scalar_one_or_none()

    async def add_erasure(self, draft: ErasureDraft, *, at: datetime) -> int:
        """Write a duty down; its number."""
        statement = insert(s.erasure).values(_values(self._account, draft, at))
        async with self._database.write() as connection:
            found: int = (
                await connection.execute(statement.returning(s.erasure.c.id))
            ).scalar_one()
            return found

    async def due_erasures(self, *, at: datetime, limit: int = 20) -> list[Erasure]:
        """Duties whose time has come, held ones too, oldest first."""
        e = s.erasure.c
        query = (
            select(s.erasure)
            .where(e.account == self._account, e.state.in_(_OPEN), e.due_at <= at)
            .order_by(e.due_at, e.id)
            .limit(limit)
        )
        async with self._database.read() as connection:
            return [_erasure_of(row) for row in await connection.execute(query)]

    async def list_erasures(
        self, *, states: Sequence[ErasureState] = (), limit: int = 1_000
    ) -> list[Erasure]:
        """The newest, shown oldest first; no states means all."""
        query = select(s.erasure).where(s.erasure.c.account == self._account)
        if states:
            query = query.where(s.erasure.c.state.in_(states))
        newest = query.order_by(s.erasure.c.id.desc()).limit(limit)
        async with self._database.read() as connection:
            return [_erasure_of(row) for row in await connection.execute(newest)][::-1]

    async def keep_for_now(self, erasure: Erasure, *, until: datetime | None) -> None:
        """A hold or a dispute keeps the data; looked at again then (nothing: when released)."""
        values: dict[str, object] = {"state": ErasureState.HELD}
        if until is not None:
            values["due_at"] = until
        async with self._database.write() as connection:
            await connection.execute(
                update(s.erasure)
                .where(s.erasure.c.id == erasure.id, s.erasure.c.state.in_(_OPEN))
                .values(values)
            )

    async def carry_out(self, erasure: Erasure, receipt: Receipt) -> Mapping[str, int] | None:
        """Erase in one transaction, leaving a mark and the receipt; rows by table."""
        async with self._database.write() as connection:
            return await Erasing(connection, self._account, erasure, receipt).run()

    async def vanish(self) -> bool:
        """Take erased bytes out of the database's files too; False if readers are in the way."""
        return await self._database.empty_log()

    async def is_erased(self, pid: Pid) -> bool:
        """Whether this fan was erased and has not come back: no import may bring them back."""
        t, f = s.tombstone.c, s.fan.c
        buried = select(t.mark).where(t.account == self._account, t.mark == mark_of(pid))
        present = select(f.pid).where(f.account == self._account, f.pid == pid)
        async with self._database.read() as connection:
            if (await connection.execute(present)).first() is not None:
                return False
            return (await connection.execute(buried)).first() is not None

    async def set_hold(self, hold: Hold) -> None:
        """Nothing of this fan is erased until it is released or over."""
        names = ("pid", "reason", "who", "at", "until")
        values = {name: getattr(hold, name) for name in names}
        async with self._database.write() as connection:
            await connection.execute(insert(s.legal_hold).values(account=self._account, **values))

    async def release_hold(self, pid: Pid, *, at: datetime) -> bool:
        """End every hold of the fan and make held duties due; whether there was one."""
        h, e = s.legal_hold.c, s.erasure.c
        async with self._database.write() as connection:
            released = await connection.execute(
                update(s.legal_hold)
                .where(h.account == self._account, h.pid == pid, h.released_at.is_(None))
                .values(released_at=at)
            )
            await connection.execute(
                update(s.erasure)
                .where(e.account == self._account, e.pid == pid, e.state == ErasureState.HELD)
                .values(state=ErasureState.DUE, due_at=at)
            )
            return bool(released.rowcount)

    async def list_holds(self, *, at: datetime, pid: Pid | None = None) -> list[Hold]:
        """Holds in force, of one fan or all."""
        h = s.legal_hold.c
        query = select(s.legal_hold).where(
            h.account == self._account,
            h.released_at.is_(None),
            or_(h.until.is_(None), h.until > at),
        )
        if pid is not None:
            query = query.where(h.pid == pid)
        async with self._database.read() as connection:
            return [
                Hold(pid=row.pid, reason=row.reason, who=row.who, at=row.at, until=row.until)
                for row in await connection.execute(query.order_by(h.id))
            ]

    async def last_dispute(self, pid: Pid) -> datetime | None:
        """When a request of the fan was last closed as a complaint."""
        h, c = s.handoff.c, s.conversation.c
        joined = s.handoff.join(s.conversation, h.conversation_id == c.id)
        query = (
            select(func.max(h.closed_at))
            .select_from(joined)
            .where(c.account == self._account, c.pid == pid)
            .where(h.state == HandoffState.CLOSED, h.label == _DISPUTE)
        )
        async with self._database.read() as connection:
            found: datetime | None = (await connection.execute(query)).scalar_one_or_none()
            return found

    async def read_person(self, pid: Pid) -> Mapping[str, list[dict[str, object]]]:
        """Every row of every table about the fan, by table."""
        who = Subject(account=self._account, pid=pid)
        found: dict[str, list[dict[str, object]]] = {}
        async with self._database.read() as connection:
            for personal in reversed(PLAN):
                table = personal.table
                rows = await connection.execute(
                    select(table).where(personal.rows(who)).order_by(*table.primary_key)
                )
                found[str(table.name)] = [as_json(table, row) for row in rows]
        return found


def _erasure_of(row: Row[Any]) -> Erasure:
    return Erasure(
        id=row.id,
        pid=row.pid,
        mark=row.mark,
        cause=ErasureCause(row.cause),
        scope=ErasureScope(row.scope),
        state=ErasureState(row.state),
        created_at=row.created_at,
        due_at=row.due_at,
        done_at=row.done_at,
        counts=load(row.counts),
    )
