"""The first schema: fans, conversations, handoffs, the outbox, the event log, the desk.

Written for both engines by hand; never changed once released.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MS = sa.BigInteger()


def upgrade() -> None:
    _create_fan()
    _create_fan_identity()
    _create_agent()
    _create_conversation()
    _create_message()
    _create_inbound()
    _create_bad_event()
    _create_event()
    _create_allowance()
    _create_handoff()
    _create_outbox()
    _create_agent_session()
    _create_api_key()
    _create_audit()
    _create_setting()


def _create_fan() -> None:
    op.create_table(
        "fan",
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("pid", sa.Text(), nullable=False),
        sa.Column("display_name", sa.Text(), nullable=False),
        sa.Column("following", sa.Boolean(), nullable=False),
        sa.Column("followed_at", MS),
        sa.Column("unfollowed_at", MS),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("scene", sa.Text(), nullable=False),
        sa.Column("lang", sa.Text(), nullable=False),
        sa.Column("created_at", MS, nullable=False),
        sa.PrimaryKeyConstraint("account", "pid", name="pk_fan"),
    )


def _create_fan_identity() -> None:
    op.create_table(
        "fan_identity",
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("open_id", sa.Text(), nullable=False),
        sa.Column("pid", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account", "pid"], ["fan.account", "fan.pid"], name="fk_fan_identity_account_pid"
        ),
        sa.PrimaryKeyConstraint("account", "open_id", name="pk_fan_identity"),
        sa.UniqueConstraint("account", "pid", name="uq_fan_identity_account_pid"),
    )


def _create_agent() -> None:
    op.create_table(
        "agent",
        sa.Column("id", ID, sa.Identity(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("display_name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("created_at", MS, nullable=False),
        sa.Column("disabled_at", MS),
        sa.PrimaryKeyConstraint("id", name="pk_agent"),
        sa.UniqueConstraint("account", "name", name="uq_agent_account_name"),
        sqlite_autoincrement=True,
    )


def _create_conversation() -> None:
    op.create_table(
        "conversation",
        sa.Column("id", ID, sa.Identity(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("pid", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("last_fan_at", MS),
        sa.Column("last_ack_at", MS),
        sa.Column("session_id", sa.Text()),
        sa.Column("dialogue", sa.Text(), nullable=False),
        sa.Column("created_at", MS, nullable=False),
        sa.Column("last_at", MS, nullable=False),
        sa.Column("last_text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account", "pid"], ["fan.account", "fan.pid"], name="fk_conversation_account_pid"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_conversation"),
        sa.UniqueConstraint(
            "account", "pid", "channel", name="uq_conversation_account_pid_channel"
        ),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_conversation_account_last_at", "conversation", ["account", "last_at"])


def _create_message() -> None:
    op.create_table(
        "message",
        sa.Column("id", ID, sa.Identity(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("conversation_id", ID, nullable=False),
        sa.Column("direction", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", MS, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("agent_id", ID),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("intent", sa.Text()),
        sa.Column("confidence", sa.Double()),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Text()),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name="fk_message_agent_id"),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name="fk_message_conversation_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_message"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_message_conversation_id_id", "message", ["conversation_id", "id"])
    op.create_index(
        "ix_message_sending",
        "message",
        ["account"],
        sqlite_where=sa.text("state = 'sending'"),
        postgresql_where=sa.text("state = 'sending'"),
    )


def _create_inbound() -> None:
    op.create_table(
        "inbound",
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("conversation_id", ID),
        sa.Column("message_id", ID),
        sa.Column("reply_id", ID),
        sa.Column("reply", sa.Text(), nullable=False),
        sa.Column("received_at", MS, nullable=False),
        sa.Column("raw", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name="fk_inbound_conversation_id"
        ),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name="fk_inbound_message_id"),
        sa.ForeignKeyConstraint(["reply_id"], ["message.id"], name="fk_inbound_reply_id"),
        sa.PrimaryKeyConstraint("account", "key", name="pk_inbound"),
    )
    op.create_index("ix_inbound_account_received_at", "inbound", ["account", "received_at"])
    op.create_index("ix_inbound_conversation_id", "inbound", ["conversation_id"])


def _create_bad_event() -> None:
    op.create_table(
        "bad_event",
        sa.Column("id", ID, sa.Identity(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("received_at", MS, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_bad_event"),
        sqlite_autoincrement=True,
    )


def _create_event() -> None:
    op.create_table(
        "event",
        sa.Column("seq", ID, sa.Identity(), nullable=False),
        sa.Column("event_id", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("occurred_at", MS, nullable=False),
        sa.Column("received_at", MS, nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("pid", sa.Text()),
        sa.Column("session_id", sa.Text()),
        sa.Column("conversation_id", ID),
        sa.Column("direction", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("agent_id", ID),
        sa.Column("intent", sa.Text()),
        sa.Column("confidence", sa.Double()),
        sa.Column("runner_up", sa.Text()),
        sa.Column("margin", sa.Double()),
        sa.Column("matcher", sa.Text()),
        sa.Column("faq_version", sa.Text()),
        sa.Column("lang", sa.Text()),
        sa.Column("outcome", sa.Text()),
        sa.Column("source", sa.Text()),
        sa.Column("scene", sa.Text()),
        sa.Column("campaign", sa.Text()),
        sa.Column("store", sa.Text()),
        sa.Column("window_kind", sa.Text()),
        sa.Column("window_left_s", sa.BigInteger()),
        sa.Column("quota_left", sa.Integer()),
        sa.Column("latency_ms", sa.BigInteger()),
        sa.Column("error_code", sa.Text()),
        sa.Column("tags", sa.Text(), nullable=False),
        sa.Column("props", sa.Text(), nullable=False),
        sa.Column("schema_version", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_event"),
        sa.UniqueConstraint("event_id", name="uq_event_event_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_event_account_pid_seq", "event", ["account", "pid", "seq"])
    op.create_index("ix_event_account_seq", "event", ["account", "seq"])


def _create_allowance() -> None:
    op.create_table(
        "allowance",
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("conversation_id", ID, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("granted_at", MS, nullable=False),
        sa.Column("expires_at", MS, nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("spent", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name="fk_allowance_conversation_id"
        ),
        sa.PrimaryKeyConstraint("conversation_id", "kind", name="pk_allowance"),
    )


def _create_handoff() -> None:
    op.create_table(
        "handoff",
        sa.Column("id", ID, sa.Identity(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("conversation_id", ID, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("message_id", ID),
        sa.Column("queued_at", MS, nullable=False),
        sa.Column("agent_id", ID),
        sa.Column("claimed_at", MS),
        sa.Column("closed_at", MS),
        sa.Column("label", sa.Text()),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name="fk_handoff_agent_id"),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name="fk_handoff_conversation_id"
        ),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name="fk_handoff_message_id"),
        sa.PrimaryKeyConstraint("id", name="pk_handoff"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_handoff_account_state_id", "handoff", ["account", "state", "id"])
    op.create_index(
        "uq_handoff_open",
        "handoff",
        ["conversation_id"],
        unique=True,
        sqlite_where=sa.text("state <> 'closed'"),
        postgresql_where=sa.text("state <> 'closed'"),
    )


def _create_outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", ID, sa.Identity(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("message_id", ID, nullable=False),
        sa.Column("conversation_id", ID, nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("created_at", MS, nullable=False),
        sa.Column("not_before", MS, nullable=False),
        sa.Column("claimed_at", MS),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("idempotency_key", sa.Text()),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name="fk_outbox_conversation_id"
        ),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name="fk_outbox_message_id"),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_outbox_account_state_id", "outbox", ["account", "state", "id"])
    op.create_index("ix_outbox_claimed", "outbox", ["conversation_id", "claimed_at"])
    op.create_index(
        "ix_outbox_due",
        "outbox",
        ["account", "not_before"],
        sqlite_where=sa.text("state = 'pending'"),
        postgresql_where=sa.text("state = 'pending'"),
    )
    op.create_index("ix_outbox_message_id", "outbox", ["message_id"])
    op.create_index(
        "ix_outbox_waiting",
        "outbox",
        ["conversation_id", "id"],
        sqlite_where=sa.text("state IN ('pending', 'sending')"),
        postgresql_where=sa.text("state IN ('pending', 'sending')"),
    )
    op.create_index(
        "uq_outbox_idempotency",
        "outbox",
        ["account", "idempotency_key"],
        unique=True,
        sqlite_where=sa.text("idempotency_key IS NOT NULL"),
        postgresql_where=sa.text("idempotency_key IS NOT NULL"),
    )


def _create_agent_session() -> None:
    op.create_table(
        "agent_session",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("agent_id", ID, nullable=False),
        sa.Column("csrf", sa.Text(), nullable=False),
        sa.Column("created_at", MS, nullable=False),
        sa.Column("expires_at", MS, nullable=False),
        sa.Column("revoked_at", MS),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name="fk_agent_session_agent_id"),
        sa.PrimaryKeyConstraint("id", name="pk_agent_session"),
    )
    op.create_index("ix_agent_session_agent_id", "agent_session", ["agent_id"])


def _create_api_key() -> None:
    op.create_table(
        "api_key",
        sa.Column("id", ID, sa.Identity(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("agent_id", ID),
        sa.Column("secret_hash", sa.Text(), nullable=False),
        sa.Column("created_at", MS, nullable=False),
        sa.Column("revoked_at", MS),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name="fk_api_key_agent_id"),
        sa.PrimaryKeyConstraint("id", name="pk_api_key"),
        sa.UniqueConstraint("secret_hash", name="uq_api_key_secret_hash"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "uq_api_key_live",
        "api_key",
        ["account", "name"],
        unique=True,
        sqlite_where=sa.text("revoked_at IS NULL"),
        postgresql_where=sa.text("revoked_at IS NULL"),
    )


def _create_audit() -> None:
    op.create_table(
        "audit",
        sa.Column("id", ID, sa.Identity(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("at", MS, nullable=False),
        sa.Column("agent_id", ID),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name="fk_audit_agent_id"),
        sa.PrimaryKeyConstraint("id", name="pk_audit"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_audit_account_at", "audit", ["account", "at"])


def _create_setting() -> None:
    op.create_table(
        "setting",
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("account", "name", name="pk_setting"),
    )
