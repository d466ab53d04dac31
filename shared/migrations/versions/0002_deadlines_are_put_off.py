"""A deadline that fails is tried again later."""

import sqlalchemy as sa
from alembic import op

from shared.db import UtcDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("deadlines", sa.Column("tries", sa.Integer, nullable=False, server_default="0"))
    op.add_column("deadlines", sa.Column("retry_at", UtcDateTime))


def downgrade() -> None:
    op.drop_column("deadlines", "retry_at")
    op.drop_column("deadlines", "tries")
