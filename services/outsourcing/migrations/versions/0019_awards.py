"""Awards, objections to them, and the ranking that they follow; calls say what passes."""

import sqlalchemy as sa
from alembic import op

from shared.db import ID, UtcDateTime

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None
IS_LIVE = "state IN ('pending', 'active', 'signed')"
AWARD_STATES = "'pending', 'active', 'signed', 'cancelled', 'declined', 'lapsed'"
OBJECTION_STATES = "'open', 'upheld', 'dismissed', 'withdrawn', 'dropped'"
SEALED_STATES = "'draft', 'submitted', 'unconfirmed', 'withdrawn', 'lapsed', 'void', 'opened', 'damaged'"
CHECKED_STATES = "'admitted', 'rejected', 'awarded', 'reserve', 'not_chosen', 'dropped'"
PROJECT_STATES = "'planned', 'called', 'cancelled'"


def upgrade() -> None:
    with op.batch_alter_table("calls") as table:
        table.add_column(sa.Column("passing_score", sa.Integer, nullable=False, server_default="60"))
        table.add_column(sa.Column("outlier_points", sa.Integer, nullable=False, server_default="15"))
        table.add_column(sa.Column("reviewed_at", UtcDateTime))
        table.create_check_constraint(
            op.f("ck_calls_scores"), "passing_score BETWEEN 0 AND 100 AND outlier_points BETWEEN 1 AND 100"
        )
        table.create_check_constraint(
            op.f("ck_calls_reviewed"), "state NOT IN ('reviewed', 'concluded') OR reviewed_at IS NOT NULL"
        )
    with op.batch_alter_table("calls") as table:
        table.alter_column("passing_score", server_default=None)
        table.alter_column("outlier_points", server_default=None)
    with op.batch_alter_table("projects") as table:
        table.drop_constraint(op.f("ck_projects_state"), type_="check")
        table.create_check_constraint(op.f("ck_projects_state"), f"state IN ({PROJECT_STATES}, 'awarded')")
    with op.batch_alter_table("proposals") as table:
        table.add_column(sa.Column("checked_at", UtcDateTime))
        table.add_column(sa.Column("rejected_because", sa.String(2000)))
        table.drop_constraint(op.f("ck_proposals_state"), type_="check")
        table.create_check_constraint(op.f("ck_proposals_state"), f"state IN ({SEALED_STATES}, {CHECKED_STATES})")
        table.create_check_constraint(
            op.f("ck_proposals_rejected"), "(state = 'rejected') = (rejected_because IS NOT NULL)"
        )
        table.create_check_constraint(
            op.f("ck_proposals_checked"), f"state NOT IN ({CHECKED_STATES}) OR checked_at IS NOT NULL"
        )
    op.create_table(
        "places",
        sa.Column("proposal_id", ID, sa.ForeignKey("proposals.id"), primary_key=True),
        sa.Column("tenant_id", ID, nullable=False),
        sa.Column("call_id", ID, sa.ForeignKey("calls.id"), nullable=False),
        sa.Column("rank", sa.Integer, nullable=False),
        sa.Column("score", sa.Integer, nullable=False),
        sa.Column("is_passing", sa.Boolean, nullable=False),
        sa.UniqueConstraint("call_id", "rank"),
        sa.CheckConstraint("rank > 0", name="rank"),
        sa.CheckConstraint("score BETWEEN 0 AND 10000", name="score"),
    )
    _create_awards()
    _create_objections()


def _create_awards() -> None:
    op.create_table(
        "awards",
        sa.Column("id", ID, primary_key=True),
        sa.Column("tenant_id", ID, nullable=False),
        sa.Column("call_id", ID, sa.ForeignKey("calls.id"), nullable=False),
        sa.Column("proposal_id", ID, sa.ForeignKey("proposals.id"), nullable=False),
        sa.Column("project_id", ID, sa.ForeignKey("projects.id"), nullable=False),
        sa.Column("community_id", ID, nullable=False),
        sa.Column("organisation_id", ID, nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("amount_minor", sa.BigInteger, nullable=False),
        sa.Column("rank", sa.Integer, nullable=False),
        sa.Column("score", sa.Integer, nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("reason", sa.String(2000)),
        sa.Column("noticed_at", UtcDateTime, nullable=False),
        sa.Column("notice_ends_at", UtcDateTime, nullable=False),
        sa.Column("activated_at", UtcDateTime),
        sa.Column("sign_by", UtcDateTime),
        sa.Column("ended_at", UtcDateTime),
        sa.Column("version", sa.Integer, nullable=False),
        sa.CheckConstraint(f"state IN ({AWARD_STATES})", name="state"),
        sa.CheckConstraint("amount_minor > 0", name="amount"),
        sa.CheckConstraint("score BETWEEN 0 AND 10000", name="score"),
        sa.CheckConstraint("(activated_at IS NULL) = (sign_by IS NULL)", name="sign_by"),
        sa.CheckConstraint("activated_at IS NULL OR activated_at >= notice_ends_at", name="notice"),
        sa.CheckConstraint("state NOT IN ('active', 'signed', 'lapsed') OR activated_at IS NOT NULL", name="activated"),
        sa.CheckConstraint("state <> 'pending' OR activated_at IS NULL", name="pending"),
        sa.CheckConstraint(f"({IS_LIVE}) = (ended_at IS NULL)", name="ended"),
        sa.CheckConstraint("(state IN ('cancelled', 'declined')) = (reason IS NOT NULL)", name="reason"),
    )
    op.create_index("uq_awards_proposal_id", "awards", ["proposal_id"], unique=True)
    op.create_index(
        "uq_awards_live_project",
        "awards",
        ["project_id"],
        unique=True,
        sqlite_where=sa.text(IS_LIVE),
        postgresql_where=sa.text(IS_LIVE),
    )
    for owner in (["tenant_id"], ["tenant_id", "call_id"], ["tenant_id", "organisation_id"]):
        for state in ([], ["state"]):
            for time in ([], ["notice_ends_at"]):
                columns = [*owner, *state, *time, "id"]
                op.create_index(f"ix_awards_{'_'.join(columns)}", "awards", columns)


def _create_objections() -> None:
    op.create_table(
        "objections",
        sa.Column("id", ID, primary_key=True),
        sa.Column("tenant_id", ID, nullable=False),
        sa.Column("award_id", ID, sa.ForeignKey("awards.id"), nullable=False),
        sa.Column("call_id", ID, sa.ForeignKey("calls.id"), nullable=False),
        sa.Column("objector_role", sa.String(20), nullable=False),
        sa.Column("objector_key", ID, nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("text_encrypted", sa.Text, nullable=False),
        sa.Column("reason_encrypted", sa.Text),
        sa.Column("filed_at", UtcDateTime, nullable=False),
        sa.Column("answered_at", UtcDateTime),
        sa.Column("version", sa.Integer, nullable=False),
        sa.CheckConstraint(f"state IN ({OBJECTION_STATES})", name="state"),
        sa.CheckConstraint("(state = 'open') = (answered_at IS NULL)", name="answered"),
        sa.CheckConstraint("(state IN ('upheld', 'dismissed')) = (reason_encrypted IS NOT NULL)", name="reason"),
    )
    op.create_index(
        "uq_objections_open",
        "objections",
        ["award_id", "objector_key"],
        unique=True,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    for columns in (
        ["award_id", "state"],
        ["tenant_id", "objector_key", "id"],
        ["tenant_id", "id"],
        ["tenant_id", "state", "id"],
        ["tenant_id", "award_id", "id"],
        ["tenant_id", "award_id", "state", "id"],
    ):
        op.create_index(f"ix_objections_{'_'.join(columns)}", "objections", columns)


def downgrade() -> None:
    for name in ("objections", "awards", "places"):
        op.drop_table(name)
    with op.batch_alter_table("proposals") as table:
        table.drop_constraint(op.f("ck_proposals_checked"), type_="check")
        table.drop_constraint(op.f("ck_proposals_rejected"), type_="check")
        table.drop_constraint(op.f("ck_proposals_state"), type_="check")
        table.drop_column("rejected_because")
        table.drop_column("checked_at")
        table.create_check_constraint(op.f("ck_proposals_state"), f"state IN ({SEALED_STATES})")
    with op.batch_alter_table("projects") as table:
        table.drop_constraint(op.f("ck_projects_state"), type_="check")
        table.create_check_constraint(op.f("ck_projects_state"), f"state IN ({PROJECT_STATES})")
    with op.batch_alter_table("calls") as table:
        table.drop_constraint(op.f("ck_calls_reviewed"), type_="check")
        table.drop_constraint(op.f("ck_calls_scores"), type_="check")
        for name in ("reviewed_at", "outlier_points", "passing_score"):
            table.drop_column(name)
