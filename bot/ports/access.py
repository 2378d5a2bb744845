"""Who may use the desk and the REST interface."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.model import (
    Agent,
    Event,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentRecord:
    """An agent with the argon2 hash of their password."""

    agent: Agent
    password_hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A log-in at the desk. Only the SHA-256 of its secret is stored."""

    id: str
    agent: Agent
    csrf: str
    created_at: datetime
    expires_at: datetime


class AgentStore(Protocol):
    """Agents and their log-ins."""

    async def add_agent(
        self, name: str, *, role: str, password_hash: str, at: datetime, display_name: str = ""
    ) -> Agent:
        """Raises ``ConflictError`` if the name is taken."""
        ...

    async def list_agents(self) -> list[Agent]:
        """By name."""
        ...

    async def find_agent(self, name: str) -> AgentRecord | None:
        """By exact name."""
        ...

    async def disable_agent(self, name: str, *, at: datetime, events: Sequence[Event] = ()) -> None:
        """Also revokes every session and puts whom they serve back into the queue.

        Raises ``NotFound``.
        """
        ...

    async def set_password(self, name: str, *, password_hash: str, at: datetime) -> None:
        """Also revokes every session. Raises ``NotFound``."""
        ...

    async def open_session(
        self, agent: Agent, *, secret_hash: str, csrf: str, at: datetime, expires_at: datetime
    ) -> Session:
        """A new log-in; the session's id is the secret's hash."""
        ...

    async def find_session(self, secret_hash: str, *, at: datetime) -> Session | None:
        """A session that is neither expired nor revoked, of an agent who is not disabled."""
        ...

    async def revoke_session(self, session_id: str, *, at: datetime) -> None:
        """Log out."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKey:
    """A key of the REST interface; only its SHA-256 is stored. A desk key acts as its agent."""

    name: str
    scope: str
    agent: Agent | None
    created_at: datetime
    revoked_at: datetime | None = None


class ApiKeyStore(Protocol):
    """Keys of the REST interface."""

    async def add_key(
        self, name: str, *, scope: str, agent: Agent | None, secret_hash: str, at: datetime
    ) -> ApiKey:
        """Raises ``ConflictError`` if the name is taken by a live key."""
        ...

    async def list_keys(self) -> list[ApiKey]:
        """By name, revoked ones too."""
        ...

    async def revoke_key(self, name: str, *, at: datetime) -> None:
        """Raises ``NotFound``."""
        ...

    async def find_key(self, secret_hash: str) -> ApiKey | None:
        """A live key whose agent, if any, is not disabled."""
        ...
