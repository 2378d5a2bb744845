"""The tables, once for both engines. Every table is keyed by account (the platform's app id).

Texts are ``Text``, times are milliseconds in UTC, and JSON is kept as text, so that a row reads
the same in both databases. A change here needs a migration; ``migrate.check`` compares the two.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Double,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
)

from bot.store.columns import Id, UtcMs
from bot.store.duties import erasure, legal_hold, tombstone
from bot.store.sent import confirmed_pair, lead, media
from bot.store.tables import account_column, id_column, metadata, partial

# What belongs here though another module defines it.
__all__ = ["confirmed_pair", "erasure", "lead", "legal_hold", "media", "metadata", "tombstone"]

fan = Table(
    "fan",
    metadata,
    account_column(primary_key=True),
    Column("pid", Text, primary_key=True),
    Column("display_name", Text, nullable=False),
    Column("following", Boolean, nullable=False),
    Column("followed_at", UtcMs),
    Column("unfollowed_at", UtcMs),
    Column("source", Text, nullable=False),
    Column("scene", Text, nullable=False),
    Column("lang", Text, nullable=False),
    Column("created_at", UtcMs, nullable=False),
    Column("campaign", Text, nullable=False, server_default=""),
)

# ``slot`` is empty for a key that holds one value, else the value itself.
fan_tag = Table(
    "fan_tag",
    metadata,
    account_column(primary_key=True),
    Column("pid", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("slot", Text, primary_key=True),
    Column("value", Text, nullable=False),
    Column("set_by", Text, nullable=False),
    Column("event_id", Text, nullable=False),
    Column("at", UtcMs, nullable=False),
    Column("until", UtcMs),
    ForeignKeyConstraint(["account", "pid"], ["fan.account", "fan.pid"]),
)

# Apart from everything else, so that erasing or withholding identities touches one table.
fan_identity = Table(
    "fan_identity",
    metadata,
    account_column(primary_key=True),
    Column("open_id", Text, primary_key=True),
    Column("pid", Text, nullable=False),
    UniqueConstraint("account", "pid"),
    ForeignKeyConstraint(["account", "pid"], ["fan.account", "fan.pid"]),
)

conversation = Table(
    "conversation",
    metadata,
    id_column(),
    account_column(),
    Column("pid", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("epoch", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    Column("last_fan_at", UtcMs),
    Column("last_ack_at", UtcMs),
    Column("session_id", Text),
    Column("dialogue", Text, nullable=False),
    Column("created_at", UtcMs, nullable=False),
    Column("last_at", UtcMs, nullable=False),
    Column("last_text", Text, nullable=False),
    UniqueConstraint("account", "pid", "channel"),
    ForeignKeyConstraint(["account", "pid"], ["fan.account", "fan.pid"]),
    Index(None, "account", "last_at"),
    sqlite_autoincrement=True,
)

# One row a change; the newest of its kind holds. Kept as the proof of what was agreed to.
consent = Table(
    "consent",
    metadata,
    id_column(),
    account_column(),
    Column("pid", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("version", Text, nullable=False),
    Column("given", Boolean, nullable=False),
    Column("at", UtcMs, nullable=False),
    Column("event_id", Text, nullable=False),
    Column("how", Text, nullable=False),
    ForeignKeyConstraint(["account", "pid"], ["fan.account", "fan.pid"]),
    Index(None, "account", "pid", "kind", "id"),
    sqlite_autoincrement=True,
)

agent = Table(
    "agent",
    metadata,
    id_column(),
    account_column(),
    Column("name", Text, nullable=False),
    Column("display_name", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("password_hash", Text, nullable=False),
    Column("created_at", UtcMs, nullable=False),
    Column("disabled_at", UtcMs),
    UniqueConstraint("account", "name"),
    sqlite_autoincrement=True,
)

message = Table(
    "message",
    metadata,
    id_column(),
    account_column(),
    Column("conversation_id", Id, ForeignKey("conversation.id"), nullable=False),
    Column("direction", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("at", UtcMs, nullable=False),
    Column("state", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("agent_id", Id, ForeignKey("agent.id")),
    Column("content", Text, nullable=False),
    Column("intent", Text),
    Column("confidence", Double),
    Column("epoch", Integer, nullable=False),
    Column("event_id", Text),
    Index(None, "conversation_id", "id"),
    Index("ix_message_sending", "account", **partial("state = 'sending'")),
    sqlite_autoincrement=True,
)

inbound = Table(
    "inbound",
    metadata,
    account_column(primary_key=True),
    Column("key", Text, primary_key=True),
    Column("conversation_id", Id, ForeignKey("conversation.id")),
    Column("message_id", Id, ForeignKey("message.id")),
    Column("reply_id", Id, ForeignKey("message.id")),
    Column("reply", Text, nullable=False),
    Column("received_at", UtcMs, nullable=False),
    Column("raw", Text, nullable=False),
    Index(None, "account", "received_at"),
    Index(None, "conversation_id"),
    Index(None, "message_id"),
    Index(None, "reply_id"),
)

bad_event = Table(
    "bad_event",
    metadata,
    id_column(),
    account_column(),
    Column("raw", LargeBinary, nullable=False),
    Column("reason", Text, nullable=False),
    Column("received_at", UtcMs, nullable=False),
    sqlite_autoincrement=True,
)

event = Table(
    "event",
    metadata,
    id_column("seq"),
    Column("event_id", Text, nullable=False),
    Column("type", Text, nullable=False),
    Column("occurred_at", UtcMs, nullable=False),
    Column("received_at", UtcMs, nullable=False),
    Column("channel", Text, nullable=False),
    account_column(),
    Column("pid", Text),
    Column("session_id", Text),
    Column("conversation_id", Id),
    Column("direction", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("agent_id", Id),
    Column("intent", Text),
    Column("confidence", Double),
    Column("runner_up", Text),
    Column("margin", Double),
    Column("matcher", Text),
    Column("faq_version", Text),
    Column("lang", Text),
    Column("outcome", Text),
    Column("source", Text),
    Column("scene", Text),
    Column("campaign", Text),
    Column("store", Text),
    Column("window_kind", Text),
    Column("window_left_s", BigInteger),
    Column("quota_left", Integer),
    Column("latency_ms", BigInteger),
    Column("error_code", Text),
    Column("tags", Text, nullable=False),
    Column("props", Text, nullable=False),
    Column("schema_version", Text, nullable=False),
    UniqueConstraint("event_id"),
    Index(None, "account", "seq"),
    Index(None, "account", "pid", "seq"),
    Index(None, "account", "type", "occurred_at"),
    sqlite_autoincrement=True,
)

allowance = Table(
    "allowance",
    metadata,
    account_column(),
    Column("conversation_id", Id, ForeignKey("conversation.id"), primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("granted_at", UtcMs, nullable=False),
    Column("expires_at", UtcMs, nullable=False),
    Column("total", Integer, nullable=False),
    Column("spent", Integer, nullable=False),
)

handoff = Table(
    "handoff",
    metadata,
    id_column(),
    account_column(),
    Column("conversation_id", Id, ForeignKey("conversation.id"), nullable=False),
    Column("state", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("message_id", Id, ForeignKey("message.id")),
    Column("queued_at", UtcMs, nullable=False),
    Column("agent_id", Id, ForeignKey("agent.id")),
    Column("claimed_at", UtcMs),
    Column("closed_at", UtcMs),
    Column("label", Text),
    Column("version", Integer, nullable=False),
    Index(None, "message_id"),
    Index(None, "conversation_id"),
    Index("uq_handoff_open", "conversation_id", unique=True, **partial("state <> 'closed'")),
    Index(None, "account", "state", "id"),
    sqlite_autoincrement=True,
)

# One row is one attempt to send one message; a replay is a further row of the same message.
outbox = Table(
    "outbox",
    metadata,
    id_column(),
    account_column(),
    Column("message_id", Id, ForeignKey("message.id"), nullable=False),
    Column("conversation_id", Id, ForeignKey("conversation.id"), nullable=False),
    Column("actor", Text, nullable=False),
    Column("epoch", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("created_at", UtcMs, nullable=False),
    Column("not_before", UtcMs, nullable=False),
    Column("claimed_at", UtcMs),
    Column("reason", Text, nullable=False),
    Column("late", Boolean, nullable=False),
    Column("idempotency_key", Text),
    Index("ix_outbox_message_id", "message_id"),
    Index(
        "uq_outbox_idempotency",
        "account",
        "idempotency_key",
        unique=True,
        **partial("idempotency_key IS NOT NULL"),
    ),
    Index(
        "ix_outbox_waiting", "conversation_id", "id", **partial("state IN ('pending', 'sending')")
    ),
    Index("ix_outbox_claimed", "conversation_id", "claimed_at"),
    Index("ix_outbox_due", "account", "not_before", **partial("state = 'pending'")),
    Index(None, "account", "state", "id"),
    sqlite_autoincrement=True,
)

agent_session = Table(
    "agent_session",
    metadata,
    Column("id", Text, primary_key=True),
    account_column(),
    Column("agent_id", Id, ForeignKey("agent.id"), nullable=False),
    Column("csrf", Text, nullable=False),
    Column("created_at", UtcMs, nullable=False),
    Column("expires_at", UtcMs, nullable=False),
    Column("revoked_at", UtcMs),
    Index(None, "agent_id"),
)

api_key = Table(
    "api_key",
    metadata,
    id_column(),
    account_column(),
    Column("name", Text, nullable=False),
    Column("scope", Text, nullable=False),
    Column("agent_id", Id, ForeignKey("agent.id")),
    Column("secret_hash", Text, nullable=False),
    Column("created_at", UtcMs, nullable=False),
    Column("revoked_at", UtcMs),
    UniqueConstraint("secret_hash"),
    Index("uq_api_key_live", "account", "name", unique=True, **partial("revoked_at IS NULL")),
    sqlite_autoincrement=True,
)

audit = Table(
    "audit",
    metadata,
    id_column(),
    account_column(),
    Column("action", Text, nullable=False),
    Column("at", UtcMs, nullable=False),
    Column("agent_id", Id, ForeignKey("agent.id")),
    Column("who", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("destination", Text, nullable=False),
    Column("people", Integer),
    Column("detail", Text, nullable=False),
    Index(None, "account", "at"),
    sqlite_autoincrement=True,
)

setting = Table(
    "setting",
    metadata,
    account_column(primary_key=True),
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
)

# Pictures of our own answers at the platform, known by their content.
picture = Table(
    "picture",
    metadata,
    account_column(primary_key=True),
    Column("sha256", Text, primary_key=True),
    Column("media_id", Text, nullable=False),
    Column("uploaded_at", UtcMs, nullable=False),
    Column("expires_at", UtcMs, nullable=False),
    Column("fault", Text, nullable=False),
)
