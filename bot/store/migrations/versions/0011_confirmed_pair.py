"""What conversations confirmed: a fan's question and what answered it.

Written for both engines by hand; never changed once released.
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "confirmed_pair",
        sa.Column("id", ID, sa.Identity(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("pid", sa.Text(), nullable=False),
        sa.Column("message_id", ID, nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("entry", sa.Text(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("faq_version", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["message_id"], ["message.id"], name="fk_confirmed_pair_message_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_confirmed_pair"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_confirmed_pair_message_id", "confirmed_pair", ["message_id"])
    op.create_index("ix_confirmed_pair_account_pid", "confirmed_pair", ["account", "pid"])
