"""Awards in their public notice, and what became of them."""

import sqlalchemy as sa
from alembic import op

from shared.db import ID, UtcDateTime

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "board_awards",
        sa.Column("id", ID, primary_key=True),
        sa.Column("tenant_id", ID, nullable=False),
        sa.Column("call_id", ID, nullable=False),
        sa.Column("proposal_id", ID, nullable=False),
        sa.Column("project_id", ID, nullable=False),
        sa.Column("community_id", ID, nullable=False),
        sa.Column("social_organisation_id", ID, nullable=False),
        sa.Column("organisation_name", sa.String(200)),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("amount_minor", sa.BigInteger, nullable=False),
        sa.Column("rank", sa.Integer, nullable=False),
        sa.Column("score", sa.Integer, nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("reason", sa.String(2000)),
        sa.Column("objections_open", sa.Integer, nullable=False),
        sa.Column("objections_upheld", sa.Integer, nullable=False),
        sa.Column("objections_dismissed", sa.Integer, nullable=False),
        sa.Column("noticed_at", UtcDateTime, nullable=False),
        sa.Column("notice_ends_at", UtcDateTime, nullable=False),
        sa.Column("sign_by", UtcDateTime),
        sa.Column("changed_at", UtcDateTime, nullable=False),
    )
    op.create_index("ix_board_awards_page", "board_awards", ["tenant_id", "id"])
    op.create_index("ix_board_awards_by_call", "board_awards", ["call_id", "id"])
    op.create_index("ix_board_awards_by_state", "board_awards", ["tenant_id", "state", "id"])
    op.create_index("ix_board_awards_soonest", "board_awards", ["tenant_id", "notice_ends_at", "id"])
    op.create_index("ix_board_awards_soonest_by_state", "board_awards", ["tenant_id", "state", "notice_ends_at", "id"])


def downgrade() -> None:
    op.drop_table("board_awards")
