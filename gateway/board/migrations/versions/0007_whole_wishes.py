"""Wishes that are withdrawn or expire, and until when they are on the wall."""

import sqlalchemy as sa
from alembic import op

from shared.db import UtcDateTime

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

STATES = ("withdrawn", "expired")


def upgrade() -> None:
    for state in STATES:
        op.add_column("board_communities", sa.Column(state, sa.Integer, nullable=False, server_default="0"))
    op.add_column("board_wishes", sa.Column("expires_at", UtcDateTime))
    op.create_index("ix_board_wishes_by_category", "board_wishes", ["community_id", "category", "id"])
    op.create_index("ix_board_wishes_by_kind", "board_wishes", ["community_id", "beneficiary_kind", "id"])


def downgrade() -> None:
    op.drop_index("ix_board_wishes_by_kind", "board_wishes")
    op.drop_index("ix_board_wishes_by_category", "board_wishes")
    op.drop_column("board_wishes", "expires_at")
    for state in STATES:
        op.drop_column("board_communities", state)
