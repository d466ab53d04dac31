"""Milestones of contracts."""

import sqlalchemy as sa
from alembic import op

from shared.db import ID, UtcDateTime

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _create_milestones()


def _create_milestones() -> None:
    op.create_table(
        "milestones",
        sa.Column("id", ID, nullable=False),
        sa.Column("tenant_id", ID, nullable=False),
        sa.Column("contract_id", ID, nullable=False),
        sa.Column("call_id", ID, nullable=False),
        sa.Column("award_id", ID, nullable=False),
        sa.Column("project_id", ID, nullable=False),
        sa.Column("community_id", ID, nullable=False),
        sa.Column("organisation_id", ID, nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("amount_minor", sa.BigInteger, nullable=False),
        sa.Column("accepted_minor", sa.BigInteger, nullable=False),
        sa.Column("due_on", sa.Date, nullable=False),
        sa.Column("deliverables", sa.String(2000), nullable=False),
        sa.Column("raters_min", sa.Integer),
        sa.Column("satisfied_percent", sa.Integer),
        sa.Column("survey_days", sa.Integer),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("attempt", sa.Integer, nullable=False),
        sa.Column("note", sa.String(2000)),
        sa.Column("submitted_at", UtcDateTime),
        sa.Column("survey_id", ID),
        sa.Column("survey_ends_at", UtcDateTime),
        sa.Column("is_extended", sa.Boolean, nullable=False),
        sa.Column("raters", sa.Integer, nullable=False),
        sa.Column("satisfied", sa.Integer),
        sa.Column("is_final", sa.Boolean, nullable=False),
        sa.Column("verdict", sa.String(20)),
        sa.Column("verdict_percent", sa.Integer),
        sa.Column("verdict_reason", sa.String(2000)),
        sa.Column("judged_at", UtcDateTime),
        sa.Column("decided_verdict", sa.String(20)),
        sa.Column("decided_percent", sa.Integer),
        sa.Column("decided_reason", sa.String(2000)),
        sa.Column("decided_at", UtcDateTime),
        sa.Column("reminded_at", UtcDateTime),
        sa.Column("settled_at", UtcDateTime),
        sa.Column("version", sa.Integer, nullable=False),
        sa.CheckConstraint(
            "(state IN ('planned', 'sent_back', 'submitted', 'undecided')) = (settled_at IS NULL)",
            name=op.f("ck_milestones_settled"),
        ),
        sa.CheckConstraint(
            "accepted_minor = 0 OR state IN ('accepted', 'partly', 'settled')",
            name=op.f("ck_milestones_accepted_state"),
        ),
        sa.CheckConstraint(
            "state IN ('planned', 'submitted', 'undecided', 'accepted', 'partly', 'sent_back', 'failed', "
            "'settled', 'dropped')",
            name=op.f("ck_milestones_state"),
        ),
        sa.CheckConstraint("(attempt = 0) = (submitted_at IS NULL)", name=op.f("ck_milestones_submitted")),
        sa.CheckConstraint(
            "(raters_min IS NULL) = (satisfied_percent IS NULL)", name=op.f("ck_milestones_satisfied_percent")
        ),
        sa.CheckConstraint("(raters_min IS NULL) = (survey_days IS NULL)", name=op.f("ck_milestones_survey_days")),
        sa.CheckConstraint("accepted_minor BETWEEN 0 AND amount_minor", name=op.f("ck_milestones_accepted")),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_milestones_amount")),
        sa.CheckConstraint("satisfied BETWEEN 0 AND raters", name=op.f("ck_milestones_satisfied")),
        sa.ForeignKeyConstraint(["contract_id"], ["contracts.id"], name=op.f("fk_milestones_contract_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_milestones")),
        sa.UniqueConstraint("contract_id", "position", name=op.f("uq_milestones_contract_id_position")),
    )
    op.create_index(op.f("ix_milestones_contract_id_id"), "milestones", ["contract_id", "id"])
    op.create_index(op.f("ix_milestones_project_id_id"), "milestones", ["project_id", "id"])
    op.create_index(
        op.f("ix_milestones_tenant_id_community_id_due_on_id"),
        "milestones",
        ["tenant_id", "community_id", "due_on", "id"],
    )
    op.create_index(op.f("ix_milestones_tenant_id_community_id_id"), "milestones", ["tenant_id", "community_id", "id"])
    op.create_index(
        op.f("ix_milestones_tenant_id_community_id_state_due_on_id"),
        "milestones",
        ["tenant_id", "community_id", "state", "due_on", "id"],
    )
    op.create_index(
        op.f("ix_milestones_tenant_id_community_id_state_id"),
        "milestones",
        ["tenant_id", "community_id", "state", "id"],
    )
    op.create_index(op.f("ix_milestones_tenant_id_due_on_id"), "milestones", ["tenant_id", "due_on", "id"])
    op.create_index(op.f("ix_milestones_tenant_id_id"), "milestones", ["tenant_id", "id"])
    op.create_index(
        op.f("ix_milestones_tenant_id_organisation_id_due_on_id"),
        "milestones",
        ["tenant_id", "organisation_id", "due_on", "id"],
    )
    op.create_index(
        op.f("ix_milestones_tenant_id_organisation_id_id"), "milestones", ["tenant_id", "organisation_id", "id"]
    )
    op.create_index(
        op.f("ix_milestones_tenant_id_organisation_id_state_due_on_id"),
        "milestones",
        ["tenant_id", "organisation_id", "state", "due_on", "id"],
    )
    op.create_index(
        op.f("ix_milestones_tenant_id_organisation_id_state_id"),
        "milestones",
        ["tenant_id", "organisation_id", "state", "id"],
    )
    op.create_index(
        op.f("ix_milestones_tenant_id_state_due_on_id"), "milestones", ["tenant_id", "state", "due_on", "id"]
    )
    op.create_index(op.f("ix_milestones_tenant_id_state_id"), "milestones", ["tenant_id", "state", "id"])


def downgrade() -> None:
    for name in ("milestones",):
        op.drop_table(name)
