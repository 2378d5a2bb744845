"""Tables of what fans send beside words, what they want arranged, what they confirmed."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, Table, Text

from bot.store.columns import Id, UtcMs
from bot.store.tables import account_column, id_column, metadata, partial

# Files that fans sent. The platform's names of a file are cleared once it is settled.
media = Table(
    "media",
    metadata,
    id_column(),
    account_column(),
    Column("pid", Text, nullable=False),
    Column("conversation_id", Id, ForeignKey("conversation.id"), nullable=False),
    Column("message_id", Id, ForeignKey("message.id"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("media_id", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("type", Text, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("at", UtcMs, nullable=False),
    Column("not_before", UtcMs, nullable=False),
    Column("expires_at", UtcMs),
    Index(None, "conversation_id", "id"),
    Index(None, "message_id"),
    Index("ix_media_wanted", "account", "not_before", **partial("state = 'wanted'")),
    Index("ix_media_kept", "account", "expires_at", **partial("state = 'kept'")),
    Index("ix_media_name", "account", "name", **partial("name <> ''")),
    sqlite_autoincrement=True,
)

# What fans want arranged. The telephone number is personal: masked wherever it is not asked for.
lead = Table(
    "lead",
    metadata,
    id_column(),
    account_column(),
    Column("pid", Text, nullable=False),
    Column("conversation_id", Id, ForeignKey("conversation.id"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("store", Text, nullable=False),
    Column("day", Text, nullable=False),
    Column("part", Text, nullable=False),
    Column("phone", Text, nullable=False),
    Column("number", Text, nullable=False),
    Column("at", UtcMs, nullable=False),
    Index(None, "conversation_id", "id"),
    sqlite_autoincrement=True,
)

# What conversations confirmed. A pair goes with the message whose words it repeats.
confirmed_pair = Table(
    "confirmed_pair",
    metadata,
    id_column(),
    account_column(),
    Column("pid", Text, nullable=False),
    Column("message_id", Id, ForeignKey("message.id"), nullable=False),
    Column("question", Text, nullable=False),
    Column("entry", Text),
    Column("answer", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("confirmed", Boolean, nullable=False),
    Column("at", UtcMs, nullable=False),
    Column("faq_version", Text, nullable=False),
    Index(None, "message_id"),
    Index(None, "account", "pid"),
    sqlite_autoincrement=True,
)
