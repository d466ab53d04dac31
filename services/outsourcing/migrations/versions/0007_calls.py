"""Calls with their parts, enquiries about them; projects that are called or withdrawn."""

import sqlalchemy as sa
from alembic import op

from shared.db import ID, UtcDateTime

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None
STATES = "'draft', 'published', 'opened', 'reviewed', 'concluded', 'unsuccessful', 'cancelled', 'discarded'"


def upgrade() -> None:
    op.create_table(
        "calls",
        sa.Column("id", ID, primary_key=True),
        sa.Column("tenant_id", ID, nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("about", sa.Text, nullable=False),
        sa.Column("total_minor", sa.BigInteger, nullable=False),
        sa.Column("amount_cap_minor", sa.BigInteger),
        sa.Column("projects_sought", sa.Integer, nullable=False),
        sa.Column("duration_max_months", sa.Integer, nullable=False),
        sa.Column("enquiries_until", UtcDateTime, nullable=False),
        sa.Column("proposals_until", UtcDateTime, nullable=False),
        sa.Column("notice_days", sa.Integer, nullable=False),
        sa.Column("signing_days", sa.Integer, nullable=False),
        sa.Column("reviewers_min", sa.Integer, nullable=False),
        sa.Column("criteria_plain", sa.JSON, nullable=False),
        sa.Column("budget_lines_plain", sa.JSON, nullable=False),
        sa.Column("milestones_plain", sa.JSON, nullable=False),
        sa.Column("eligibility_plain", sa.JSON, nullable=False),
        sa.Column("community_ids", sa.JSON, nullable=False),
        sa.Column("reason", sa.String(2000)),
        sa.Column("first_call_id", ID, sa.ForeignKey("calls.id")),
        sa.Column("amendments", sa.Integer, nullable=False),
        sa.Column("proposals_opened", sa.Integer),
        sa.Column("drafted_at", UtcDateTime, nullable=False),
        sa.Column("published_at", UtcDateTime),
        sa.Column("version", sa.Integer, nullable=False),
        sa.CheckConstraint(f"state IN ({STATES})", name="state"),
        sa.CheckConstraint("(state IN ('draft', 'discarded')) = (published_at IS NULL)", name="published"),
        sa.CheckConstraint("(state = 'cancelled') = (reason IS NOT NULL)", name="reason"),
        sa.CheckConstraint("state <> 'opened' OR COALESCE(proposals_opened, 0) > 0", name="opened"),
        sa.CheckConstraint("total_minor > 0", name="total"),
        sa.CheckConstraint("notice_days BETWEEN 3 AND 60", name="notice_days"),
    )
    for state in ([], ["state"]):
        for time in ([], ["proposals_until"]):
            columns = ["tenant_id", *state, *time, "id"]
            op.create_index(f"ix_calls_{'_'.join(columns)}", "calls", columns)
    _create_parts()
    _create_enquiries()
    with op.batch_alter_table("projects") as table:
        table.add_column(sa.Column("call_id", ID))
        table.add_column(sa.Column("reason", sa.String(2000)))
        table.drop_constraint(op.f("ck_projects_state"), type_="check")
        table.create_foreign_key(op.f("fk_projects_call_id"), "calls", ["call_id"], ["id"])
        table.create_check_constraint(op.f("ck_projects_state"), "state IN ('planned', 'called', 'cancelled')")
        table.create_check_constraint(
            op.f("ck_projects_called"), "(state IN ('planned', 'cancelled')) = (call_id IS NULL)"
        )
        table.create_check_constraint(op.f("ck_projects_reason"), "(state = 'cancelled') = (reason IS NOT NULL)")


def _create_parts() -> None:
    op.create_table(
        "call_fundings",
        sa.Column("call_id", ID, sa.ForeignKey("calls.id"), primary_key=True),
        sa.Column("budget_id", ID, sa.ForeignKey("budgets.id"), primary_key=True),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("amount_minor", sa.BigInteger, nullable=False),
        sa.CheckConstraint("amount_minor > 0", name="amount"),
    )
    op.create_index("ix_call_fundings_budget_id_call_id", "call_fundings", ["budget_id", "call_id"])
    op.create_table(
        "call_fields",
        sa.Column("call_id", ID, sa.ForeignKey("calls.id"), primary_key=True),
        sa.Column("field", sa.String(30), primary_key=True),
    )
    op.create_index("ix_call_fields_field_call_id", "call_fields", ["field", "call_id"])
    op.create_table(
        "call_projects",
        sa.Column("call_id", ID, sa.ForeignKey("calls.id"), primary_key=True),
        sa.Column("project_id", ID, sa.ForeignKey("projects.id"), primary_key=True),
    )
    op.create_index("ix_call_projects_project_id_call_id", "call_projects", ["project_id", "call_id"])
    op.create_table(
        "call_amendments",
        sa.Column("id", ID, primary_key=True),
        sa.Column("call_id", ID, sa.ForeignKey("calls.id"), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("reason", sa.String(2000), nullable=False),
        sa.Column("changed", sa.JSON, nullable=False),
        sa.Column("before_plain", sa.JSON, nullable=False),
        sa.Column("after_plain", sa.JSON, nullable=False),
        sa.Column("amended_at", UtcDateTime, nullable=False),
        sa.UniqueConstraint("call_id", "number"),
    )
    op.create_index("ix_call_amendments_call_id_id", "call_amendments", ["call_id", "id"])


def _create_enquiries() -> None:
    op.create_table(
        "enquiries",
        sa.Column("id", ID, primary_key=True),
        sa.Column("tenant_id", ID, nullable=False),
        sa.Column("call_id", ID, sa.ForeignKey("calls.id"), nullable=False),
        sa.Column("organisation_id", ID, sa.ForeignKey("organisations.id"), nullable=False),
        sa.Column("question", sa.String(2000), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("answer", sa.String(2000)),
        sa.Column("asked_at", UtcDateTime, nullable=False),
        sa.Column("answered_at", UtcDateTime),
        sa.Column("version", sa.Integer, nullable=False),
        sa.CheckConstraint("state IN ('asked', 'answered')", name="state"),
        sa.CheckConstraint(
            "(state = 'answered') = (answer IS NOT NULL) AND (answer IS NULL) = (answered_at IS NULL)", name="answer"
        ),
    )
    for columns in (["call_id", "id"], ["call_id", "state", "id"], ["call_id", "organisation_id", "id"]):
        op.create_index(f"ix_enquiries_{'_'.join(columns)}", "enquiries", columns)


def downgrade() -> None:
    with op.batch_alter_table("projects") as table:
        table.drop_constraint(op.f("ck_projects_called"), type_="check")
        table.drop_constraint(op.f("ck_projects_reason"), type_="check")
        table.drop_constraint(op.f("ck_projects_state"), type_="check")
        table.drop_constraint(op.f("fk_projects_call_id"), type_="foreignkey")
        table.drop_column("call_id")
        table.drop_column("reason")
        table.create_check_constraint(op.f("ck_projects_state"), "state IN ('planned')")
    for table_name in ("enquiries", "call_amendments", "call_projects", "call_fields", "call_fundings", "calls"):
        op.drop_table(table_name)
