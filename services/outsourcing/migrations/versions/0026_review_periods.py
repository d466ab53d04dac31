"""Calls say by when their review is to be done."""

import sqlalchemy as sa
from alembic import op

from shared.db import UtcDateTime

revision = "0026"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("calls", sa.Column("review_until", UtcDateTime))


def downgrade() -> None:
    op.drop_column("calls", "review_until")
