"""What needs are in hand by."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("board_needs", sa.Column("links", sa.JSON, nullable=False, server_default="[]"))
    with op.batch_alter_table("board_needs") as table:
        table.alter_column("links", existing_type=sa.JSON, server_default=None)


def downgrade() -> None:
    op.drop_column("board_needs", "links")
