"""Of each roster sync, the columns that its file hasn't."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("roster_syncs") as table:
        table.add_column(sa.Column("absent_columns", sa.JSON, nullable=False, server_default="[]"))
    with op.batch_alter_table("roster_syncs") as table:
        table.alter_column("absent_columns", existing_type=sa.JSON(), server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("roster_syncs") as table:
        table.drop_column("absent_columns")
