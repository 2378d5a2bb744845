"""Counts over the event log by type and time need not read the whole log.

Written for both engines by hand; never changed once released.
"""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_event_account_type_occurred_at", "event", ["account", "type", "occurred_at"]
    )
