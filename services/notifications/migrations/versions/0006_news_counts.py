"""How many news go to a phone in an hour, and of a tenant in a day."""

import sqlalchemy as sa
from alembic import op

from shared.db import UtcDateTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "news_counts",
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("began_at", UtcDateTime, nullable=False),
        sa.Column("count", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("kind", "key", "began_at", name="pk_news_counts"),
        sa.CheckConstraint("kind IN ('phone', 'tenant')", name=op.f("ck_news_counts_kind")),
    )
    op.create_index("ix_news_counts_began_at", "news_counts", ["began_at"])


def downgrade() -> None:
    op.drop_table("news_counts")
