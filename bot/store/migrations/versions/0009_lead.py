"""What fans want arranged.

Written for both engines by hand; never changed once released.
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TEXTS = ("kind", "state", "store", "day", "part", "phone", "number")


def upgrade() -> None:
    op.create_table(
        "lead",
        sa.Column("id", ID, sa.Identity(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("pid", sa.Text(), nullable=False),
        sa.Column("conversation_id", ID, nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in TEXTS),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name="fk_lead_conversation_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_lead"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_lead_conversation_id_id", "lead", ["conversation_id", "id"])
