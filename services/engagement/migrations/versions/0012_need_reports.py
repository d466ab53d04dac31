"""Needs that city apps pass on, with coordinates."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

OLD_ORIGINS = "origin IN ('resident', 'staff', 'community')"
ORIGINS = "origin IN ('resident', 'staff', 'community', 'app')"
NEEDS = sa.table("needs", sa.column("origin"))


def upgrade() -> None:
    op.add_column("needs", sa.Column("latitude", sa.Double))
    op.add_column("needs", sa.Column("longitude", sa.Double))
    op.add_column("needs", sa.Column("report_digest", sa.String(64)))
    with op.batch_alter_table("needs") as table:
        table.drop_constraint(op.f("ck_needs_origin"), type_="check")
        table.create_check_constraint(op.f("ck_needs_origin"), ORIGINS)
        table.create_check_constraint(op.f("ck_needs_coordinates"), "(latitude IS NULL) = (longitude IS NULL)")
        table.create_check_constraint(op.f("ck_needs_private_coordinates"), "privacy <> 'private' OR latitude IS NULL")
    op.create_index("ix_needs_report_digest", "needs", ["report_digest"])


def downgrade() -> None:
    op.drop_index("ix_needs_report_digest", "needs")
    op.execute(sa.update(NEEDS).where(NEEDS.c.origin == "app").values(origin="staff"))
    with op.batch_alter_table("needs") as table:
        table.drop_constraint(op.f("ck_needs_private_coordinates"), type_="check")
        table.drop_constraint(op.f("ck_needs_coordinates"), type_="check")
        table.drop_constraint(op.f("ck_needs_origin"), type_="check")
        table.create_check_constraint(op.f("ck_needs_origin"), OLD_ORIGINS)
        for name in ("latitude", "longitude", "report_digest"):
            table.drop_column(name)
