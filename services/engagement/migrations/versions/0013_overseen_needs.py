"""Indexes by which a department reads needs of all its communities."""

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

INDEXES = {
    "ix_communities_tenant_id_id": ("communities", ["tenant_id", "id"]),
    "ix_needs_tenant_id_id": ("needs", ["tenant_id", "id"]),
    "ix_needs_tenant_id_state_id": ("needs", ["tenant_id", "state", "id"]),
    "ix_needs_tenant_id_category_id": ("needs", ["tenant_id", "category", "id"]),
    "ix_needs_tenant_id_submitted_at": ("needs", ["tenant_id", "submitted_at"]),
}


def upgrade() -> None:
    for name, (table, columns) in INDEXES.items():
        op.create_index(name, table, columns)


def downgrade() -> None:
    for name, (table, _) in INDEXES.items():
        op.drop_index(name, table)
