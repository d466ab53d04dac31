"""What members did and how it was rated, as far as engagement and evaluation tell it from now on."""

import sqlalchemy as sa
from alembic import op

from shared.db import ID, UtcDateTime

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

IS_OPEN = sa.text("closed_at IS NULL")
INDEXES = {
    "done_services": (
        ("unit_id", "member_id", "served_at"),
        ("unit_id", "served_at"),
        ("community_id", "member_id", "served_at"),
        ("community_id", "served_at"),
        ("member_id", "served_at"),
    ),
    "given_ratings": (
        ("unit_id", "member_id", "given_at"),
        ("unit_id", "given_at"),
        ("community_id", "member_id", "given_at"),
        ("community_id", "given_at"),
        ("member_id", "given_at"),
    ),
    "rating_lots": (("unit_id", "closed_at"), ("community_id", "closed_at")),
    "registrations": (("community_id", "state", "member_id"),),
}


def _ids(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, ID, nullable=False) for name in names]


def upgrade() -> None:
    op.create_table(
        "done_services",
        *_ids("id", "tenant_id", "member_id", "unit_id", "community_id", "wish_id"),
        sa.Column("served_at", UtcDateTime, nullable=False),
        sa.Column("confirmed_at", UtcDateTime),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_done_services")),
    )
    op.create_table(
        "served_wishes",
        *_ids("id", "tenant_id"),
        sa.Column("category", sa.String(100), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_served_wishes")),
    )
    op.create_table(
        "given_ratings",
        *_ids("id", "tenant_id", "member_id", "unit_id", "community_id"),
        sa.Column("given_at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_given_ratings")),
    )
    op.create_table(
        "rating_lots",
        *_ids("id", "tenant_id", "unit_id", "community_id"),
        sa.Column("ratings", sa.Integer, nullable=False),
        sa.Column("scores", sa.Integer, nullable=False),
        sa.Column("closed_at", UtcDateTime),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rating_lots")),
        sa.CheckConstraint("(ratings = 5) = (closed_at IS NOT NULL)", name=op.f("ck_rating_lots_closed")),
        sa.CheckConstraint("ratings BETWEEN 1 AND 5", name=op.f("ck_rating_lots_ratings")),
    )
    op.create_index(
        "uq_rating_lots_open",
        "rating_lots",
        ["unit_id", "community_id"],
        unique=True,
        sqlite_where=IS_OPEN,
        postgresql_where=IS_OPEN,
    )
    for table, indexes in INDEXES.items():
        for columns in indexes:
            op.create_index(op.f(f"ix_{table}_{'_'.join(columns)}"), table, list(columns))


def downgrade() -> None:
    op.drop_index(op.f("ix_registrations_community_id_state_member_id"), "registrations")
    for table in ("rating_lots", "given_ratings", "served_wishes", "done_services"):
        op.drop_table(table)
