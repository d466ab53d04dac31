"""Who came to activities and posts, and from what codes of the place are made."""

import sqlalchemy as sa
from alembic import op

from shared.db import ID, UtcDateTime

revision = "0030"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _create_attendance_secrets()
    _create_attendances()


def downgrade() -> None:
    op.drop_table("attendances")
    op.drop_table("attendance_secrets")


def _create_attendance_secrets() -> None:
    op.create_table(
        "attendance_secrets",
        sa.Column("menu_item_id", ID, nullable=False),
        sa.Column("secret_encrypted", sa.Text, nullable=False),
        sa.ForeignKeyConstraint(["menu_item_id"], ["menu_items.id"], name="fk_attendance_secrets_menu_item_id"),
        sa.PrimaryKeyConstraint("menu_item_id", name="pk_attendance_secrets"),
    )


def _create_attendances() -> None:
    op.create_table(
        "attendances",
        sa.Column("id", ID, nullable=False),
        sa.Column("tenant_id", ID, nullable=False),
        sa.Column("community_id", ID, nullable=False),
        sa.Column("menu_item_id", ID, nullable=False),
        sa.Column("place_claim_id", ID, nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("unit_id", ID, nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("starts_at", UtcDateTime, nullable=False),
        sa.Column("ends_at", UtcDateTime, nullable=False),
        sa.Column("checked_in_at", UtcDateTime, nullable=False),
        sa.Column("checked_in_by", sa.String(20), nullable=False),
        sa.Column("checked_out_at", UtcDateTime),
        sa.Column("checked_out_by", sa.String(20)),
        sa.Column("is_unclosed", sa.Boolean, nullable=False),
        sa.Column("wrong_codes", sa.Integer, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.CheckConstraint("checked_in_at < checked_out_at", name=op.f("ck_attendances_checked_out_at")),
        sa.CheckConstraint(
            "(checked_out_at IS NULL) = (checked_out_by IS NULL)",
            name=op.f("ck_attendances_checked_out_by"),
        ),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_attendances_ends_at")),
        sa.CheckConstraint(
            "(state = 'open') = (checked_out_at IS NULL AND NOT is_unclosed)",
            name=op.f("ck_attendances_is_unclosed"),
        ),
        sa.CheckConstraint("kind IN ('activity', 'post')", name=op.f("ck_attendances_kind")),
        sa.CheckConstraint("state IN ('open', 'closed')", name=op.f("ck_attendances_state")),
        sa.ForeignKeyConstraint(["menu_item_id"], ["menu_items.id"], name="fk_attendances_menu_item_id"),
        sa.ForeignKeyConstraint(["place_claim_id"], ["place_claims.id"], name="fk_attendances_place_claim_id"),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name="fk_attendances_member_id"),
        sa.PrimaryKeyConstraint("id", name="pk_attendances"),
    )
    op.create_index("ix_attendances_community_id_id", "attendances", ["community_id", "id"])
    op.create_index("ix_attendances_community_id_state_id", "attendances", ["community_id", "state", "id"])
    op.create_index("ix_attendances_member_id_id", "attendances", ["member_id", "id"])
    op.create_index("ix_attendances_menu_item_id_id", "attendances", ["menu_item_id", "id"])
    op.create_index(
        "ix_attendances_place_claim_id_member_id_checked_in_at",
        "attendances",
        ["place_claim_id", "member_id", "checked_in_at"],
    )
    op.create_index("ix_attendances_unit_id_id", "attendances", ["unit_id", "id"])
    op.create_index(
        "uq_attendances_of_activity",
        "attendances",
        ["place_claim_id", "member_id"],
        unique=True,
        sqlite_where=sa.text("kind = 'activity'"),
        postgresql_where=sa.text("kind = 'activity'"),
    )
    op.create_index(
        "uq_attendances_open",
        "attendances",
        ["place_claim_id", "member_id"],
        unique=True,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
