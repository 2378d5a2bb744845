"""Template messages and subscription notices: what was sent to whom.

Written for both engines by hand; never changed once released.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "outreach",
        sa.Column("id", ID, sa.Identity(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("pid", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("template_id", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("idempotency_key", sa.Text()),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("platform_id", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account", "pid"], ["fan.account", "fan.pid"], name="fk_outreach_account_pid"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_outreach"),
        sa.UniqueConstraint(
            "account", "idempotency_key", name="uq_outreach_account_idempotency_key"
        ),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_outreach_account_pid", "outreach", ["account", "pid"])
