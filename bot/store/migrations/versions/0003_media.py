"""Files that fans sent.

Written for both engines by hand; never changed once released.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MS = sa.BigInteger()


def upgrade() -> None:
    op.create_table(
        "media",
        sa.Column("id", ID, sa.Identity(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("pid", sa.Text(), nullable=False),
        sa.Column("conversation_id", ID, nullable=False),
        sa.Column("message_id", ID, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("media_id", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("at", MS, nullable=False),
        sa.Column("not_before", MS, nullable=False),
        sa.Column("expires_at", MS),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name="fk_media_conversation_id"
        ),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name="fk_media_message_id"),
        sa.PrimaryKeyConstraint("id", name="pk_media"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_media_conversation_id_id", "media", ["conversation_id", "id"])
    op.create_index("ix_media_message_id", "media", ["message_id"])
    _create_partial("ix_media_wanted", ["account", "not_before"], "state = 'wanted'")
    _create_partial("ix_media_kept", ["account", "expires_at"], "state = 'kept'")
    _create_partial("ix_media_name", ["account", "name"], "name <> ''")


def _create_partial(name: str, columns: list[str], condition: str) -> None:
    where = sa.text(condition)
    op.create_index(name, "media", columns, sqlite_where=where, postgresql_where=where)
