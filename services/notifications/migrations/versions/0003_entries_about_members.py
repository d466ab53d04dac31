"""Entries about a member are found in all feeds."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

IS_ABOUT_A_MEMBER = sa.text("subject LIKE 'member/%'")


def upgrade() -> None:
    op.create_index(
        "ix_feed_entries_member",
        "feed_entries",
        ["subject"],
        sqlite_where=IS_ABOUT_A_MEMBER,
        postgresql_where=IS_ABOUT_A_MEMBER,
    )


def downgrade() -> None:
    op.drop_index("ix_feed_entries_member", "feed_entries")
