"""Communities and members as heard of, wishes, claims, commitments."""

import sqlalchemy as sa
from alembic import op

from shared.db import ID, UtcDateTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "communities",
        sa.Column("id", ID, nullable=False),
        sa.Column("tenant_id", ID, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_communities"),
    )
    op.create_table(
        "members",
        sa.Column("id", ID, nullable=False),
        sa.Column("tenant_id", ID, nullable=False),
        sa.Column("unit_id", ID, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_members"),
    )
    _create_wishes()
    _create_claims()
    _create_commitments()


def _create_wishes() -> None:
    op.create_table(
        "wishes",
        sa.Column("id", ID, nullable=False),
        sa.Column("tenant_id", ID, nullable=False),
        sa.Column("community_id", ID, nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("category", sa.String(100), nullable=False),
        sa.Column("beneficiary_kind", sa.String(100), nullable=False),
        sa.Column("beneficiary_encrypted", sa.Text, nullable=False),
        sa.Column("source", sa.String(200)),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("claim_id", ID),
        sa.Column("published_at", UtcDateTime, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_wishes"),
        sa.ForeignKeyConstraint(["community_id"], ["communities.id"], name="fk_wishes_community_id"),
        sa.CheckConstraint("state IN ('published', 'claimed', 'delivered', 'fulfilled')", name=op.f("ck_wishes_state")),
        sa.CheckConstraint("(state = 'published') = (claim_id IS NULL)", name=op.f("ck_wishes_claim")),
    )


def _create_claims() -> None:
    op.create_table(
        "claims",
        sa.Column("id", ID, nullable=False),
        sa.Column("tenant_id", ID, nullable=False),
        sa.Column("wish_id", ID, nullable=False),
        sa.Column("community_id", ID, nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("unit_id", ID, nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("plan", sa.String(2000)),
        sa.Column("claimed_at", UtcDateTime, nullable=False),
        sa.Column("commit_by", UtcDateTime, nullable=False),
        sa.Column("delivery_note", sa.String(2000)),
        sa.Column("confirmation_note", sa.String(2000)),
        sa.Column("version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_claims"),
        sa.ForeignKeyConstraint(["wish_id"], ["wishes.id"], name="fk_claims_wish_id"),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name="fk_claims_member_id"),
        sa.CheckConstraint(
            "state IN ('claimed', 'committed', 'delivered', 'confirmed', 'lapsed')", name=op.f("ck_claims_state")
        ),
    )
    live = sa.text("state IN ('claimed', 'committed', 'delivered', 'confirmed')")
    op.create_index("uq_claims_live", "claims", ["wish_id"], unique=True, sqlite_where=live, postgresql_where=live)
    op.create_index("ix_claims_member_id_id", "claims", ["member_id", "id"])
    for owner in ("community", "unit"):
        op.create_index(f"ix_claims_{owner}_id_id", "claims", [f"{owner}_id", "id"])
        op.create_index(f"ix_claims_{owner}_id_state_id", "claims", [f"{owner}_id", "state", "id"])


def _create_commitments() -> None:
    op.create_table(
        "commitments",
        sa.Column("id", ID, nullable=False),
        sa.Column("tenant_id", ID, nullable=False),
        sa.Column("claim_id", ID, nullable=False),
        sa.Column("text", sa.String(2000), nullable=False),
        sa.Column("due_at", UtcDateTime, nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("verdict", sa.String(20)),
        sa.PrimaryKeyConstraint("id", name="pk_commitments"),
        sa.ForeignKeyConstraint(["claim_id"], ["claims.id"], name="fk_commitments_claim_id"),
        sa.UniqueConstraint("claim_id", name="uq_commitments_claim_id"),
        sa.CheckConstraint("state IN ('open', 'fulfilled', 'lapsed')", name=op.f("ck_commitments_state")),
        sa.CheckConstraint("verdict IN ('kept', 'partly', 'broken')", name=op.f("ck_commitments_verdict_known")),
        sa.CheckConstraint("(state = 'fulfilled') = (verdict IS NOT NULL)", name=op.f("ck_commitments_verdict")),
    )
