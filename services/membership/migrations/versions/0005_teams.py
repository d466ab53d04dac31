"""Teams, memberships in them, invitations and requests, stationings."""

import sqlalchemy as sa
from alembic import op

from shared.db import ID, UtcDateTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

IS_ACTIVE = sa.text("state = 'active'")
IS_LIVING_MEMBERSHIP = sa.text("living_member_id IS NOT NULL")
IS_OPEN = sa.text("state = 'open'")
IS_LIVING_STATIONING = sa.text("state IN ('requested', 'stationed')")


def upgrade() -> None:
    _create_teams()
    _create_memberships()
    with op.batch_alter_table("teams") as table:  # only now is there what it refers to
        table.create_foreign_key(
            "fk_teams_leader_id_id",
            "team_memberships",
            ["leader_id", "id"],
            ["living_member_id", "team_id"],
            deferrable=True,
            initially="DEFERRED",
        )
    _create_admissions()
    _create_stationings()


def _create_teams() -> None:
    op.create_table(
        "teams",
        sa.Column("id", ID, primary_key=True),
        sa.Column("tenant_id", ID, sa.ForeignKey("tenants.id"), nullable=False),
        sa.Column("unit_id", ID, sa.ForeignKey("organisations.id"), nullable=False),
        sa.Column("founder_id", ID, sa.ForeignKey("members.id")),
        sa.Column("leader_id", ID),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("theme", sa.String(100), nullable=False),
        sa.Column("description", sa.String(2000)),
        sa.Column("joining", sa.String(20), nullable=False),
        sa.Column("max_size", sa.Integer, nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("founded_at", UtcDateTime, nullable=False),
        sa.Column("dissolved_at", UtcDateTime),
        sa.Column("dissolution_reason", sa.String(2000)),
        sa.Column("version", sa.Integer, nullable=False),
        sa.CheckConstraint("kind IN ('trade', 'unit', 'department', 'interest', 'skill')", name="kind"),
        sa.CheckConstraint("joining IN ('open', 'approval', 'invitation')", name="joining"),
        sa.CheckConstraint("state IN ('active', 'dissolved')", name="state"),
        sa.CheckConstraint("(state = 'active') = (leader_id IS NOT NULL)", name="leader"),
        sa.CheckConstraint("(state = 'active') = (size > 0)", name="members"),
        sa.CheckConstraint("size <= max_size", name="size"),
        sa.CheckConstraint(
            "(state = 'dissolved') = (dissolved_at IS NOT NULL AND dissolution_reason IS NOT NULL)", name="dissolved"
        ),
    )
    _create_partial_index("uq_teams_name", "teams", ["tenant_id", "name"], where=IS_ACTIVE, unique=True)
    for columns in (("tenant_id", "state", "id"), ("tenant_id", "state", "kind", "id"), ("unit_id", "state", "id")):
        op.create_index(op.f(f"ix_teams_{'_'.join(columns)}"), "teams", list(columns))


def _create_memberships() -> None:
    op.create_table(
        "team_memberships",
        sa.Column("id", ID, primary_key=True),
        sa.Column("tenant_id", ID, sa.ForeignKey("tenants.id"), nullable=False),
        sa.Column("team_id", ID, sa.ForeignKey("teams.id"), nullable=False),
        sa.Column("member_id", ID, sa.ForeignKey("members.id"), nullable=False),
        sa.Column("living_member_id", ID),
        sa.Column("joined_at", UtcDateTime, nullable=False),
        sa.Column("ended_at", UtcDateTime),
        sa.Column("ending", sa.String(20)),
        sa.Column("ending_reason", sa.String(2000)),
        sa.UniqueConstraint("living_member_id", "team_id"),
        sa.CheckConstraint("living_member_id IS NULL OR living_member_id = member_id", name="living"),
        sa.CheckConstraint("(living_member_id IS NULL) = (ended_at IS NOT NULL AND ending IS NOT NULL)", name="ended"),
        sa.CheckConstraint("ending IN ('left', 'removed', 'off_roster', 'moved', 'dissolved')", name="ending"),
    )
    _create_partial_index(
        "ix_team_memberships_living", "team_memberships", ["team_id", "id"], where=IS_LIVING_MEMBERSHIP
    )
    op.create_index(op.f("ix_team_memberships_member_id_team_id"), "team_memberships", ["member_id", "team_id"])


def _create_admissions() -> None:
    op.create_table(
        "team_admissions",
        sa.Column("id", ID, primary_key=True),
        sa.Column("tenant_id", ID, sa.ForeignKey("tenants.id"), nullable=False),
        sa.Column("team_id", ID, sa.ForeignKey("teams.id"), nullable=False),
        sa.Column("member_id", ID, sa.ForeignKey("members.id"), nullable=False),
        sa.Column("origin", sa.String(20), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("message", sa.String(2000)),
        sa.Column("reason", sa.String(2000)),
        sa.Column("opened_at", UtcDateTime, nullable=False),
        sa.Column("expires_at", UtcDateTime, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.CheckConstraint("origin IN ('invitation', 'request')", name="origin"),
        sa.CheckConstraint("state IN ('open', 'accepted', 'declined', 'withdrawn', 'expired', 'void')", name="state"),
    )
    _create_partial_index(
        "uq_team_admissions_open", "team_admissions", ["member_id", "team_id"], where=IS_OPEN, unique=True
    )
    for columns in (("team_id", "state", "id"), ("team_id", "id"), ("member_id", "id")):
        op.create_index(op.f(f"ix_team_admissions_{'_'.join(columns)}"), "team_admissions", list(columns))


def _create_stationings() -> None:
    op.create_table(
        "stationings",
        sa.Column("id", ID, primary_key=True),
        sa.Column("tenant_id", ID, sa.ForeignKey("tenants.id"), nullable=False),
        sa.Column("team_id", ID, sa.ForeignKey("teams.id"), nullable=False),
        sa.Column("community_id", ID, sa.ForeignKey("organisations.id"), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("plan", sa.String(2000)),
        sa.Column("reason", sa.String(2000)),
        sa.Column("requested_at", UtcDateTime, nullable=False),
        sa.Column("decided_at", UtcDateTime),
        sa.Column("ended_at", UtcDateTime),
        sa.Column("ended_by", sa.String(20)),
        sa.Column("version", sa.Integer, nullable=False),
        sa.CheckConstraint("state IN ('requested', 'stationed', 'declined', 'withdrawn', 'ended')", name="state"),
        sa.CheckConstraint("ended_by IN ('team', 'community', 'dissolution')", name="ended_by"),
        sa.CheckConstraint(
            "(state IN ('withdrawn', 'ended')) = (ended_at IS NOT NULL AND ended_by IS NOT NULL)", name="ended"
        ),
    )
    _create_partial_index(
        "uq_stationings_living", "stationings", ["team_id", "community_id"], where=IS_LIVING_STATIONING, unique=True
    )
    for columns in (("team_id", "id"), ("community_id", "state", "id")):
        op.create_index(op.f(f"ix_stationings_{'_'.join(columns)}"), "stationings", list(columns))


def _create_partial_index(
    name: str, table: str, columns: list[str], *, where: sa.TextClause, unique: bool = False
) -> None:
    op.create_index(name, table, columns, unique=unique, sqlite_where=where, postgresql_where=where)


def downgrade() -> None:
    op.drop_table("stationings")
    op.drop_table("team_admissions")
    with op.batch_alter_table("teams") as table:
        table.drop_constraint("fk_teams_leader_id_id", type_="foreignkey")
    op.drop_table("team_memberships")
    op.drop_table("teams")
