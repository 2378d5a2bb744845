"""Which tables hold something about a fan, and what becomes of it: declared once per table.

A test walks the schema: a table that stands neither in ``PLAN`` nor in ``IMPERSONAL`` fails it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import ColumnElement, Row, Select, Table, select

from bot.model import Pid
from bot.store import schema as s
from bot.store.contents import load
from bot.store.schema_outreach import outreach

Act = Literal["delete", "anonymise", "empty"]
_JSON = frozenset({"content", "dialogue", "tags", "props", "counts"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """The fan whom it is about."""

    account: str
    pid: Pid

    def conversations(self) -> Select[tuple[int]]:
        """The ids of their conversations."""
        c = s.conversation.c
        return select(c.id).where(c.account == self.account, c.pid == self.pid)


@dataclass(frozen=True, slots=True)
class Personal:
    """One table: which of its rows are the fan's, and what erasing does to them.

    ``delete`` removes the rows. ``anonymise`` keeps an event as a count that belongs to nobody.
    ``empty`` keeps the bare key of a push, so that its repeat is still recognised.
    """

    table: Table
    act: Act
    rows: Callable[[Subject], ColumnElement[bool]]


def _by_pid(table: Table, act: Act = "delete") -> Personal:
    return Personal(
        table,
        act,
        lambda who: (table.c.account == who.account) & (table.c.pid == who.pid),
    )


def _by_conversation(table: Table, act: Act = "delete") -> Personal:
    return Personal(table, act, lambda who: table.c.conversation_id.in_(who.conversations()))


PLAN = (
    _by_conversation(s.outbox),
    _by_conversation(s.inbound, "empty"),
    _by_conversation(s.allowance),
    _by_conversation(s.handoff),
    _by_pid(s.media),
    _by_pid(s.lead),
    _by_pid(s.confirmed_pair),
    _by_conversation(s.message),
    _by_pid(s.event, "anonymise"),
    _by_pid(s.consent),
    _by_pid(outreach),
    _by_pid(s.fan_tag),
    _by_pid(s.legal_hold),
    _by_pid(s.conversation),
    _by_pid(s.fan_identity),
    _by_pid(s.fan),
)
"""In the order of erasing: whatever points at a row goes before it."""

IMPERSONAL: Mapping[str, str] = {
    "agent": "staff, not fans",
    "agent_session": "log-ins of staff",
    "api_key": "keys of programs",
    "audit": "acts of staff and operators; names no fan (docs/reference/audit.md)",
    "bad_event": "stripped of names, numbers and coordinates; deleted after the raw days",
    "erasure": "the duty itself; loses the pseudonym when it is done",
    "picture": "pictures of the house's own answers",
    "setting": "values of the gateway",
    "tombstone": "a hash that says that somebody was erased",
}
"""Tables with nothing about a fan that could be found by them, and why."""


def as_json(table: Table, row: Row[Any]) -> dict[str, object]:
    """A row as the fan may read it: nested values unfolded, without the account."""
    shown: dict[str, object] = {}
    for column in table.c:
        value = getattr(row, column.name)
        if column.name != "account" and value not in (None, ""):
            shown[str(column.name)] = load(value) if column.name in _JSON else value
    return shown
