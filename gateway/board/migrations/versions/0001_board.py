"""Communities with their counts, wishes, commitments."""

import sqlalchemy as sa
from alembic import op

from shared.db import ID, UtcDateTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

COUNTS = (
    "published",
    "claimed",
    "delivered",
    "fulfilled",
    "commitments_open",
    "commitments_kept",
    "commitments_lapsed",
    "ratings",
    "ratings_sum",
    "ratings_satisfied",
)


def upgrade() -> None:
    op.create_table(
        "board_communities",
        sa.Column("id", ID, nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        *(sa.Column(name, sa.Integer, nullable=False) for name in COUNTS),
        sa.Column("changed_at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_board_communities"),
    )
    op.create_table(
        "board_wishes",
        sa.Column("id", ID, nullable=False),
        sa.Column("community_id", ID, nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("category", sa.String(100), nullable=False),
        sa.Column("beneficiary_kind", sa.String(100), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("published_at", UtcDateTime, nullable=False),
        sa.Column("changed_at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_board_wishes"),
        sa.ForeignKeyConstraint(["community_id"], ["board_communities.id"], name="fk_board_wishes_community_id"),
    )
    op.create_index("ix_board_wishes_page", "board_wishes", ["community_id", "id"])
    op.create_index("ix_board_wishes_by_state", "board_wishes", ["community_id", "state", "id"])
    op.create_index("ix_board_wishes_done", "board_wishes", ["community_id", "state", "changed_at"])
    op.create_table(
        "board_commitments",
        sa.Column("id", ID, nullable=False),
        sa.Column("community_id", ID, nullable=False),
        sa.Column("wish_id", ID, nullable=False),
        sa.Column("wish_title", sa.String(200), nullable=False),
        sa.Column("text", sa.String(2000), nullable=False),
        sa.Column("due_at", UtcDateTime, nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_board_commitments"),
        sa.ForeignKeyConstraint(["community_id"], ["board_communities.id"], name="fk_board_commitments_community_id"),
    )
    op.create_index("ix_board_commitments_page", "board_commitments", ["community_id", "id"])
