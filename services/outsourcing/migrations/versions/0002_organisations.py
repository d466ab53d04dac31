"""A copy of subdistricts and social organisations."""

import sqlalchemy as sa
from alembic import op

from shared.db import ID

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "organisations",
        sa.Column("id", ID, primary_key=True),
        sa.Column("tenant_id", ID, nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("code", sa.String(50)),
        sa.Column("is_open", sa.Boolean, nullable=False),
        sa.CheckConstraint("kind IN ('subdistrict', 'organisation')", name="kind"),
    )


def downgrade() -> None:
    op.drop_table("organisations")
