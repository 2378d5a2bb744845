"""The audit log tells who, whereto and of how many people."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("audit", sa.Column("who", sa.Text(), nullable=False, server_default=""))
    op.add_column("audit", sa.Column("destination", sa.Text(), nullable=False, server_default=""))
    op.add_column("audit", sa.Column("people", sa.Integer()))
    # Until now the log-in name stood in the detail.
    op.execute("UPDATE audit SET who = detail, detail = ''")
