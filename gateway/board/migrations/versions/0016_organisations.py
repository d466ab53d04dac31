"""Social organisations that may propose, and bans."""

import sqlalchemy as sa
from alembic import op

from shared.db import ID, UtcDateTime

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "board_organisations",
        sa.Column("id", ID, primary_key=True),
        sa.Column("tenant_id", ID, nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("kind", sa.String(30)),
        sa.Column("fields", sa.JSON, nullable=False),
        sa.Column("introduction", sa.String(2000)),
        sa.Column("website", sa.String(2000)),
        sa.Column("rating", sa.Integer),
        sa.Column("rating_valid_until", sa.Date),
        sa.Column("qualified_until", sa.Date),
        sa.Column("ban_id", ID),
        sa.Column("banned_from", sa.Date),
        sa.Column("banned_until", sa.Date),
        sa.Column("ban_reason", sa.String(2000)),
        sa.Column("ban_basis", sa.String(200)),
        sa.Column("is_open", sa.Boolean, nullable=False),
        sa.Column("changed_at", UtcDateTime, nullable=False),
    )
    op.create_index("ix_board_organisations_page", "board_organisations", ["tenant_id", "id"])
    op.create_index("ix_board_organisations_by_kind", "board_organisations", ["tenant_id", "kind", "id"])


def downgrade() -> None:
    op.drop_table("board_organisations")
