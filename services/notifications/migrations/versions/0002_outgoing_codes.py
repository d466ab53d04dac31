"""Codes that are to be sent to phones."""

import sqlalchemy as sa
from alembic import op

from shared.db import ID, UtcDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "outgoing_codes",
        sa.Column("id", ID, primary_key=True),
        sa.Column("address_encrypted", sa.Text, nullable=False),
        sa.Column("code_encrypted", sa.Text, nullable=False),
        sa.Column("expires_at", UtcDateTime, nullable=False, index=True),
        sa.Column("due_at", UtcDateTime, nullable=False, index=True),
        sa.Column("tries", sa.Integer, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("outgoing_codes")
