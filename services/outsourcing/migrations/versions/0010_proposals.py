"""Proposals with their versions, partners and receipts."""

import sqlalchemy as sa
from alembic import op

from shared.db import ID, UtcDateTime

revision = "0010"
down_revision = "0008"
branch_labels = None
depends_on = None

STATES = "'draft', 'submitted', 'unconfirmed', 'withdrawn', 'lapsed', 'void', 'opened', 'damaged'"
IS_LIVE = "state IN ('draft', 'submitted', 'unconfirmed')"
CLEAR = ("title", "amount_minor", "community_id", "project_id", "starts_on", "ends_on", "content")
NOTHING_CLEAR = " AND ".join(f"{name} IS NULL" for name in CLEAR)
ALL_CLEAR = " AND ".join(f"{name} IS NOT NULL" for name in CLEAR if name != "project_id")


def upgrade() -> None:
    op.create_table(
        "proposals",
        sa.Column("id", ID, primary_key=True),
        sa.Column("tenant_id", ID, nullable=False),
        sa.Column("call_id", ID, sa.ForeignKey("calls.id"), nullable=False),
        sa.Column("organisation_id", ID, nullable=False),
        sa.Column("project_digest", sa.String(64), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("saved_version", sa.Integer, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("drafted_at", UtcDateTime, nullable=False),
        sa.Column("saved_at", UtcDateTime, nullable=False),
        sa.Column("submitted_at", UtcDateTime),
        sa.Column("receipt_number", sa.String(20)),
        sa.Column("opened_at", UtcDateTime),
        sa.Column("title", sa.String(200)),
        sa.Column("amount_minor", sa.BigInteger),
        sa.Column("community_id", ID),
        sa.Column("project_id", ID),
        sa.Column("starts_on", sa.Date),
        sa.Column("ends_on", sa.Date),
        sa.Column("content", sa.Text),
        sa.Column("version", sa.Integer, nullable=False),
        sa.CheckConstraint(f"state IN ({STATES})", name="state"),
        sa.CheckConstraint(
            f"(opened_at IS NULL AND {NOTHING_CLEAR}) OR (opened_at IS NOT NULL AND {ALL_CLEAR})", name="clear"
        ),
        sa.CheckConstraint(
            "opened_at IS NULL OR state NOT IN ('draft', 'submitted', 'unconfirmed', 'lapsed')", name="sealed"
        ),
        sa.CheckConstraint("(submitted_at IS NULL) = (receipt_number IS NULL)", name="receipt"),
    )
    op.create_index(
        "ix_proposals_live",
        "proposals",
        ["call_id", "organisation_id", "project_digest"],
        unique=True,
        sqlite_where=sa.text(IS_LIVE),
        postgresql_where=sa.text(IS_LIVE),
    )
    op.create_index("ix_proposals_call_id_id", "proposals", ["call_id", "id"])
    op.create_index("ix_proposals_organisation_id_id", "proposals", ["organisation_id", "id"])
    _create_parts()


def _create_parts() -> None:
    op.create_table(
        "proposal_versions",
        sa.Column("id", ID, primary_key=True),
        sa.Column("tenant_id", ID, nullable=False),
        sa.Column("proposal_id", ID, sa.ForeignKey("proposals.id"), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("saved_at", UtcDateTime, nullable=False),
        sa.Column("content_encrypted", sa.Text, nullable=False),
        sa.CheckConstraint("number > 0", name="number"),
    )
    op.create_index(
        "ix_proposal_versions_proposal_id_number", "proposal_versions", ["proposal_id", "number"], unique=True
    )
    op.create_index("ix_proposal_versions_proposal_id_id", "proposal_versions", ["proposal_id", "id"])
    op.create_table(
        "proposal_partners",
        sa.Column("proposal_id", ID, sa.ForeignKey("proposals.id"), primary_key=True),
        sa.Column("organisation_id", ID, primary_key=True),
        sa.Column("tenant_id", ID, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("answered_at", UtcDateTime),
        sa.CheckConstraint("state IN ('asked', 'confirmed', 'refused')", name="state"),
        sa.CheckConstraint("(state = 'asked') = (answered_at IS NULL)", name="answered_at"),
    )
    op.create_index(
        "ix_proposal_partners_organisation_id_proposal_id", "proposal_partners", ["organisation_id", "proposal_id"]
    )
    op.create_table(
        "proposal_receipts",
        sa.Column("number", sa.String(20), primary_key=True),
        sa.Column("tenant_id", ID, nullable=False),
        sa.Column("proposal_id", ID, sa.ForeignKey("proposals.id"), nullable=False),
        sa.Column("saved_version", sa.Integer, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("issued_at", UtcDateTime, nullable=False),
    )
    op.create_index("ix_proposal_receipts_proposal_id_issued_at", "proposal_receipts", ["proposal_id", "issued_at"])


def downgrade() -> None:
    for name in ("proposal_receipts", "proposal_partners", "proposal_versions", "proposals"):
        op.drop_table(name)
