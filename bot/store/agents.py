"""Agents, their log-ins, and the audit log."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import ConflictError, NotFound
from bot.model import Agent, AgentId, Event
from bot.ports import AgentRecord, Session
from bot.store import schema as s
from bot.store.database import Database
from bot.store.events import insert_events
from bot.store.inserts import insert_new
from bot.store.requests import release_handoffs
from bot.store.rows import agent_of


class SqlAgentStore:
    """``ports.AgentStore`` over one database, for one account."""

    def __init__(self, database: Database, account: str) -> None:
        self._database = database
        self._account = account

    async def add_agent(
        self, name: str, *, role: str, password_hash: str, at: datetime, display_name: str = ""
    ) -> Agent:
        """Raises ``ConflictError`` if the name is taken."""
        async with self._database.write() as connection:
            added = await connection.execute(
                insert_new(connection, s.agent, "account", "name").returning(s.agent),
                {
                    "account": self._account,
                    "name": name,
                    "display_name": display_name,
                    "role": role,
                    "password_hash": password_hash,
                    "created_at": at,
                },
            )
            row = added.first()
        if row is None:
            raise ConflictError(f"There already is an agent {name}", remedy="choose another name")
        return agent_of(row)

    async def list_agents(self) -> list[Agent]:
        """By name."""
        query = select(s.agent).where(s.agent.c.account == self._account)
        async with self._database.read() as connection:
            rows = await connection.execute(query.order_by(s.agent.c.name))
            return [agent_of(row) for row in rows]

    async def find_agent(self, name: str) -> AgentRecord | None:
        """By exact name."""
        query = select(s.agent).where(s.agent.c.account == self._account, s.agent.c.name == name)
        async with self._database.read() as connection:
            row = (await connection.execute(query)).first()
        if row is None:
            return None
        return AgentRecord(agent=agent_of(row), password_hash=row.password_hash)

    async def disable_agent(self, name: str, *, at: datetime, events: Sequence[Event] = ()) -> None:
        """Also revokes every session and puts whom they serve back into the queue.

        Raises ``NotFound``.
        """
        async with self._database.write() as connection:
            agent_id = await self._change(connection, name, {"disabled_at": at}, at)
            await release_handoffs(connection, agent_id)
            await insert_events(connection, events)

    async def set_password(self, name: str, *, password_hash: str, at: datetime) -> None:
        """Also revokes every session. Raises ``NotFound``."""
        async with self._database.write() as connection:
            await self._change(connection, name, {"password_hash": password_hash}, at)

    async def _change(
        self, connection: AsyncConnection, name: str, values: dict[str, object], at: datetime
    ) -> AgentId:
        table = s.agent
        changed = await connection.execute(
            update(table)
            .where(table.c.account == self._account, table.c.name == name)
            .values(values)
            .returning(table.c.id)
        )
        agent_id: AgentId | None = changed.scalar_one_or_none()
        if agent_id is None:
            raise NotFound(f"There is no agent {name}", remedy="look at: agents list")
        await _revoke_sessions(connection, agent_id, at)
        return agent_id

    async def open_session(
        self, agent: Agent, *, secret_hash: str, csrf: str, at: datetime, expires_at: datetime
    ) -> Session:
        """A new log-in; the session's id is the secret's hash."""
        statement = insert(s.agent_session).values(
            id=secret_hash,
            account=self._account,
            agent_id=agent.id,
            csrf=csrf,
            created_at=at,
            expires_at=expires_at,
        )
        async with self._database.write() as connection:
            await connection.execute(statement)
        return Session(id=secret_hash, agent=agent, csrf=csrf, created_at=at, expires_at=expires_at)

    async def find_session(self, secret_hash: str, *, at: datetime) -> Session | None:
        """A session that is neither expired nor revoked, of an agent who is not disabled."""
        table = s.agent_session.c
        query = (
            select(s.agent, table.csrf, table.created_at.label("opened_at"), table.expires_at)
            .join(s.agent_session, table.agent_id == s.agent.c.id)
            .where(
                table.id == secret_hash,
                table.account == self._account,
                table.expires_at > at,
                table.revoked_at.is_(None),
                s.agent.c.disabled_at.is_(None),
            )
        )
        async with self._database.read() as connection:
            row = (await connection.execute(query)).first()
        if row is None:
            return None
        return Session(
            id=secret_hash,
            agent=agent_of(row),
            csrf=row.csrf,
            created_at=row.opened_at,
            expires_at=row.expires_at,
        )

    async def revoke_session(self, session_id: str, *, at: datetime) -> None:
        """Log out."""
        table = s.agent_session
        async with self._database.write() as connection:
            await connection.execute(
                update(table)
                .where(table.c.id == session_id, table.c.account == self._account)
                .where(table.c.revoked_at.is_(None))
                .values(revoked_at=at)
            )


async def _revoke_sessions(connection: AsyncConnection, agent_id: AgentId, at: datetime) -> None:
    table = s.agent_session
    await connection.execute(
        update(table)
        .where(table.c.agent_id == agent_id, table.c.revoked_at.is_(None))
        .values(revoked_at=at)
    )
