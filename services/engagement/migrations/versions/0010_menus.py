"""Menus of periods, and activities that come again."""

import sqlalchemy as sa
from alembic import op

from shared.db import ID, UtcDateTime

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _create_activity_series()
    _create_menus()
    with op.batch_alter_table("menu_items") as table:
        table.add_column(sa.Column("series_id", ID))
        table.create_foreign_key(op.f("fk_menu_items_series_id"), "activity_series", ["series_id"], ["id"])
    op.create_index("ix_menu_items_series_id_starts_at", "menu_items", ["series_id", "starts_at"])


def downgrade() -> None:
    op.drop_index("ix_menu_items_series_id_starts_at", "menu_items")
    with op.batch_alter_table("menu_items") as table:
        table.drop_constraint(op.f("fk_menu_items_series_id"), type_="foreignkey")
        table.drop_column("series_id")
    for name in ("menus", "activity_series"):
        op.drop_table(name)


def _create_activity_series() -> None:
    op.create_table(
        "activity_series",
        sa.Column("id", ID, nullable=False),
        sa.Column("tenant_id", ID, nullable=False),
        sa.Column("community_id", ID, nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("recurrence", sa.String(200), nullable=False),
        sa.Column("planned_at", UtcDateTime, nullable=False),
        sa.ForeignKeyConstraint(["community_id"], ["communities.id"], name="fk_activity_series_community_id"),
        sa.PrimaryKeyConstraint("id", name="pk_activity_series"),
    )


def _create_menus() -> None:
    op.create_table(
        "menus",
        sa.Column("id", ID, nullable=False),
        sa.Column("tenant_id", ID, nullable=False),
        sa.Column("community_id", ID, nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("from_on", sa.Date, nullable=False),
        sa.Column("until_on", sa.Date, nullable=False),
        sa.Column("begins_at", UtcDateTime, nullable=False),
        sa.Column("ends_at", UtcDateTime, nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("published_at", UtcDateTime),
        sa.Column("version", sa.Integer, nullable=False),
        sa.CheckConstraint("(state = 'published') = (published_at IS NOT NULL)", name=op.f("ck_menus_published_at")),
        sa.CheckConstraint("state IN ('planned', 'published')", name=op.f("ck_menus_state")),
        sa.CheckConstraint("from_on <= until_on", name=op.f("ck_menus_period")),
        sa.ForeignKeyConstraint(["community_id"], ["communities.id"], name="fk_menus_community_id"),
        sa.PrimaryKeyConstraint("id", name="pk_menus"),
    )
    op.create_index("ix_menus_community_id_id", "menus", ["community_id", "id"])
    op.create_index("ix_menus_community_id_state_id", "menus", ["community_id", "state", "id"])
