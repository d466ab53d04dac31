"""Rows of rosters are known again; what is kept of a file while it is worked on refers to nothing but its sync."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

OF_A_FILE = ("roster_lines", "roster_changes")
REFERENCES = {"sync_id": "roster_syncs", "tenant_id": "tenants"}


def upgrade() -> None:
    with op.batch_alter_table("members") as table:
        table.add_column(sa.Column("row_digest", sa.String(128)))
    with op.batch_alter_table("roster_lines") as table:
        table.add_column(sa.Column("row_digest", sa.String(128)))
    for name in OF_A_FILE:
        with op.batch_alter_table(name) as table:
            for column in REFERENCES:
                table.drop_constraint(op.f(f"fk_{name}_{column}"), type_="foreignkey")


def downgrade() -> None:
    for name in OF_A_FILE:
        with op.batch_alter_table(name) as table:
            for column, other in REFERENCES.items():
                table.create_foreign_key(op.f(f"fk_{name}_{column}"), other, [column], ["id"])
    for name in ("roster_lines", "members"):
        with op.batch_alter_table(name) as table:
            table.drop_column("row_digest")
