"""The table of messages beside the conversation."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKeyConstraint, Identity, Index, Table, Text, UniqueConstraint

from bot.store.columns import Id, UtcMs
from bot.store.schema import metadata

outreach = Table(
    "outreach",
    metadata,
    Column("id", Id, Identity(), primary_key=True),
    Column("account", Text, nullable=False),
    Column("pid", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("template_id", Text, nullable=False),
    Column("fingerprint", Text, nullable=False),
    Column("idempotency_key", Text),
    Column("state", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("platform_id", Text, nullable=False),
    Column("at", UtcMs, nullable=False),
    ForeignKeyConstraint(["account", "pid"], ["fan.account", "fan.pid"]),
    UniqueConstraint("account", "idempotency_key"),
    Index(None, "account", "pid"),
    sqlite_autoincrement=True,
)
