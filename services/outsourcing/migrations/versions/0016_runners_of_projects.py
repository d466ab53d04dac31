"""Who runs a project: its contractor, and the contractor's partners."""

import sqlalchemy as sa
from alembic import op

from shared.db import ID

revision = "0016"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("projects", sa.Column("contractor_id", ID))
    op.create_index("ix_projects_contractor_id_id", "projects", ["contractor_id", "id"])
    op.create_table(
        "project_partners",
        sa.Column("project_id", ID, nullable=False),
        sa.Column("organisation_id", ID, nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_project_partners_project_id")),
        sa.PrimaryKeyConstraint("project_id", "organisation_id", name=op.f("pk_project_partners")),
    )
    op.create_index("ix_project_partners_organisation_id", "project_partners", ["organisation_id"])


def downgrade() -> None:
    op.drop_table("project_partners")
    op.drop_index("ix_projects_contractor_id_id", "projects")
    op.drop_column("projects", "contractor_id")
