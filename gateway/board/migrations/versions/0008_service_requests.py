"""Needs by tenant and by when they were submitted, with coordinates; the tenants of communities."""

import sqlalchemy as sa
from alembic import op

from shared.db import ID, UtcDateTime

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

NEEDS = sa.table("board_needs", sa.column("submitted_at", UtcDateTime), sa.column("accepted_at", UtcDateTime))
INDEXES = {
    "ix_board_needs_tenant": ["tenant_id", "submitted_at", "id"],
    "ix_board_needs_tenant_category": ["tenant_id", "category", "submitted_at", "id"],
    "ix_board_needs_tenant_state": ["tenant_id", "state", "submitted_at", "id"],
}


def upgrade() -> None:
    op.add_column("board_communities", sa.Column("tenant_id", ID))
    op.create_index("ix_board_communities_tenant", "board_communities", ["tenant_id", "id"])
    for name in ("latitude", "longitude"):
        op.add_column("board_needs", sa.Column(name, sa.Double))
    op.add_column("board_needs", sa.Column("tenant_id", ID))
    op.add_column("board_needs", sa.Column("submitted_at", UtcDateTime))
    op.execute(sa.update(NEEDS).values(submitted_at=NEEDS.c.accepted_at))
    with op.batch_alter_table("board_needs") as table:
        table.alter_column("submitted_at", existing_type=UtcDateTime, nullable=False)
    for name, columns in INDEXES.items():
        op.create_index(name, "board_needs", columns)


def downgrade() -> None:
    for name in INDEXES:
        op.drop_index(name, "board_needs")
    with op.batch_alter_table("board_needs") as table:
        for name in ("latitude", "longitude", "tenant_id", "submitted_at"):
            table.drop_column(name)
    op.drop_index("ix_board_communities_tenant", "board_communities")
    op.drop_column("board_communities", "tenant_id")
