"""Service that is final, and how long it was; what became final before isn't known."""

import sqlalchemy as sa
from alembic import op

from shared.db import ID

revision = "0040"
down_revision = "0032"
branch_labels = None
depends_on = None

INDEXES = (
    ["unit_id", "member_id", "served_on"],
    ["unit_id", "served_on"],
    ["community_id", "member_id", "served_on"],
    ["community_id", "served_on"],
    ["member_id", "served_on"],
)


def upgrade() -> None:
    op.create_table(
        "final_services",
        sa.Column("id", ID, nullable=False),
        sa.Column("tenant_id", ID, nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("unit_id", ID, nullable=False),
        sa.Column("community_id", ID, nullable=False),
        sa.Column("served_on", sa.Date, nullable=False),
        sa.Column("minutes", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_final_services"),
    )
    for columns in INDEXES:
        op.create_index(f"ix_final_services_{'_'.join(columns)}", "final_services", columns)


def downgrade() -> None:
    op.drop_table("final_services")
