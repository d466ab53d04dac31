"""What members are busy with is heard from engagement; what they took on before isn't known."""

import sqlalchemy as sa
from alembic import op

from shared.db import ID

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "member_duties",
        sa.Column("claim_id", ID, nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("tenant_id", ID, nullable=False),
        sa.Column("community_id", ID, nullable=False),
        sa.Column("item_id", ID, nullable=False),
        sa.PrimaryKeyConstraint("claim_id", "member_id", name=op.f("pk_member_duties")),
    )
    op.create_index(op.f("ix_member_duties_item_id"), "member_duties", ["item_id"])
    op.create_index(op.f("ix_member_duties_member_id"), "member_duties", ["member_id"])


def downgrade() -> None:
    op.drop_table("member_duties")
