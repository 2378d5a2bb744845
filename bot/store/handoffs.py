"""Requests for a human; each verb is one guarded transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import ConflictError, NotFound
from bot.model import Agent, ConversationId, Event, Handoff, HandoffId, HandoffState
from bot.rules.transitions import HandoffAct
from bot.store import schema as s
from bot.store.conversations import change_conversation, lock_conversation
from bot.store.database import Database
from bot.store.events import insert_events
from bot.store.requests import origins
from bot.store.rows import handoff_of, select_handoffs

_CLAIMABLE = origins(HandoffAct.CLAIM, to=HandoffState.ACTIVE)
_CLOSABLE = origins(HandoffAct.CLOSE, to=HandoffState.CLOSED)


class SqlHandoffStore:
    """``ports.HandoffStore`` over one database."""

    def __init__(self, database: Database, account: str) -> None:
        self._database = database
        self._account = account

    async def list_handoffs(
        self,
        account: str,
        *,
        states: Sequence[HandoffState] = (),
        after: HandoffId | None = None,
        limit: int = 50,
    ) -> list[Handoff]:
        """Oldest first; no states means all."""
        table = s.handoff.c
        query = select_handoffs().where(table.account == account, table.id > (after or 0))
        if states:
            query = query.where(table.state.in_(states))
        async with self._database.read() as connection:
            rows = await connection.execute(query.order_by(table.id).limit(limit))
            return [handoff_of(row) for row in rows]

    async def recent_handoffs(
        self, conversation_id: ConversationId, *, limit: int = 20
    ) -> list[Handoff]:
        """The newest requests of a conversation, closed ones too, shown oldest first."""
        table = s.handoff.c
        query = select_handoffs().where(
            table.account == self._account, table.conversation_id == conversation_id
        )
        async with self._database.read() as connection:
            rows = await connection.execute(query.order_by(table.id.desc()).limit(limit))
            return [handoff_of(row) for row in rows][::-1]

    async def find_handoff(self, account: str, handoff_id: HandoffId) -> Handoff | None:
        """One request, or nothing."""
        async with self._database.read() as connection:
            return await _find(connection, account, handoff_id)

    async def claim_handoff(
        self, handoff: Handoff, *, agent: Agent, at: datetime, events: Sequence[Event]
    ) -> Handoff:
        """Take a queued fan: state queued -> active, epoch+1, one conditional UPDATE.

        Raises ``ConflictError`` with ``winner`` (the agent's log-in name, or None if it was
        closed) and ``winner_display`` (the name that colleagues read).
        """
        table = s.handoff
        async with self._database.write() as connection:
            await lock_conversation(connection, handoff.conversation_id)
            taken = await connection.execute(
                update(table)
                .where(
                    table.c.id == handoff.id,
                    table.c.account == self._account,
                    table.c.state.in_(_CLAIMABLE),
                )
                .values(
                    state=HandoffState.ACTIVE,
                    agent_id=agent.id,
                    claimed_at=at,
                    version=table.c.version + 1,
                )
            )
            if not taken.rowcount:
                raise await self._lost(connection, handoff)
            return await self._settle(connection, handoff, events)

    async def close_handoff(
        self, handoff: Handoff, *, label: str, at: datetime, events: Sequence[Event]
    ) -> Handoff:
        """Give the fan back to the bot: state -> closed, epoch+1.

        Guarded on the handoff's ``version``; raises ``ConflictError`` if it has changed.
        """
        table = s.handoff
        async with self._database.write() as connection:
            await lock_conversation(connection, handoff.conversation_id)
            closed = await connection.execute(
                update(table)
                .where(
                    table.c.id == handoff.id,
                    table.c.account == self._account,
                    table.c.version == handoff.version,
                    table.c.state.in_(_CLOSABLE),
                )
                .values(
                    state=HandoffState.CLOSED,
                    label=label,
                    closed_at=at,
                    version=table.c.version + 1,
                )
            )
            if not closed.rowcount:
                raise await self._lost(connection, handoff)
            return await self._settle(connection, handoff, events)

    async def _settle(
        self, connection: AsyncConnection, handoff: Handoff, events: Sequence[Event]
    ) -> Handoff:
        """The owner has changed: raise the epoch, write the events, return the new state."""
        conversation_id = handoff.conversation_id
        await change_conversation(connection, conversation_id, {}, new_owner=True)
        found = await _find(connection, self._account, handoff.id)
        await insert_events(connection, events, conversation_id=conversation_id)
        if found is None:
            raise NotFound("There is no such handoff", handoff_id=handoff.id)
        return found

    async def _lost(self, connection: AsyncConnection, handoff: Handoff) -> Exception:
        """Why the guard did not hold, as the error for the agent who came late."""
        now = await _find(connection, self._account, handoff.id)
        if now is None:
            return NotFound("There is no such handoff", handoff_id=handoff.id)
        if now.state is HandoffState.CLOSED:
            return ConflictError(
                "This request has been closed meanwhile",
                remedy="reload the conversation",
                winner=None,
                winner_display=None,
            )
        shown = now.agent_display
        return ConflictError(
            f"This request is with {shown}" if shown else "This request has changed meanwhile",
            remedy="reload the conversation",
            winner=now.agent,
            winner_display=shown,
        )


async def _find(connection: AsyncConnection, account: str, handoff_id: HandoffId) -> Handoff | None:
    table = s.handoff.c
    query = select_handoffs().where(table.account == account, table.id == handoff_id)
    row = (await connection.execute(query)).first()
    return None if row is None else handoff_of(row)
