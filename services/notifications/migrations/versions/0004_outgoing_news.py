"""What people are to be told of their needs."""

import sqlalchemy as sa
from alembic import op

from shared.db import ID, UtcDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "outgoing_news",
        sa.Column("id", ID, primary_key=True),
        sa.Column("address_encrypted", sa.Text, nullable=False),
        sa.Column("ticket_number", sa.String(80), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("expires_at", UtcDateTime, nullable=False, index=True),
        sa.Column("due_at", UtcDateTime, nullable=False, index=True),
        sa.Column("tries", sa.Integer, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("outgoing_news")
