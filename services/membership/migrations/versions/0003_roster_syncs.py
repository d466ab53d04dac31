"""Roster files, synced as jobs."""

import sqlalchemy as sa
from alembic import op

from shared.db import ID, UtcDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

IS_RUNNING = sa.text("state IN ('receiving', 'checking', 'comparing', 'applying')")


def upgrade() -> None:
    _create_syncs()
    _create_parts()
    _create_lines()
    _create_changes()
    _create_findings()


def _create_syncs() -> None:
    op.create_table(
        "roster_syncs",
        sa.Column("id", ID, primary_key=True),
        sa.Column("tenant_id", ID, sa.ForeignKey("tenants.id"), nullable=False),
        sa.Column("unit_id", ID, sa.ForeignKey("organisations.id"), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("is_dry_run", sa.Boolean, nullable=False),
        sa.Column("is_atomic", sa.Boolean, nullable=False),
        sa.Column("confirms_leaving", sa.Boolean, nullable=False),
        sa.Column("started_at", UtcDateTime, nullable=False),
        sa.Column("finished_at", UtcDateTime),
        sa.Column("digest", sa.String(64)),
        sa.Column("parts_total", sa.Integer),
        sa.Column("rows_total", sa.Integer),
        sa.Column("parts_checked", sa.Integer, nullable=False),
        sa.Column("rows_checked", sa.Integer, nullable=False),
        sa.Column("parts_prepared", sa.Integer, nullable=False),
        sa.Column("rows_prepared", sa.Integer, nullable=False),
        sa.Column("is_compared", sa.Boolean, nullable=False),
        sa.Column("leavers", sa.Integer, nullable=False),
        sa.Column("leavers_through", ID),
        sa.Column("step", sa.Integer, nullable=False),
        sa.Column("counts", sa.JSON(none_as_null=True)),
        sa.Column("refusal_code", sa.String(60)),
        sa.Column("refusal_detail", sa.String(500)),
        sa.Column("is_cleared", sa.Boolean, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.CheckConstraint(
            "state IN ('receiving', 'checking', 'comparing', 'applying', 'done', 'refused', 'cancelled')", name="state"
        ),
    )
    op.create_index("ix_roster_syncs_unit_id_id", "roster_syncs", ["unit_id", "id"])
    op.create_index(
        "uq_roster_syncs_running",
        "roster_syncs",
        ["unit_id"],
        unique=True,
        sqlite_where=IS_RUNNING,
        postgresql_where=IS_RUNNING,
    )


def _of_sync() -> tuple[sa.Column[str], sa.Column[str]]:
    return (
        sa.Column("sync_id", ID, sa.ForeignKey("roster_syncs.id"), primary_key=True),
        sa.Column("tenant_id", ID, sa.ForeignKey("tenants.id"), nullable=False),
    )


def _create_parts() -> None:
    op.create_table(
        "roster_parts",
        *_of_sync(),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("rows", sa.Integer, nullable=False),
        sa.Column("received_at", UtcDateTime, nullable=False),
        sa.Column("content_encrypted", sa.Text, nullable=False),
    )


def _create_lines() -> None:
    op.create_table(
        "roster_lines",
        *_of_sync(),
        sa.Column("line", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("part", sa.Integer, nullable=False),
        sa.Column("external_id", sa.String(50)),
        sa.Column("identity_digest", sa.String(64)),
        sa.Column("entry_digest", sa.String(64)),
        sa.Column("name", sa.String(100)),
        sa.Column("outcome", sa.String(10), nullable=False),
        sa.Column("member_id", ID),
        sa.CheckConstraint(
            "outcome IN ('good', 'changed', 'returned', 'unchanged', 'conflict', 'absent', 'error')", name="outcome"
        ),
    )
    for columns in (
        ("external_id", "line"),
        ("identity_digest", "line"),
        ("outcome", "part"),
        ("member_id",),
    ):
        op.create_index(op.f(f"ix_roster_lines_sync_id_{'_'.join(columns)}"), "roster_lines", ["sync_id", *columns])


def _create_changes() -> None:
    op.create_table(
        "roster_changes",
        *_of_sync(),
        sa.Column("line", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("unit_id", ID, nullable=False),
        sa.Column("expected_version", sa.Integer, nullable=False),
        sa.Column("state", sa.String(10)),
        sa.Column("external_id", sa.String(50)),
        sa.Column("name", sa.String(100)),
        sa.Column("gender", sa.String(1)),
        sa.Column("birth_month", sa.String(7)),
        sa.Column("identity_encrypted", sa.Text),
        sa.Column("identity_digest", sa.String(64)),
        sa.Column("phone_encrypted", sa.Text),
        sa.Column("phone_digest", sa.String(64)),
        sa.Column("department", sa.String(200)),
        sa.Column("skills", sa.Text),
        sa.Column("interests", sa.Text),
        sa.Column("residence_code", sa.String(50)),
        sa.Column("entry_digest", sa.String(64)),
        sa.Column("event_id", ID, nullable=False),
        sa.Column("event_type", sa.String(100), nullable=False),
        sa.Column("event_subject", sa.String(100), nullable=False),
        sa.Column("event_body", sa.Text, nullable=False),
        sa.CheckConstraint("kind IN ('created', 'changed', 'returned', 'left')", name="kind"),
    )
    op.create_index("ix_roster_changes_sync_id_kind_line", "roster_changes", ["sync_id", "kind", "line"])
    op.create_index("ix_roster_changes_sync_id_member_id", "roster_changes", ["sync_id", "member_id"])


def _create_findings() -> None:
    op.create_table(
        "roster_findings",
        *_of_sync(),
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True, autoincrement=False),
        sa.Column("line", sa.Integer, nullable=False),
        sa.Column("field", sa.String(50)),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("code", sa.String(60), nullable=False),
        sa.Column("before", sa.String(200)),
        sa.Column("after", sa.String(200)),
        sa.CheckConstraint("kind IN ('error', 'repaired', 'warning')", name="kind"),
    )
    op.create_index("ix_roster_findings_sync_id_kind_number", "roster_findings", ["sync_id", "kind", "number"])


def downgrade() -> None:
    for name in ("roster_findings", "roster_changes", "roster_lines", "roster_parts", "roster_syncs"):
        op.drop_table(name)
