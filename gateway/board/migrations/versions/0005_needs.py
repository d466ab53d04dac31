"""Needs on the board, and how many there are in each state."""

import sqlalchemy as sa
from alembic import op

from shared.db import ID, UtcDateTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

STATES = (
    "submitted",
    "accepted",
    "in_hand",
    "resolved",
    "partly",
    "unresolved",
    "declined",
    "merged",
    "reopened",
    "withdrawn",
)


def upgrade() -> None:
    for state in STATES:
        column = sa.Column(f"needs_{state}", sa.Integer, nullable=False, server_default="0")
        op.add_column("board_communities", column)
    op.create_table(
        "board_needs",
        sa.Column("id", ID, primary_key=True),
        sa.Column("community_id", ID, nullable=False),
        sa.Column("category", sa.String(50), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("description", sa.String(2000), nullable=False),
        sa.Column("place", sa.String(200)),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("accepted_at", UtcDateTime, nullable=False),
        sa.Column("changed_at", UtcDateTime, nullable=False),
        sa.ForeignKeyConstraint(["community_id"], ["board_communities.id"], name="fk_board_needs_community_id"),
    )
    op.create_index("ix_board_needs_page", "board_needs", ["community_id", "id"])
    op.create_index("ix_board_needs_by_state", "board_needs", ["community_id", "state", "id"])
    op.create_index("ix_board_needs_by_category", "board_needs", ["community_id", "category", "id"])


def downgrade() -> None:
    op.drop_table("board_needs")
    for state in reversed(STATES):
        op.drop_column("board_communities", f"needs_{state}")
