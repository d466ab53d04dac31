"""Needs with their links, steps and tickets; codes of communities."""

import sqlalchemy as sa
from alembic import op

from shared.db import ID, UtcDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

STATES = (
    "'submitted', 'accepted', 'in_hand', 'resolved', 'partly', 'unresolved', 'declined', 'merged', 'reopened', "
    "'withdrawn'"
)


def upgrade() -> None:
    op.add_column("communities", sa.Column("code", sa.String(50)))
    _create_needs()
    op.create_table(
        "need_links",
        sa.Column("id", ID, nullable=False),
        sa.Column("need_id", ID, nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("target_id", ID, nullable=False),
        sa.Column("linked_at", UtcDateTime, nullable=False),
        sa.Column("is_done", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_need_links"),
        sa.ForeignKeyConstraint(["need_id"], ["needs.id"], name="fk_need_links_need_id"),
        sa.CheckConstraint("kind IN ('wish')", name=op.f("ck_need_links_kind")),
        sa.UniqueConstraint("need_id", "kind", "target_id", name="uq_need_links_need_id_kind_target_id"),
    )
    op.create_index("ix_need_links_kind_target_id", "need_links", ["kind", "target_id"])
    op.create_table(
        "need_steps",
        sa.Column("id", ID, nullable=False),
        sa.Column("need_id", ID, nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("reason", sa.String(2000)),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_need_steps"),
        sa.ForeignKeyConstraint(["need_id"], ["needs.id"], name="fk_need_steps_need_id"),
    )
    op.create_index("ix_need_steps_need_id_id", "need_steps", ["need_id", "id"])
    op.create_table(
        "ticket_counters",
        sa.Column("community_id", ID, nullable=False),
        sa.Column("year", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("last_serial", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("community_id", "year", name="pk_ticket_counters"),
        sa.ForeignKeyConstraint(["community_id"], ["communities.id"], name="fk_ticket_counters_community_id"),
    )


def _create_needs() -> None:
    op.create_table(
        "needs",
        sa.Column("id", ID, nullable=False),
        sa.Column("tenant_id", ID, nullable=False),
        sa.Column("community_id", ID, nullable=False),
        sa.Column("resident_id", ID),
        sa.Column("category", sa.String(50), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("description", sa.String(2000), nullable=False),
        sa.Column("place", sa.String(200)),
        sa.Column("privacy", sa.String(20), nullable=False),
        sa.Column("origin", sa.String(20), nullable=False),
        sa.Column("has_contact", sa.Boolean, nullable=False),
        sa.Column("contact_encrypted", sa.Text),
        sa.Column("ticket_number", sa.String(80), nullable=False),
        sa.Column("ticket_token", sa.String(43), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("merged_into_id", ID),
        sa.Column("submitted_at", UtcDateTime, nullable=False),
        sa.Column("changed_at", UtcDateTime, nullable=False),
        sa.Column("closed_at", UtcDateTime),
        sa.Column("version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_needs"),
        sa.ForeignKeyConstraint(["community_id"], ["communities.id"], name="fk_needs_community_id"),
        sa.ForeignKeyConstraint(["merged_into_id"], ["needs.id"], name="fk_needs_merged_into_id"),
        sa.UniqueConstraint("community_id", "ticket_number", name="uq_needs_community_id_ticket_number"),
        sa.UniqueConstraint("ticket_token", name="uq_needs_ticket_token"),
        sa.CheckConstraint(f"state IN ({STATES})", name=op.f("ck_needs_state")),
        sa.CheckConstraint("privacy IN ('public', 'place_hidden', 'private')", name=op.f("ck_needs_privacy")),
        sa.CheckConstraint("origin IN ('resident', 'staff', 'community')", name=op.f("ck_needs_origin")),
        sa.CheckConstraint("(state = 'merged') = (merged_into_id IS NOT NULL)", name=op.f("ck_needs_merged")),
        sa.CheckConstraint("has_contact = (contact_encrypted IS NOT NULL)", name=op.f("ck_needs_contact")),
    )
    for columns in (
        ("community_id", "id"),
        ("community_id", "state", "id"),
        ("community_id", "category", "id"),
        ("community_id", "submitted_at"),
        ("resident_id", "id"),
        ("merged_into_id",),
    ):
        op.create_index(f"ix_needs_{'_'.join(columns)}", "needs", list(columns))


def downgrade() -> None:
    for table in ("ticket_counters", "need_steps", "need_links", "needs"):
        op.drop_table(table)
    op.drop_column("communities", "code")
