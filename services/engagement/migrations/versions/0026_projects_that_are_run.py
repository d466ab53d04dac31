"""Who runs a project, when, and what has become of it; what belongs to projects; links of which nothing comes."""

import sqlalchemy as sa
from alembic import op

from shared.db import ID

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

STATES = "state IN ('planned', 'active', 'completed', 'terminated', 'cancelled')"
ACTIVE = "state <> 'active' OR (contractor_id IS NOT NULL AND starts_on IS NOT NULL AND ends_on IS NOT NULL)"
OWNED = "(project_id IS NULL) = (social_organisation_id IS NULL)"
INDEXES = (
    ("menu_items", ("project_id", "id")),
    ("menu_items", ("project_id", "state", "id")),
    ("attendances", ("project_id", "id")),
    ("service_records", ("project_id", "id")),
)


def upgrade() -> None:
    with op.batch_alter_table("projects") as table:
        table.add_column(sa.Column("state", sa.String(20), nullable=False, server_default="planned"))
        table.add_column(sa.Column("contractor_id", ID))
        table.add_column(sa.Column("starts_on", sa.Date))
        table.add_column(sa.Column("ends_on", sa.Date))
        table.create_check_constraint(op.f("ck_projects_state"), STATES)
        table.create_check_constraint(op.f("ck_projects_active"), ACTIVE)
        table.create_index("ix_projects_contractor_id", ["contractor_id"])
    op.create_table(
        "project_partners",
        sa.Column("project_id", ID, nullable=False),
        sa.Column("organisation_id", ID, nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_project_partners_project_id")),
        sa.PrimaryKeyConstraint("project_id", "organisation_id", name=op.f("pk_project_partners")),
    )
    op.create_index("ix_project_partners_organisation_id", "project_partners", ["organisation_id"])
    with op.batch_alter_table("menu_items") as table:
        table.add_column(sa.Column("project_id", ID))
        table.add_column(sa.Column("social_organisation_id", ID))
        table.create_foreign_key(op.f("fk_menu_items_project_id"), "projects", ["project_id"], ["id"])
        table.create_check_constraint(op.f("ck_menu_items_project"), OWNED)
    with op.batch_alter_table("activity_series") as table:
        table.add_column(sa.Column("project_id", ID))
        table.create_foreign_key(op.f("fk_activity_series_project_id"), "projects", ["project_id"], ["id"])
    op.add_column("attendances", sa.Column("project_id", ID))
    op.add_column("service_records", sa.Column("project_id", ID))
    for name, columns in INDEXES:
        op.create_index(f"ix_{name}_{'_'.join(columns)}", name, list(columns))
    op.add_column("need_links", sa.Column("is_given_up", sa.Boolean, nullable=False, server_default=sa.false()))


def downgrade() -> None:
    op.drop_column("need_links", "is_given_up")
    for name, columns in INDEXES:
        op.drop_index(f"ix_{name}_{'_'.join(columns)}", name)
    op.drop_column("service_records", "project_id")
    op.drop_column("attendances", "project_id")
    with op.batch_alter_table("activity_series") as table:
        table.drop_constraint(op.f("fk_activity_series_project_id"), type_="foreignkey")
        table.drop_column("project_id")
    with op.batch_alter_table("menu_items") as table:
        table.drop_constraint(op.f("ck_menu_items_project"), type_="check")
        table.drop_constraint(op.f("fk_menu_items_project_id"), type_="foreignkey")
        table.drop_column("social_organisation_id")
        table.drop_column("project_id")
    op.drop_table("project_partners")
    with op.batch_alter_table("projects") as table:
        table.drop_index("ix_projects_contractor_id")
        table.drop_constraint(op.f("ck_projects_active"), type_="check")
        table.drop_constraint(op.f("ck_projects_state"), type_="check")
        for name in ("ends_on", "starts_on", "contractor_id", "state"):
            table.drop_column(name)
