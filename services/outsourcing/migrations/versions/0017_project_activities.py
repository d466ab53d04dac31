"""Activities of projects, who came to them, and what they served."""

import sqlalchemy as sa
from alembic import op

from shared.db import ID, UtcDateTime

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

RECORD_STATES = "state IN ('recorded', 'confirmed', 'disputed', 'final', 'corrected', 'voided')"


def upgrade() -> None:
    op.create_table(
        "project_activities",
        sa.Column("id", ID, nullable=False),
        sa.Column("tenant_id", ID, nullable=False),
        sa.Column("project_id", ID, nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("starts_at", UtcDateTime),
        sa.Column("ends_at", UtcDateTime),
        sa.Column("from_on", sa.Date),
        sa.Column("until_on", sa.Date),
        sa.Column("begins_at", UtcDateTime, nullable=False),
        sa.Column("places", sa.Integer, nullable=False),
        sa.CheckConstraint("kind IN ('activity', 'post')", name=op.f("ck_project_activities_kind")),
        sa.CheckConstraint("state IN ('published', 'called_off', 'ended')", name=op.f("ck_project_activities_state")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project_activities")),
    )
    for columns in (("project_id", "id"), ("project_id", "state", "id"), ("project_id", "begins_at", "id")):
        op.create_index(f"ix_project_activities_{'_'.join(columns)}", "project_activities", list(columns))
    op.create_table(
        "project_attendances",
        sa.Column("id", ID, nullable=False),
        sa.Column("project_id", ID, nullable=False),
        sa.Column("activity_id", ID, nullable=False),
        sa.Column("person", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project_attendances")),
    )
    op.create_table(
        "project_service_records",
        sa.Column("id", ID, nullable=False),
        sa.Column("project_id", ID, nullable=False),
        sa.Column("activity_id", ID, nullable=False),
        sa.Column("person", sa.String(64), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("minutes", sa.Integer, nullable=False),
        sa.CheckConstraint(RECORD_STATES, name=op.f("ck_project_service_records_state")),
        sa.CheckConstraint("minutes >= 0", name=op.f("ck_project_service_records_minutes")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project_service_records")),
    )
    for table in ("project_attendances", "project_service_records"):
        op.create_index(f"ix_{table}_project_id_activity_id", table, ["project_id", "activity_id"])


def downgrade() -> None:
    for table in ("project_service_records", "project_attendances", "project_activities"):
        op.drop_table(table)
