"""Of a line that repeats another, which one; of a team, when it was first planned or founded."""

import sqlalchemy as sa
from alembic import op

from shared.db import UtcDateTime

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("roster_findings") as table:
        table.add_column(sa.Column("other_line", sa.Integer))
    with op.batch_alter_table("teams") as table:
        table.add_column(sa.Column("created_at", UtcDateTime))
    op.execute("UPDATE teams SET created_at = founded_at")
    with op.batch_alter_table("teams") as table:
        table.alter_column("created_at", existing_type=UtcDateTime(), nullable=False)


def downgrade() -> None:
    with op.batch_alter_table("teams") as table:
        table.drop_column("created_at")
    with op.batch_alter_table("roster_findings") as table:
        table.drop_column("other_line")
