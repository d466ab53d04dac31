"""What claimers show of their deliveries, and when a claim has ended."""

import sqlalchemy as sa
from alembic import op

from shared.clock import SystemClock
from shared.db import ID, UtcDateTime

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

CLAIMS = sa.table("claims", sa.column("state"), sa.column("ended_at", UtcDateTime))
IS_OVER = "(state IN ('confirmed', 'lapsed', 'released')) = (ended_at IS NOT NULL)"


def upgrade() -> None:
    op.add_column("claims", sa.Column("evidence_count", sa.Integer, nullable=False, server_default="0"))
    op.add_column("claims", sa.Column("ended_at", UtcDateTime))
    over = sa.update(CLAIMS).where(CLAIMS.c.state.in_(("confirmed", "lapsed", "released")))
    op.execute(over.values(ended_at=SystemClock().now()))  # when they really ended isn't known
    with op.batch_alter_table("claims") as table:
        table.alter_column("evidence_count", existing_type=sa.Integer, server_default=None)
        table.create_check_constraint(op.f("ck_claims_evidence"), "evidence_count BETWEEN 0 AND 9")
        table.create_check_constraint(op.f("ck_claims_ended"), IS_OVER)
    op.create_table(
        "evidence",
        sa.Column("id", ID, nullable=False),
        sa.Column("tenant_id", ID, nullable=False),
        sa.Column("claim_id", ID, nullable=False),
        sa.Column("media_type", sa.String(50), nullable=False),
        sa.Column("size_bytes", sa.Integer, nullable=False),
        sa.Column("content_encrypted", sa.Text, nullable=False),
        sa.Column("attached_at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_evidence"),
        sa.ForeignKeyConstraint(["claim_id"], ["claims.id"], name="fk_evidence_claim_id"),
        sa.CheckConstraint(
            "media_type IN ('image/jpeg', 'image/png', 'application/pdf')", name=op.f("ck_evidence_media_type")
        ),
    )
    op.create_index("ix_evidence_claim_id_id", "evidence", ["claim_id", "id"])


def downgrade() -> None:
    op.drop_table("evidence")
    with op.batch_alter_table("claims") as table:
        table.drop_constraint(op.f("ck_claims_ended"), type_="check")
        table.drop_constraint(op.f("ck_claims_evidence"), type_="check")
        table.drop_column("ended_at")
        table.drop_column("evidence_count")
