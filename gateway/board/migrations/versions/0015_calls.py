"""Calls for proposals, with what they are about, how they were amended and what was asked about them."""

import sqlalchemy as sa
from alembic import op

from shared.db import ID, UtcDateTime

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "board_calls",
        sa.Column("id", ID, primary_key=True),
        sa.Column("tenant_id", ID, nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("notice", sa.JSON, nullable=False),
        sa.Column("proposals_until", UtcDateTime, nullable=False),
        sa.Column("total_minor", sa.BigInteger, nullable=False),
        sa.Column("reason", sa.String(2000)),
        sa.Column("first_call_id", ID),
        sa.Column("amendments", sa.Integer, nullable=False),
        sa.Column("proposals_opened", sa.Integer),
        sa.Column("published_at", UtcDateTime, nullable=False),
        sa.Column("changed_at", UtcDateTime, nullable=False),
    )
    op.create_index("ix_board_calls_page", "board_calls", ["tenant_id", "id"])
    op.create_index("ix_board_calls_by_state", "board_calls", ["tenant_id", "state", "id"])
    op.create_index("ix_board_calls_soonest", "board_calls", ["tenant_id", "proposals_until", "id"])
    op.create_index("ix_board_calls_soonest_by_state", "board_calls", ["tenant_id", "state", "proposals_until", "id"])
    op.create_table(
        "board_call_fields",
        sa.Column("field", sa.String(30), primary_key=True),
        sa.Column("call_id", ID, sa.ForeignKey("board_calls.id"), primary_key=True),
    )
    op.create_index("ix_board_call_fields_call_id", "board_call_fields", ["call_id"])
    op.create_table(
        "board_call_amendments",
        sa.Column("id", ID, primary_key=True),
        sa.Column("call_id", ID, sa.ForeignKey("board_calls.id"), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("reason", sa.String(2000), nullable=False),
        sa.Column("changed", sa.JSON, nullable=False),
        sa.Column("amended_at", UtcDateTime, nullable=False),
    )
    op.create_index("ix_board_call_amendments_call_id", "board_call_amendments", ["call_id", "number"])
    op.create_table(
        "board_call_enquiries",
        sa.Column("id", ID, primary_key=True),
        sa.Column("call_id", ID, sa.ForeignKey("board_calls.id"), nullable=False),
        sa.Column("question", sa.String(2000), nullable=False),
        sa.Column("answer", sa.String(2000), nullable=False),
        sa.Column("answered_at", UtcDateTime, nullable=False),
    )
    op.create_index("ix_board_call_enquiries_call_id", "board_call_enquiries", ["call_id", "answered_at", "id"])


def downgrade() -> None:
    for table in ("board_call_enquiries", "board_call_amendments", "board_call_fields", "board_calls"):
        op.drop_table(table)
