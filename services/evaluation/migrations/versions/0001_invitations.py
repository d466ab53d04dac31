"""Invitations and ratings."""

import sqlalchemy as sa
from alembic import op

from shared.db import ID, UtcDateTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "invitations",
        sa.Column("id", ID, nullable=False),
        sa.Column("tenant_id", ID, nullable=False),
        sa.Column("community_id", ID, nullable=False),
        sa.Column("wish_id", ID, nullable=False),
        sa.Column("claim_id", ID, nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("unit_id", ID, nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("opened_at", UtcDateTime, nullable=False),
        sa.Column("expires_at", UtcDateTime, nullable=False),
        sa.Column("token_digest", sa.String(64)),
        sa.Column("version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_invitations"),
        sa.UniqueConstraint("claim_id", name="uq_invitations_claim_id"),
        sa.CheckConstraint("state IN ('open', 'used', 'expired')", name=op.f("ck_invitations_state")),
        sa.CheckConstraint("state <> 'used' OR token_digest IS NOT NULL", name=op.f("ck_invitations_token")),
    )
    op.create_index("ix_invitations_community_id_id", "invitations", ["community_id", "id"])
    op.create_index("ix_invitations_community_id_state_id", "invitations", ["community_id", "state", "id"])
    op.create_index("ix_invitations_community_id_wish_id_id", "invitations", ["community_id", "wish_id", "id"])
    op.create_table(
        "ratings",
        sa.Column("id", ID, nullable=False),
        sa.Column("tenant_id", ID, nullable=False),
        sa.Column("invitation_id", ID, nullable=False),
        sa.Column("score", sa.Integer, nullable=False),
        sa.Column("outcome", sa.String(20), nullable=False),
        sa.Column("comment_encrypted", sa.Text),
        sa.Column("rated_at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_ratings"),
        sa.UniqueConstraint("invitation_id", name="uq_ratings_invitation_id"),
        sa.ForeignKeyConstraint(["invitation_id"], ["invitations.id"], name="fk_ratings_invitation_id"),
        sa.CheckConstraint("score BETWEEN 1 AND 5", name=op.f("ck_ratings_score")),
        sa.CheckConstraint("outcome IN ('resolved', 'partly', 'not')", name=op.f("ck_ratings_outcome")),
    )
