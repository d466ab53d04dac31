"""People whom two units' rosters name are conflicts that can be decided; a file moves who leaves to who claims them."""

import sqlalchemy as sa
from alembic import op

from shared.db import ID, UtcDateTime

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

IS_OPEN = sa.text("state = 'open'")
KINDS = "kind IN ('created', 'changed', 'returned', 'left')"
KINDS_WITH_MOVED = "kind IN ('created', 'changed', 'returned', 'moved', 'left')"


def _entry() -> tuple[sa.Column[str], ...]:
    return (
        sa.Column("entry_encrypted", sa.Text),
        sa.Column("entry_digest", sa.String(64)),
        sa.Column("identity_digest", sa.String(64)),
        sa.Column("external_id", sa.String(50)),
    )


def upgrade() -> None:
    _create_conflicts()
    _create_changes()
    _name_kinds(KINDS_WITH_MOVED)


def _create_conflicts() -> None:
    op.create_table(
        "roster_conflicts",
        sa.Column("id", ID, primary_key=True),
        sa.Column("tenant_id", ID, sa.ForeignKey("tenants.id"), nullable=False),
        sa.Column("unit_id", ID, sa.ForeignKey("organisations.id"), nullable=False),
        sa.Column("holding_unit_id", ID, sa.ForeignKey("organisations.id"), nullable=False),
        sa.Column("member_id", ID, sa.ForeignKey("members.id"), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        *_entry(),
        sa.Column("opened_at", UtcDateTime, nullable=False),
        sa.Column("decided_at", UtcDateTime),
        sa.Column("decided_by", sa.String(10)),
        sa.Column("reason", sa.Text),
        sa.Column("version", sa.Integer, nullable=False),
        sa.CheckConstraint("state IN ('open', 'moved', 'dismissed', 'lapsed')", name="state"),
        sa.CheckConstraint("(state = 'open') = (decided_at IS NULL)", name="decided_at"),
        sa.CheckConstraint("(decided_by IS NULL) = (decided_at IS NULL)", name="decided_by"),
        sa.CheckConstraint("state <> 'open' OR entry_encrypted IS NOT NULL", name="entry"),
        sa.CheckConstraint("unit_id <> holding_unit_id", name="units"),
    )
    op.create_index(
        "uq_roster_conflicts_open",
        "roster_conflicts",
        ["unit_id", "member_id"],
        unique=True,
        sqlite_where=IS_OPEN,
        postgresql_where=IS_OPEN,
    )
    for column in ("tenant_id", "unit_id", "holding_unit_id", "member_id"):
        op.create_index(op.f(f"ix_roster_conflicts_{column}_state_id"), "roster_conflicts", [column, "state", "id"])


def _create_changes() -> None:
    op.create_table(
        "roster_conflict_changes",
        sa.Column("sync_id", ID, primary_key=True),
        sa.Column("conflict_id", ID, primary_key=True),
        sa.Column("tenant_id", ID, nullable=False),
        sa.Column("unit_id", ID, nullable=False),
        sa.Column("holding_unit_id", ID, nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("expected_version", sa.Integer, nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("decided_by", sa.String(10)),
        *_entry(),
        sa.Column("event_id", ID),
        sa.Column("event_type", sa.String(100)),
        sa.Column("event_subject", sa.String(100)),
        sa.Column("event_body", sa.Text),
    )
    op.create_index(
        op.f("ix_roster_conflict_changes_sync_id_member_id"), "roster_conflict_changes", ["sync_id", "member_id"]
    )


def _name_kinds(kinds: str) -> None:
    with op.batch_alter_table("roster_changes") as table:
        table.drop_constraint(op.f("ck_roster_changes_kind"), type_="check")
        table.create_check_constraint(op.f("ck_roster_changes_kind"), kinds)


def downgrade() -> None:
    op.execute("DELETE FROM roster_changes WHERE kind = 'moved'")
    _name_kinds(KINDS)
    op.drop_table("roster_conflict_changes")
    op.drop_table("roster_conflicts")
