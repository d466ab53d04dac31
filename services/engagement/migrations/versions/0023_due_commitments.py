"""A department's commitments are listed by when they are due, too."""

from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(op.f("ix_commitments_tenant_id_due_at"), "commitments", ["tenant_id", "due_at"])


def downgrade() -> None:
    op.drop_index(op.f("ix_commitments_tenant_id_due_at"), "commitments")
