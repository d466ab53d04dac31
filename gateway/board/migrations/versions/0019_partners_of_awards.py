"""Who does an award's project together with the organisation that has it."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None
NAMES = ("partner_ids", "partner_names")


def upgrade() -> None:
    with op.batch_alter_table("board_awards") as table:
        for name in NAMES:
            table.add_column(sa.Column(name, sa.JSON, nullable=False, server_default="[]"))
    with op.batch_alter_table("board_awards") as table:
        for name in NAMES:
            table.alter_column(name, server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("board_awards") as table:
        for name in NAMES:
            table.drop_column(name)
