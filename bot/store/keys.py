"""Keys of the REST interface."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, or_, select, update

from bot.errors import ConflictError, NotFound
from bot.model import Agent
from bot.ports import ApiKey
from bot.store import schema as s
from bot.store.database import Database
from bot.store.inserts import insert_new


class SqlApiKeyStore:
    """``ports.ApiKeyStore`` over one database, for one account."""

    def __init__(self, database: Database, account: str) -> None:
        self._database = database
        self._account = account

    async def add_key(
        self, name: str, *, scope: str, agent: Agent | None, secret_hash: str, at: datetime
    ) -> ApiKey:
        """Raises ``ConflictError`` if the name is taken by a live key."""
        async with self._database.write() as connection:
            added = await connection.execute(
                insert_new(connection, s.api_key),
                {
                    "account": self._account,
                    "name": name,
                    "scope": scope,
                    "agent_id": None if agent is None else agent.id,
                    "secret_hash": secret_hash,
                    "created_at": at,
                },
            )
        if not added.rowcount:
            raise ConflictError(
                f"There already is a key {name}", remedy="revoke it first or choose another name"
            )
        return ApiKey(name=name, scope=scope, agent=agent, created_at=at)

    async def list_keys(self) -> list[ApiKey]:
        """By name, revoked ones too."""
        query = self._select().order_by(s.api_key.c.name, s.api_key.c.id)
        async with self._database.read() as connection:
            return [_key_of(row) for row in await connection.execute(query)]

    async def revoke_key(self, name: str, *, at: datetime) -> None:
        """Raises ``NotFound``."""
        table = s.api_key
        async with self._database.write() as connection:
            revoked = await connection.execute(
                update(table)
                .where(table.c.account == self._account, table.c.name == name)
                .where(table.c.revoked_at.is_(None))
                .values(revoked_at=at)
            )
        if not revoked.rowcount:
            raise NotFound(f"There is no live key {name}", remedy="look at: tokens list")

    async def find_key(self, secret_hash: str) -> ApiKey | None:
        """A live key whose agent, if any, is not disabled."""
        query = self._select().where(
            s.api_key.c.secret_hash == secret_hash,
            s.api_key.c.revoked_at.is_(None),
            or_(s.api_key.c.agent_id.is_(None), s.agent.c.disabled_at.is_(None)),
        )
        async with self._database.read() as connection:
            row = (await connection.execute(query)).first()
        return None if row is None else _key_of(row)

    def _select(self) -> Select[Any]:
        agent = [
            column.label(f"agent_{column.name}") for column in s.agent.c if column.name != "id"
        ]
        joined = s.api_key.outerjoin(s.agent, s.api_key.c.agent_id == s.agent.c.id)
        query = select(s.api_key, *agent).select_from(joined)
        return query.where(s.api_key.c.account == self._account)


def _key_of(row: Row[Any]) -> ApiKey:
    agent = None
    if row.agent_id is not None:
        agent = Agent(
            id=row.agent_id,
            name=row.agent_name,
            role=row.agent_role,
            disabled=row.agent_disabled_at is not None,
            display_name=row.agent_display_name,
        )
    return ApiKey(
        name=row.name,
        scope=row.scope,
        agent=agent,
        created_at=row.created_at,
        revoked_at=row.revoked_at,
    )
