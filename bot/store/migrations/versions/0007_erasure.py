"""Duties to erase, legal holds, and that somebody was erased.

Three further indexes: without them each message that is deleted costs a walk through ``inbound``
and ``handoff``, which point at it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MS = sa.BigInteger()


def upgrade() -> None:
    _create_erasure()
    _create_legal_hold()
    op.create_table(
        "tombstone",
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("mark", sa.Text(), nullable=False),
        sa.Column("at", MS, nullable=False),
        sa.PrimaryKeyConstraint("account", "mark", name="pk_tombstone"),
    )
    op.create_index("ix_inbound_message_id", "inbound", ["message_id"])
    op.create_index("ix_inbound_reply_id", "inbound", ["reply_id"])
    op.create_index("ix_handoff_message_id", "handoff", ["message_id"])
    op.create_index("ix_handoff_conversation_id", "handoff", ["conversation_id"])


def _create_erasure() -> None:
    op.create_table(
        "erasure",
        sa.Column("id", ID, sa.Identity(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("pid", sa.Text()),
        sa.Column("mark", sa.Text(), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("created_at", MS, nullable=False),
        sa.Column("due_at", MS, nullable=False),
        sa.Column("done_at", MS),
        sa.Column("counts", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_erasure"),
        sqlite_autoincrement=True,
    )
    where = sa.text("state IN ('due', 'held')")
    op.create_index(
        "ix_erasure_open",
        "erasure",
        ["account", "due_at"],
        sqlite_where=where,
        postgresql_where=where,
    )
    op.create_index("ix_erasure_account_pid", "erasure", ["account", "pid"])


def _create_legal_hold() -> None:
    op.create_table(
        "legal_hold",
        sa.Column("id", ID, sa.Identity(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("pid", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("at", MS, nullable=False),
        sa.Column("until", MS),
        sa.Column("released_at", MS),
        sa.PrimaryKeyConstraint("id", name="pk_legal_hold"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_legal_hold_account_pid", "legal_hold", ["account", "pid"])
