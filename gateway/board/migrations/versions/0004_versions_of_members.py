"""Of which version of a member tokens are refused."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("board_revocations") as table:
        table.add_column(sa.Column("member_version", sa.Integer))


def downgrade() -> None:
    with op.batch_alter_table("board_revocations") as table:
        table.drop_column("member_version")
