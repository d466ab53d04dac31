"""In which language people are told of their needs."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("outgoing_news", sa.Column("language", sa.String(2), nullable=False, server_default="zh"))
    with op.batch_alter_table("outgoing_news") as table:
        table.alter_column("language", existing_type=sa.String(2), server_default=None)


def downgrade() -> None:
    op.drop_column("outgoing_news", "language")
