"""Of a line that repeats another, which one."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("roster_findings") as table:
        table.add_column(sa.Column("other_line", sa.Integer))


def downgrade() -> None:
    with op.batch_alter_table("roster_findings") as table:
        table.drop_column("other_line")
