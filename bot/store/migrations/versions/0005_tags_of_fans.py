"""Tags of each fan, and the campaign that brought them.

Written for both engines by hand; never changed once released.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

MS = sa.BigInteger()


def upgrade() -> None:
    op.add_column("fan", sa.Column("campaign", sa.Text(), nullable=False, server_default=""))
    op.create_table(
        "fan_tag",
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("pid", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("slot", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("set_by", sa.Text(), nullable=False),
        sa.Column("event_id", sa.Text(), nullable=False),
        sa.Column("at", MS, nullable=False),
        sa.Column("until", MS),
        sa.ForeignKeyConstraint(
            ["account", "pid"], ["fan.account", "fan.pid"], name="fk_fan_tag_account_pid"
        ),
        sa.PrimaryKeyConstraint("account", "pid", "key", "slot", name="pk_fan_tag"),
    )
