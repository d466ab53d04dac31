"""Service records and their steps."""

import sqlalchemy as sa
from alembic import op

from shared.db import ID, UtcDateTime
from shared.no_overlap import NoOverlap, forbid_overlap

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

NO_OVERLAP = NoOverlap(
    "no_overlap_service_records",
    key="member_id",
    starts="starts_at",
    ends="ends_at",
    where="state IN ('confirmed', 'disputed', 'final')",
)


def upgrade() -> None:
    _create_service_records()
    _create_service_steps()
    forbid_overlap(op, "service_records", NO_OVERLAP)


def downgrade() -> None:
    op.drop_table("service_steps")
    op.drop_table("service_records")


def _create_service_records() -> None:
    op.create_table(
        "service_records",
        sa.Column("id", ID, nullable=False),
        sa.Column("tenant_id", ID, nullable=False),
        sa.Column("community_id", ID, nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("unit_id", ID, nullable=False),
        sa.Column("origin", sa.String(20), nullable=False),
        sa.Column("attested_by", sa.String(20), nullable=False),
        sa.Column("is_unclosed", sa.Boolean, nullable=False),
        sa.Column("menu_item_id", ID),
        sa.Column("place_claim_id", ID),
        sa.Column("attendance_id", ID),
        sa.Column("claim_id", ID),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("location", sa.String(200)),
        sa.Column("starts_at", UtcDateTime, nullable=False),
        sa.Column("ends_at", UtcDateTime, nullable=False),
        sa.Column("minutes", sa.Integer, nullable=False),
        sa.Column("served_on", sa.Date, nullable=False),
        sa.Column("content", sa.String(2000)),
        sa.Column("people_served", sa.Integer),
        sa.Column("quality", sa.String(20)),
        sa.Column("person_in_charge", sa.String(100)),
        sa.Column("recorded_by", sa.String(20), nullable=False),
        sa.Column("recorder_id", sa.String(100)),
        sa.Column("recorded_at", UtcDateTime, nullable=False),
        sa.Column("confirmed_at", UtcDateTime),
        sa.Column("notice_ends_at", UtcDateTime),
        sa.Column("final_at", UtcDateTime),
        sa.Column("root_id", ID, nullable=False),
        sa.Column("corrects_id", ID),
        sa.Column("voided_because", sa.String(2000)),
        sa.Column("version", sa.Integer, nullable=False),
        sa.CheckConstraint(
            "state IN ('recorded', 'voided') OR (confirmed_at IS NOT NULL AND notice_ends_at IS NOT NULL)",
            name=op.f("ck_service_records_confirmed_at"),
        ),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_service_records_ends_at")),
        sa.CheckConstraint("state <> 'final' OR final_at IS NOT NULL", name=op.f("ck_service_records_final_at")),
        sa.CheckConstraint("minutes >= 0 AND minutes <= 1440", name=op.f("ck_service_records_minutes")),
        sa.CheckConstraint("(place_claim_id IS NULL) <> (claim_id IS NULL)", name=op.f("ck_service_records_origin")),
        sa.CheckConstraint(
            "state IN ('recorded', 'confirmed', 'disputed', 'final', 'corrected', 'voided')",
            name=op.f("ck_service_records_state"),
        ),
        sa.CheckConstraint(
            "(state = 'voided') = (voided_because IS NOT NULL)",
            name=op.f("ck_service_records_voided_because"),
        ),
        sa.ForeignKeyConstraint(["claim_id"], ["claims.id"], name="fk_service_records_claim_id"),
        sa.ForeignKeyConstraint(["place_claim_id"], ["place_claims.id"], name="fk_service_records_place_claim_id"),
        sa.ForeignKeyConstraint(["attendance_id"], ["attendances.id"], name="fk_service_records_attendance_id"),
        sa.ForeignKeyConstraint(["menu_item_id"], ["menu_items.id"], name="fk_service_records_menu_item_id"),
        sa.ForeignKeyConstraint(["corrects_id"], ["service_records.id"], name="fk_service_records_corrects_id"),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name="fk_service_records_member_id"),
        sa.UniqueConstraint("corrects_id", name="uq_service_records_corrects_id"),
        sa.PrimaryKeyConstraint("id", name="pk_service_records"),
    )
    op.create_index("ix_service_records_community_id_id", "service_records", ["community_id", "id"])
    op.create_index(
        "ix_service_records_community_id_served_on_id", "service_records", ["community_id", "served_on", "id"]
    )
    op.create_index("ix_service_records_community_id_state_id", "service_records", ["community_id", "state", "id"])
    op.create_index("ix_service_records_member_id_id", "service_records", ["member_id", "id"])
    op.create_index("ix_service_records_member_id_served_on_id", "service_records", ["member_id", "served_on", "id"])
    op.create_index("ix_service_records_member_id_starts_at", "service_records", ["member_id", "starts_at"])
    op.create_index("ix_service_records_member_id_state_id", "service_records", ["member_id", "state", "id"])
    op.create_index("ix_service_records_menu_item_id_id", "service_records", ["menu_item_id", "id"])
    op.create_index("ix_service_records_unit_id_id", "service_records", ["unit_id", "id"])
    op.create_index("ix_service_records_unit_id_served_on_id", "service_records", ["unit_id", "served_on", "id"])
    op.create_index("ix_service_records_unit_id_state_id", "service_records", ["unit_id", "state", "id"])
    op.create_index(
        "uq_service_records_of_attendance",
        "service_records",
        ["attendance_id"],
        unique=True,
        sqlite_where=sa.text("corrects_id IS NULL"),
        postgresql_where=sa.text("corrects_id IS NULL"),
    )


def _create_service_steps() -> None:
    op.create_table(
        "service_steps",
        sa.Column("id", ID, nullable=False),
        sa.Column("root_id", ID, nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("reason", sa.String(2000)),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.ForeignKeyConstraint(["root_id"], ["service_records.id"], name="fk_service_steps_root_id"),
        sa.PrimaryKeyConstraint("id", name="pk_service_steps"),
    )
    op.create_index("ix_service_steps_root_id_id", "service_steps", ["root_id", "id"])
