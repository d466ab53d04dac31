"""Venues and their bookings, which can't overlap; who leads teams."""

import sqlalchemy as sa
from alembic import op

from shared.db import ID, UtcDateTime
from shared.no_overlap import NoOverlap, forbid_overlap

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

STATES = "'requested', 'confirmed', 'declined', 'cancelled', 'lapsed', 'ended'"
NO_OVERLAP = NoOverlap(
    "no_overlap_bookings",
    key="venue_id",
    starts="held_from",
    ends="held_until",
    where="state IN ('requested', 'confirmed', 'ended')",
)


def upgrade() -> None:
    _create_venues()
    op.create_table(
        "booking_series",
        sa.Column("id", ID, nullable=False),
        sa.Column("tenant_id", ID, nullable=False),
        sa.Column("venue_id", ID, nullable=False),
        sa.Column("booker_kind", sa.String(20), nullable=False),
        sa.Column("booker_id", ID, nullable=False),
        sa.Column("recurrence", sa.String(200), nullable=False),
        sa.Column("made_at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_booking_series"),
        sa.ForeignKeyConstraint(["venue_id"], ["venues.id"], name="fk_booking_series_venue_id"),
    )
    _create_bookings()
    forbid_overlap(op, "bookings", NO_OVERLAP)


def _create_venues() -> None:
    op.create_table(
        "venues",
        sa.Column("id", ID, nullable=False),
        sa.Column("tenant_id", ID, nullable=False),
        sa.Column("owner_id", ID, nullable=False),
        sa.Column("community_id", ID),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("address", sa.String(200), nullable=False),
        sa.Column("capacity", sa.Integer, nullable=False),
        sa.Column("opening_plain", sa.JSON, nullable=False),
        sa.Column("rules_plain", sa.JSON, nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_venues"),
        sa.ForeignKeyConstraint(["community_id"], ["communities.id"], name="fk_venues_community_id"),
        sa.CheckConstraint("state IN ('open', 'closed')", name=op.f("ck_venues_state")),
        sa.CheckConstraint("capacity > 0", name=op.f("ck_venues_capacity")),
    )
    for owner in ("tenant", "community", "owner"):
        op.create_index(f"ix_venues_{owner}_id_id", "venues", [f"{owner}_id", "id"])
    op.create_table(
        "venue_facilities",
        sa.Column("venue_id", ID, nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.PrimaryKeyConstraint("venue_id", "name", name="pk_venue_facilities"),
        sa.ForeignKeyConstraint(["venue_id"], ["venues.id"], name="fk_venue_facilities_venue_id"),
    )
    op.create_index("ix_venue_facilities_name_venue_id", "venue_facilities", ["name", "venue_id"])


def _create_bookings() -> None:
    op.create_table(
        "bookings",
        sa.Column("id", ID, nullable=False),
        sa.Column("tenant_id", ID, nullable=False),
        sa.Column("venue_id", ID, nullable=False),
        sa.Column("owner_id", ID, nullable=False),
        sa.Column("booker_kind", sa.String(20), nullable=False),
        sa.Column("booker_id", ID, nullable=False),
        sa.Column("unit_id", ID),
        sa.Column("series_id", ID),
        sa.Column("purpose", sa.String(200), nullable=False),
        sa.Column("people", sa.Integer, nullable=False),
        sa.Column("starts_at", UtcDateTime, nullable=False),
        sa.Column("ends_at", UtcDateTime, nullable=False),
        sa.Column("held_from", UtcDateTime, nullable=False),
        sa.Column("held_until", UtcDateTime, nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("reason", sa.String(2000)),
        sa.Column("made_at", UtcDateTime, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_bookings"),
        sa.ForeignKeyConstraint(["venue_id"], ["venues.id"], name="fk_bookings_venue_id"),
        sa.ForeignKeyConstraint(["series_id"], ["booking_series.id"], name="fk_bookings_series_id"),
        sa.CheckConstraint(f"state IN ({STATES})", name=op.f("ck_bookings_state")),
        sa.CheckConstraint("booker_kind IN ('organisation', 'team')", name=op.f("ck_bookings_booker_kind")),
        sa.CheckConstraint(
            "starts_at < ends_at AND held_from <= starts_at AND ends_at <= held_until", name=op.f("ck_bookings_times")
        ),
    )
    for columns in (
        ("venue_id", "id"),
        ("venue_id", "state", "id"),
        ("venue_id", "held_from"),
        ("venue_id", "starts_at"),
        ("booker_id", "id"),
        ("booker_id", "state", "id"),
        ("series_id", "id"),
    ):
        op.create_index(f"ix_bookings_{'_'.join(columns)}", "bookings", list(columns))


def downgrade() -> None:
    for table in ("bookings", "booking_series", "venue_facilities", "venues"):
        op.drop_table(table)
