"""Service that was confirmed, in its public notice and after it."""

import sqlalchemy as sa
from alembic import op

from shared.db import ID, UtcDateTime

revision = "0020"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _create_board_service_records()


def downgrade() -> None:
    op.drop_table("board_service_records")


def _create_board_service_records() -> None:
    op.create_table(
        "board_service_records",
        sa.Column("id", ID, nullable=False),
        sa.Column("community_id", ID, nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("location", sa.String(200)),
        sa.Column("served_on", sa.Date, nullable=False),
        sa.Column("minutes", sa.Integer, nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("corrects_id", ID),
        sa.Column("notice_ends_at", UtcDateTime, nullable=False),
        sa.Column("confirmed_at", UtcDateTime, nullable=False),
        sa.Column("changed_at", UtcDateTime, nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"], ["board_communities.id"], name="fk_board_service_records_community_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_board_service_records"),
    )
    op.create_index("ix_board_service_records_by_state", "board_service_records", ["community_id", "state", "id"])
    op.create_index("ix_board_service_records_page", "board_service_records", ["community_id", "id"])
