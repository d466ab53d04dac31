"""Whose tokens are refused."""

import sqlalchemy as sa
from alembic import op

from shared.db import ID, UtcDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "board_revocations",
        sa.Column("id", ID, primary_key=True),
        sa.Column("revoked_at", UtcDateTime, nullable=False, index=True),
    )


def downgrade() -> None:
    op.drop_table("board_revocations")
