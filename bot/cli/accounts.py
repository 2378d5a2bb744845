"""``agents`` and ``tokens``: who may use the desk and the REST interface."""

from __future__ import annotations

import getpass
import re
import sys
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.opened import with_stores
from bot.cli.operator import act
from bot.config import Settings
from bot.errors import NotFound, Refused
from bot.flow.handoff import disable_agent as release_and_disable
from bot.model import AuditAction
from bot.ports import Stores
from bot.web.api.keys import hash_key, new_key
from bot.web.passwords import MAX_LENGTH, MIN_LENGTH, hash_password

agents = typer.Typer(help="Desk accounts.", no_args_is_help=False, rich_markup_mode=None)
tokens = typer.Typer(help="Keys of the REST interface.", rich_markup_mode=None)

_NAME = re.compile(r"[\w.@-]{1,64}\Z")


def _plain_name(value: str) -> str:
    if not _NAME.match(value):
        raise typer.BadParameter("a name has 1 to 64 letters, digits, dots, dashes, _ or @")
    return value


Name = Annotated[str, typer.Argument(help="log-in name")]
NewName = Annotated[str, typer.Argument(help="log-in name", callback=_plain_name)]
PasswordFile = Annotated[
    Path | None, typer.Option("--password-file", help="read the password from this file")
]


class Role(StrEnum):
    """What an agent may do."""

    AGENT = "agent"
    SUPERVISOR = "supervisor"
    ADMIN = "admin"
    STYLIST = "stylist"


class Scope(StrEnum):
    """What a key may do; admin may all."""

    EVENTS = "events"
    DESK = "desk"
    TRACK = "track"
    ADMIN = "admin"


@agents.command("add")
def add_agent(
    name: NewName,
    role: Annotated[Role, typer.Option(help="what they may do")] = Role.AGENT,
    display_name: Annotated[str, typer.Option(help="the name shown at the desk")] = "",
    password_file: PasswordFile = None,
) -> None:
    """Make a desk account; asks for the password."""
    password = _password(password_file)

    async def work(stores: Stores, settings: Settings) -> None:
        await stores.agents.add_agent(
            name,
            role=role,
            password_hash=await hash_password(password),
            at=_now(),
            display_name=display_name or name,
        )
        await stores.audit.record(act(AuditAction.AGENT_ADDED, detail=f"{name} {role}"))

    with_stores(work)
    typer.echo(f"{name} may log in at the desk")


@agents.command("list")
def list_agents() -> None:
    """Show the desk accounts."""

    async def work(stores: Stores, settings: Settings) -> None:
        for agent in await stores.agents.list_agents():
            state = "disabled" if agent.disabled else "active"
            typer.echo(f"{agent.name}\t{agent.role}\t{state}\t{agent.display_name}")

    with_stores(work)


@agents.command("disable")
def disable_agent(name: Name) -> None:
    """Close a desk account; it is logged out everywhere at once."""

    async def work(stores: Stores, settings: Settings) -> None:
        await release_and_disable(stores, name, account=settings.wechat_app_id, at=_now())
        await stores.audit.record(act(AuditAction.AGENT_DISABLED, detail=name))

    with_stores(work)
    typer.echo(f"{name} is disabled and logged out")


@agents.command("passwd")
def set_password(name: Name, password_file: PasswordFile = None) -> None:
    """Set a new password; every session of the account ends."""
    password = _password(password_file)

    async def work(stores: Stores, settings: Settings) -> None:
        hashed = await hash_password(password)
        await stores.agents.set_password(name, password_hash=hashed, at=_now())
        await stores.audit.record(act(AuditAction.PASSWORD_SET, detail=name))

    with_stores(work)
    typer.echo(f"{name} has a new password and is logged out")


@tokens.command("add")
def add_token(
    name: Annotated[str, typer.Argument(help="what the key is for", callback=_plain_name)],
    scope: Annotated[Scope, typer.Option(help="what it may do")],
    agent: Annotated[str | None, typer.Option(help="the agent a desk key acts as")] = None,
) -> None:
    """Make a key and print it, once."""
    if scope is Scope.DESK and agent is None:
        raise typer.BadParameter("a desk key acts as an agent: add --agent NAME")
    key = new_key()

    async def work(stores: Stores, settings: Settings) -> None:
        record = await stores.agents.find_agent(agent) if agent else None
        if agent and record is None:
            raise NotFound(f"there is no agent {agent}", remedy="see agents list")
        await stores.keys.add_key(
            name,
            scope=scope,
            agent=record.agent if record else None,
            secret_hash=hash_key(key),
            at=_now(),
        )
        await stores.audit.record(act(AuditAction.KEY_ADDED, detail=f"{name} {scope}"))

    with_stores(work)
    typer.echo(key)


@tokens.command("list")
def list_tokens() -> None:
    """Show the keys (never the keys themselves)."""

    async def work(stores: Stores, settings: Settings) -> None:
        for key in await stores.keys.list_keys():
            state = "revoked" if key.revoked_at else "live"
            acts_as = key.agent.name if key.agent else "-"
            typer.echo(f"{key.name}\t{key.scope}\t{acts_as}\t{state}\t{key.created_at:%Y-%m-%d}")

    with_stores(work)


@tokens.command("revoke")
def revoke_token(name: Annotated[str, typer.Argument(help="the key's name")]) -> None:
    """End a key at once."""

    async def work(stores: Stores, settings: Settings) -> None:
        await stores.keys.revoke_key(name, at=_now())
        await stores.audit.record(act(AuditAction.KEY_REVOKED, detail=name))

    with_stores(work)
    typer.echo(f"{name} is revoked")


def _password(path: Path | None) -> str:
    if path is not None:
        try:
            password = path.read_text("utf-8").rstrip("\r\n")
        except (OSError, UnicodeDecodeError) as error:
            raise typer.BadParameter(f"cannot read {path}: {error}") from None
    elif sys.stdin.isatty():
        password = getpass.getpass("Password: ")
        if getpass.getpass("Again: ") != password:
            raise typer.BadParameter("the two passwords differ")
    else:
        password = sys.stdin.readline().rstrip("\r\n")
    if not MIN_LENGTH <= len(password) <= MAX_LENGTH:
        raise Refused(
            f"the password needs {MIN_LENGTH} to {MAX_LENGTH} characters",
            remedy="choose a longer one",
            reason="password",
        )
    return password


def _now() -> datetime:
    return datetime.now(UTC)
