"""Joint meetings with who is called, their minutes and what they have resolved."""

import sqlalchemy as sa
from alembic import op

from shared.db import ID, UtcDateTime

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

STATES = "'open', 'overdue', 'reported', 'done', 'dropped'"


def upgrade() -> None:
    _create_meetings()
    op.create_table(
        "meeting_invitations",
        sa.Column("meeting_id", ID, nullable=False),
        sa.Column("organisation_id", ID, nullable=False),
        sa.Column("answer", sa.String(20)),
        sa.Column("word", sa.String(2000)),
        sa.Column("answered_at", UtcDateTime),
        sa.PrimaryKeyConstraint("meeting_id", "organisation_id", name="pk_meeting_invitations"),
        sa.ForeignKeyConstraint(["meeting_id"], ["meetings.id"], name="fk_meeting_invitations_meeting_id"),
        sa.CheckConstraint("answer IN ('attending', 'not_attending')", name=op.f("ck_meeting_invitations_answer")),
        sa.CheckConstraint("(answer IS NULL) = (answered_at IS NULL)", name=op.f("ck_meeting_invitations_answered")),
    )
    op.create_index(
        "ix_meeting_invitations_organisation_id_meeting_id", "meeting_invitations", ["organisation_id", "meeting_id"]
    )
    op.create_table(
        "meeting_minutes",
        sa.Column("id", ID, nullable=False),
        sa.Column("meeting_id", ID, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("written_at", UtcDateTime, nullable=False),
        sa.Column("published_at", UtcDateTime),
        sa.PrimaryKeyConstraint("id", name="pk_meeting_minutes"),
        sa.ForeignKeyConstraint(["meeting_id"], ["meetings.id"], name="fk_meeting_minutes_meeting_id"),
        sa.UniqueConstraint("meeting_id", "number", name="uq_meeting_minutes_meeting_id_number"),
        sa.CheckConstraint("state IN ('draft', 'published')", name=op.f("ck_meeting_minutes_state")),
        sa.CheckConstraint(
            "(state = 'published') = (published_at IS NOT NULL)", name=op.f("ck_meeting_minutes_published")
        ),
    )
    op.create_index("ix_meeting_minutes_meeting_id_id", "meeting_minutes", ["meeting_id", "id"])
    _create_resolutions()


def _create_meetings() -> None:
    op.create_table(
        "meetings",
        sa.Column("id", ID, nullable=False),
        sa.Column("tenant_id", ID, nullable=False),
        sa.Column("caller_id", ID, nullable=False),
        sa.Column("community_id", ID),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("starts_at", UtcDateTime, nullable=False),
        sa.Column("ends_at", UtcDateTime, nullable=False),
        sa.Column("booking_id", ID),
        sa.Column("place", sa.String(200), nullable=False),
        sa.Column("is_public", sa.Boolean, nullable=False),
        sa.Column("agenda_plain", sa.JSON, nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("reason", sa.String(2000)),
        sa.Column("minutes_number", sa.Integer, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_meetings"),
        sa.ForeignKeyConstraint(["community_id"], ["communities.id"], name="fk_meetings_community_id"),
        sa.ForeignKeyConstraint(["booking_id"], ["bookings.id"], name="fk_meetings_booking_id"),
        sa.CheckConstraint("state IN ('called', 'held', 'cancelled')", name=op.f("ck_meetings_state")),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_meetings_times")),
        sa.CheckConstraint("NOT is_public OR community_id IS NOT NULL", name=op.f("ck_meetings_public")),
    )
    for owner in ("caller", "community"):
        op.create_index(f"ix_meetings_{owner}_id_id", "meetings", [f"{owner}_id", "id"])


def _create_resolutions() -> None:
    op.create_table(
        "resolutions",
        sa.Column("id", ID, nullable=False),
        sa.Column("tenant_id", ID, nullable=False),
        sa.Column("meeting_id", ID, nullable=False),
        sa.Column("caller_id", ID, nullable=False),
        sa.Column("community_id", ID),
        sa.Column("is_public", sa.Boolean, nullable=False),
        sa.Column("owner_id", ID, nullable=False),
        sa.Column("text", sa.String(2000), nullable=False),
        sa.Column("due_on", sa.Date, nullable=False),
        sa.Column("is_extended", sa.Boolean, nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("note", sa.String(2000)),
        sa.Column("reason", sa.String(2000)),
        sa.Column("overdue_at", UtcDateTime),
        sa.Column("done_at", UtcDateTime),
        sa.Column("version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_resolutions"),
        sa.ForeignKeyConstraint(["meeting_id"], ["meetings.id"], name="fk_resolutions_meeting_id"),
        sa.CheckConstraint(f"state IN ({STATES})", name=op.f("ck_resolutions_state")),
        sa.CheckConstraint("(state = 'done') = (done_at IS NOT NULL)", name=op.f("ck_resolutions_done")),
    )
    for columns in (
        ("owner_id", "id"),
        ("owner_id", "state", "id"),
        ("owner_id", "due_on"),
        ("meeting_id", "id"),
        ("meeting_id", "state", "id"),
    ):
        op.create_index(f"ix_resolutions_{'_'.join(columns)}", "resolutions", list(columns))


def downgrade() -> None:
    for table in ("resolutions", "meeting_minutes", "meeting_invitations", "meetings"):
        op.drop_table(table)
