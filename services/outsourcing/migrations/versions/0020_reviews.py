"""Reviewers with what ties them to organisations, and their reviews."""

import sqlalchemy as sa
from alembic import op

from shared.db import ID, UtcDateTime

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

IS_REVIEWING = "state IN ('asked', 'ready')"


def upgrade() -> None:
    op.create_table(
        "affiliations",
        sa.Column("appointment_id", ID, primary_key=True),
        sa.Column("tenant_id", ID, nullable=False),
        sa.Column("organisation_id", ID, nullable=False),
        sa.Column("is_social", sa.Boolean, nullable=False),
        sa.Column("member_id", ID),
    )
    op.create_index("ix_affiliations_tenant_id_member_id", "affiliations", ["tenant_id", "member_id"])
    op.create_table(
        "reviewers",
        sa.Column("id", ID, primary_key=True),
        sa.Column("tenant_id", ID, nullable=False),
        sa.Column("call_id", ID, sa.ForeignKey("calls.id"), nullable=False),
        sa.Column("member_id", ID),
        sa.Column("appointment_id", ID),
        sa.Column("name_encrypted", sa.Text),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("reason", sa.String(2000)),
        sa.Column("assigned_at", UtcDateTime, nullable=False),
        sa.Column("declared_at", UtcDateTime),
        sa.Column("version", sa.Integer, nullable=False),
        sa.CheckConstraint("state IN ('asked', 'ready', 'declined', 'released')", name="state"),
        sa.CheckConstraint("(member_id IS NULL) <> (appointment_id IS NULL)", name="person"),
        sa.CheckConstraint("(state IN ('declined', 'released')) = (reason IS NOT NULL)", name="reason"),
        sa.CheckConstraint("state <> 'ready' OR declared_at IS NOT NULL", name="declared"),
    )
    for person in ("member", "appointment"):
        op.create_index(
            f"uq_reviewers_call_{person}",
            "reviewers",
            ["call_id", f"{person}_id"],
            unique=True,
            sqlite_where=sa.text(IS_REVIEWING),
            postgresql_where=sa.text(IS_REVIEWING),
        )
        op.create_index(f"ix_reviewers_tenant_id_{person}_id_id", "reviewers", ["tenant_id", f"{person}_id", "id"])
    op.create_index("ix_reviewers_call_id_id", "reviewers", ["call_id", "id"])
    op.create_table(
        "interests",
        sa.Column("reviewer_id", ID, sa.ForeignKey("reviewers.id"), primary_key=True),
        sa.Column("organisation_id", ID, primary_key=True),
        sa.Column("kind", sa.String(20), primary_key=True),
        sa.CheckConstraint("kind IN ('employed', 'interest', 'relative')", name="kind"),
    )
    _create_reviews()


def _create_reviews() -> None:
    op.create_table(
        "reviews",
        sa.Column("id", ID, primary_key=True),
        sa.Column("tenant_id", ID, nullable=False),
        sa.Column("call_id", ID, sa.ForeignKey("calls.id"), nullable=False),
        sa.Column("reviewer_id", ID, sa.ForeignKey("reviewers.id"), nullable=False),
        sa.Column("proposal_id", ID, sa.ForeignKey("proposals.id"), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("scores_encrypted", sa.Text),
        sa.Column("conflict", sa.String(20)),
        sa.Column("reason_encrypted", sa.Text),
        sa.Column("assigned_at", UtcDateTime, nullable=False),
        sa.Column("submitted_at", UtcDateTime),
        sa.Column("version", sa.Integer, nullable=False),
        sa.CheckConstraint("state IN ('assigned', 'submitted', 'barred', 'released')", name="state"),
        sa.CheckConstraint("(state = 'barred') = (conflict IS NOT NULL)", name="conflict"),
        sa.CheckConstraint("state <> 'submitted' OR submitted_at IS NOT NULL", name="submitted"),
        sa.CheckConstraint("submitted_at IS NULL OR scores_encrypted IS NOT NULL", name="scores"),
        sa.UniqueConstraint("reviewer_id", "proposal_id"),
    )
    for columns in (
        ["call_id", "state", "id"],
        ["call_id", "proposal_id", "id"],
        ["call_id", "id"],
        ["reviewer_id", "id"],
    ):
        op.create_index(f"ix_reviews_{'_'.join(columns)}", "reviews", columns)


def downgrade() -> None:
    for name in ("reviews", "interests", "reviewers", "affiliations"):
        op.drop_table(name)
