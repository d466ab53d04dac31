"""Payments, what of them has come back, and final evaluations of projects."""

import sqlalchemy as sa
from alembic import op

from shared.db import ID, UtcDateTime

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _create_payments()
    _create_claw_backs()
    _create_final_evaluations()


def _create_payments() -> None:
    op.create_table(
        "payments",
        sa.Column("id", ID, nullable=False),
        sa.Column("tenant_id", ID, nullable=False),
        sa.Column("call_id", ID, nullable=False),
        sa.Column("award_id", ID, nullable=False),
        sa.Column("contract_id", ID, nullable=False),
        sa.Column("milestone_id", ID, nullable=False),
        sa.Column("project_id", ID, nullable=False),
        sa.Column("organisation_id", ID, nullable=False),
        sa.Column("amount_minor", sa.BigInteger, nullable=False),
        sa.Column("clawed_back_minor", sa.BigInteger, nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("note", sa.String(2000)),
        sa.Column("reason", sa.String(2000)),
        sa.Column("payee_encrypted", sa.Text, nullable=False),
        sa.Column("reference", sa.String(100)),
        sa.Column("paid_on", sa.Date),
        sa.Column("requested_by", sa.String(100), nullable=False),
        sa.Column("requested_at", UtcDateTime, nullable=False),
        sa.Column("approved_by", sa.String(100)),
        sa.Column("approved_at", UtcDateTime),
        sa.Column("recorded_by", sa.String(100)),
        sa.Column("recorded_at", UtcDateTime),
        sa.Column("version", sa.Integer, nullable=False),
        sa.CheckConstraint("(state = 'paid') = (recorded_by IS NOT NULL)", name=op.f("ck_payments_recorded")),
        sa.CheckConstraint("(state = 'refused') = (reason IS NOT NULL)", name=op.f("ck_payments_reason")),
        sa.CheckConstraint("clawed_back_minor = 0 OR state = 'paid'", name=op.f("ck_payments_clawed_back_paid")),
        sa.CheckConstraint("state IN ('requested', 'approved', 'paid', 'refused')", name=op.f("ck_payments_state")),
        sa.CheckConstraint(
            "state NOT IN ('approved', 'paid') OR approved_by IS NOT NULL", name=op.f("ck_payments_approved")
        ),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_payments_amount")),
        sa.CheckConstraint(
            "approved_by <> requested_by AND recorded_by <> approved_by", name=op.f("ck_payments_second_person")
        ),
        sa.CheckConstraint("clawed_back_minor BETWEEN 0 AND amount_minor", name=op.f("ck_payments_clawed_back")),
        sa.ForeignKeyConstraint(["contract_id"], ["contracts.id"], name=op.f("fk_payments_contract_id")),
        sa.ForeignKeyConstraint(["milestone_id"], ["milestones.id"], name=op.f("fk_payments_milestone_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payments")),
    )
    op.create_index(op.f("ix_payments_contract_id_id"), "payments", ["contract_id", "id"])
    op.create_index(op.f("ix_payments_contract_id_state_id"), "payments", ["contract_id", "state", "id"])
    op.create_index(op.f("ix_payments_milestone_id"), "payments", ["milestone_id"])
    op.create_index(op.f("ix_payments_project_id_id"), "payments", ["project_id", "id"])
    op.create_index(op.f("ix_payments_project_id_state_id"), "payments", ["project_id", "state", "id"])
    op.create_index(op.f("ix_payments_tenant_id_id"), "payments", ["tenant_id", "id"])
    op.create_index(
        op.f("ix_payments_tenant_id_organisation_id_id"), "payments", ["tenant_id", "organisation_id", "id"]
    )
    op.create_index(
        op.f("ix_payments_tenant_id_organisation_id_state_id"),
        "payments",
        ["tenant_id", "organisation_id", "state", "id"],
    )
    op.create_index(op.f("ix_payments_tenant_id_state_id"), "payments", ["tenant_id", "state", "id"])


def _create_claw_backs() -> None:
    op.create_table(
        "claw_backs",
        sa.Column("id", ID, nullable=False),
        sa.Column("tenant_id", ID, nullable=False),
        sa.Column("payment_id", ID, nullable=False),
        sa.Column("amount_minor", sa.BigInteger, nullable=False),
        sa.Column("reason", sa.String(2000), nullable=False),
        sa.Column("reference", sa.String(100), nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_claw_backs_amount")),
        sa.ForeignKeyConstraint(["payment_id"], ["payments.id"], name=op.f("fk_claw_backs_payment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claw_backs")),
    )
    op.create_index(op.f("ix_claw_backs_payment_id_id"), "claw_backs", ["payment_id", "id"])


def _create_final_evaluations() -> None:
    op.create_table(
        "final_evaluations",
        sa.Column("project_id", ID, nullable=False),
        sa.Column("tenant_id", ID, nullable=False),
        sa.Column("contract_id", ID, nullable=False),
        sa.Column("result", sa.String(20), nullable=False),
        sa.Column("text", sa.String(2000), nullable=False),
        sa.Column("accepted_minor", sa.BigInteger, nullable=False),
        sa.Column("paid_minor", sa.BigInteger, nullable=False),
        sa.Column("freed_minor", sa.BigInteger, nullable=False),
        sa.Column("raters", sa.Integer, nullable=False),
        sa.Column("satisfied", sa.Integer, nullable=False),
        sa.Column("evaluated_at", UtcDateTime, nullable=False),
        sa.CheckConstraint(
            "result IN ('excellent', 'good', 'passed', 'failed')", name=op.f("ck_final_evaluations_result")
        ),
        sa.CheckConstraint("satisfied BETWEEN 0 AND raters", name=op.f("ck_final_evaluations_satisfied")),
        sa.ForeignKeyConstraint(["contract_id"], ["contracts.id"], name=op.f("fk_final_evaluations_contract_id")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_final_evaluations_project_id")),
        sa.PrimaryKeyConstraint("project_id", name=op.f("pk_final_evaluations")),
    )


def downgrade() -> None:
    for name in ("final_evaluations", "claw_backs", "payments"):
        op.drop_table(name)
