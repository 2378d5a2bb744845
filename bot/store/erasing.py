"""One erasure, in one transaction: killed in the middle it leaves the duty due and all data whole.

What is deleted, anonymised or emptied stands in ``personal.PLAN``.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import ColumnElement, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model import Erasure, ErasureScope, ErasureState, InboundKind, Pid
from bot.ports.privacy import Receipt
from bot.rules.privacy import default_name
from bot.store import schema as s
from bot.store.audit import insert_entry
from bot.store.contents import dump, load
from bot.store.events import insert_events
from bot.store.inserts import insert_new
from bot.store.personal import PLAN, Personal, Subject

KEY_LIFE = timedelta(hours=1)
"""The platform repeats a push within seconds; so long its bare key stays to recognise it."""

_JOINING = ("handoff_id",)
_KINDS = {
    ErasureScope.LOCATION: (InboundKind.LOCATION, InboundKind.PLACE),
    ErasureScope.PICTURES: (InboundKind.IMAGE, InboundKind.VIDEO, InboundKind.PICTURES),
    ErasureScope.VOICE: (InboundKind.VOICE,),
}


@dataclass(slots=True)
class Erasing:
    """The work on one duty; ``counts`` fills in as it proceeds."""

    connection: AsyncConnection
    account: str
    erasure: Erasure
    receipt: Receipt
    counts: dict[str, int] = field(default_factory=dict)

    async def run(self) -> dict[str, int] | None:
        """Do it all, the receipt last; nothing if somebody else was faster."""
        if not await self._claim():
            return None
        pid = self.erasure.pid
        assert pid is not None
        who = Subject(account=self.account, pid=pid)
        await self._lock(who)
        if self.erasure.scope is ErasureScope.ALL:
            for personal in PLAN:
                self.counts[str(personal.table.name)] = await self._apply(personal, who)
            await self._bury(pid)
        else:
            await self._reduce(who)
        await self._sign()
        return self.counts

    @property
    def at(self) -> datetime:
        """When it is done."""
        return self.receipt.audit.at

    async def _claim(self) -> bool:
        """The row is ours until the commit; a cancelled or finished duty is nobody's."""
        e = s.erasure.c
        claimed = await self.connection.execute(
            update(s.erasure)
            .where(
                e.account == self.account,
                e.id == self.erasure.id,
                e.state.in_((ErasureState.DUE, ErasureState.HELD)),
            )
            .values(state=ErasureState.DONE, done_at=self.at)
        )
        return bool(claimed.rowcount)

    async def _lock(self, who: Subject) -> None:
        """Fan, then conversations: the order of an exchange, so that neither blocks the other."""
        f = s.fan.c
        fan = select(f.pid).where(f.account == who.account, f.pid == who.pid)
        await self.connection.execute(fan.with_for_update())
        await self.connection.execute(who.conversations().with_for_update())

    async def _apply(self, personal: Personal, who: Subject) -> int:
        table, rows = personal.table, personal.rows(who)
        if personal.act == "anonymise":
            return await self._anonymise(rows)
        if personal.act == "empty":
            return await self._empty_keys(rows)
        return (await self.connection.execute(delete(table).where(rows))).rowcount

    async def _empty_keys(self, rows: ColumnElement[bool]) -> int:
        i = s.inbound.c
        old = await self.connection.execute(
            delete(s.inbound).where(rows, i.received_at < self.at - KEY_LIFE)
        )
        young = await self.connection.execute(
            update(s.inbound)
            .where(rows)
            .values(conversation_id=None, message_id=None, reply_id=None, reply="", raw="")
        )
        return old.rowcount + young.rowcount

    async def _anonymise(self, rows: ColumnElement[bool]) -> int:
        """Events stay as counts: nothing is left by which two of them could be joined.

        Their ids go as well: those of pushes are derived from openid and second, so that who
        knows an openid could tell its rows (docs/decisions/0008-anonymous-events.md).
        """
        e = s.event.c
        found = (await self.connection.execute(select(e.seq, e.props).where(rows))).all()
        for row in found:
            props = {k: v for k, v in load(row.props).items() if k not in _JOINING}
            await self.connection.execute(
                update(s.event)
                .where(e.seq == row.seq)
                .values(
                    event_id=str(uuid4()),
                    pid=None,
                    session_id=None,
                    conversation_id=None,
                    scene=None,
                    props=dump(props),
                )
            )
        return len(found)

    async def _bury(self, pid: Pid) -> None:
        e = s.erasure.c
        await self.connection.execute(
            insert_new(self.connection, s.tombstone, "account", "mark"),
            {"account": self.account, "mark": self.erasure.mark, "at": self.at},
        )
        # Whatever else was due of this fan is done with it.
        await self.connection.execute(
            update(s.erasure)
            .where(
                e.account == self.account,
                e.pid == pid,
                e.state.in_((ErasureState.DUE, ErasureState.HELD)),
            )
            .values(state=ErasureState.DONE, done_at=self.at)
        )
        await self.connection.execute(
            update(s.erasure).where(e.account == self.account, e.pid == pid).values(pid=None)
        )

    async def _reduce(self, who: Subject) -> None:
        """Take one scope out; the fan and the rest of the conversation stay."""
        scope = self.erasure.scope
        wanted = list(_KINDS) if scope is ErasureScope.UNNAMED else [scope]
        kinds = [kind for name in wanted for kind in _KINDS.get(name, ())]
        if kinds:
            await self._blank(who, kinds)
        if scope in {ErasureScope.PROFILE, ErasureScope.UNNAMED}:
            self.counts["fan"] = await self._forget_profile(who)

    async def _blank(self, who: Subject, kinds: list[InboundKind]) -> None:
        m, i, c = s.message.c, s.inbound.c, s.conversation.c
        mine = m.conversation_id.in_(who.conversations()) & m.kind.in_(kinds)
        ids = list(await self.connection.scalars(select(m.id).where(mine, m.direction == "in")))
        await self.connection.execute(delete(s.media).where(s.media.c.message_id.in_(ids)))
        pairs = s.confirmed_pair
        await self.connection.execute(delete(pairs).where(pairs.c.message_id.in_(ids)))
        await self.connection.execute(
            update(s.inbound).where(or_(i.message_id.in_(ids), i.reply_id.in_(ids))).values(raw="")
        )
        blanked = await self.connection.execute(
            update(s.message).where(m.id.in_(ids)).values(text="", content=dump({}))
        )
        if ids:
            # The line of the list may be an excerpt of what has just gone.
            await self.connection.execute(
                update(s.conversation).where(c.id.in_(who.conversations())).values(last_text="")
            )
        self.counts["message"] = blanked.rowcount

    async def _forget_profile(self, who: Subject) -> int:
        f = s.fan.c
        done = await self.connection.execute(
            update(s.fan)
            .where(f.account == who.account, f.pid == who.pid)
            .values(display_name=default_name(who.pid))
        )
        return done.rowcount

    async def _sign(self) -> None:
        e = s.erasure.c
        await self.connection.execute(
            update(s.erasure).where(e.id == self.erasure.id).values(counts=dump(self.counts))
        )
        await insert_entry(self.connection, self.account, self.receipt.audit)
        props = {**self.receipt.event.props, **self.counts}
        await insert_events(self.connection, [replace(self.receipt.event, props=props)])
