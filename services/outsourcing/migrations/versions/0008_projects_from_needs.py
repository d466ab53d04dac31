"""A copy of needs, and which of them projects are for; projects by state."""

import sqlalchemy as sa
from alembic import op

from shared.db import ID

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "needs",
        sa.Column("id", ID, primary_key=True),
        sa.Column("tenant_id", ID, nullable=False),
        sa.Column("community_id", ID, nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
    )
    op.create_table(
        "project_needs",
        sa.Column("project_id", ID, sa.ForeignKey("projects.id"), primary_key=True),
        sa.Column("need_id", ID, sa.ForeignKey("needs.id"), primary_key=True),
    )
    op.create_index("ix_project_needs_need_id_project_id", "project_needs", ["need_id", "project_id"])
    op.create_index("ix_projects_tenant_id_state_id", "projects", ["tenant_id", "state", "id"])


def downgrade() -> None:
    op.drop_index("ix_projects_tenant_id_state_id", "projects")
    op.drop_table("project_needs")
    op.drop_table("needs")
