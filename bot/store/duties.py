"""The tables of privacy duties: what must be erased and when, what must not, what is gone."""

from __future__ import annotations

from sqlalchemy import Column, Index, Table, Text

from bot.store.columns import UtcMs
from bot.store.tables import account_column, id_column, metadata, partial

# One row a duty. ``pid`` is taken out once everything of the fan is gone; ``mark`` stays.
erasure = Table(
    "erasure",
    metadata,
    id_column(),
    account_column(),
    Column("pid", Text),
    Column("mark", Text, nullable=False),
    Column("cause", Text, nullable=False),
    Column("scope", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("created_at", UtcMs, nullable=False),
    Column("due_at", UtcMs, nullable=False),
    Column("done_at", UtcMs),
    Column("counts", Text, nullable=False),
    Index("ix_erasure_open", "account", "due_at", **partial("state IN ('due', 'held')")),
    Index(None, "account", "pid"),
    sqlite_autoincrement=True,
)

legal_hold = Table(
    "legal_hold",
    metadata,
    id_column(),
    account_column(),
    Column("pid", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("at", UtcMs, nullable=False),
    Column("until", UtcMs),
    Column("released_at", UtcMs),
    Index(None, "account", "pid"),
    sqlite_autoincrement=True,
)

# Says that somebody was erased, never who: a hash of the pseudonym, which is itself keyed.
tombstone = Table(
    "tombstone",
    metadata,
    account_column(primary_key=True),
    Column("mark", Text, primary_key=True),
    Column("at", UtcMs, nullable=False),
)
