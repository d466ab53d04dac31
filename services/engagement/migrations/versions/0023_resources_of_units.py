"""Pairings and what units give, as membership tells of them."""

import sqlalchemy as sa
from alembic import op

from shared.db import ID

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "pairings",
        sa.Column("id", ID, nullable=False),
        sa.Column("tenant_id", ID, nullable=False),
        sa.Column("unit_id", ID, nullable=False),
        sa.Column("community_id", ID, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_pairings"),
    )
    op.create_index("ix_pairings_community_id_unit_id", "pairings", ["community_id", "unit_id"])
    op.create_table(
        "resources",
        sa.Column("id", ID, nullable=False),
        sa.Column("tenant_id", ID, nullable=False),
        sa.Column("unit_id", ID, nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("available_from", sa.Date),
        sa.Column("available_until", sa.Date),
        sa.PrimaryKeyConstraint("id", name="pk_resources"),
    )
    op.create_index("ix_resources_unit_id_id", "resources", ["unit_id", "id"])


def downgrade() -> None:
    op.drop_table("resources")
    op.drop_table("pairings")
