"""How many people may come to a community's activities on a day, and how many come."""

import sqlalchemy as sa
from alembic import op

from shared.db import ID

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _create_community_days()
    op.add_column("communities", sa.Column("daily_ceiling", sa.Integer))
    with op.batch_alter_table("menu_items") as table:
        table.add_column(sa.Column("day_id", ID))
        table.create_foreign_key(op.f("fk_menu_items_day_id"), "community_days", ["day_id"], ["id"])
    op.create_index("ix_menu_items_day_id", "menu_items", ["day_id"])


def downgrade() -> None:
    op.drop_index("ix_menu_items_day_id", "menu_items")
    with op.batch_alter_table("menu_items") as table:
        table.drop_constraint(op.f("fk_menu_items_day_id"), type_="foreignkey")
        table.drop_column("day_id")
    op.drop_column("communities", "daily_ceiling")
    op.drop_table("community_days")


def _create_community_days() -> None:
    op.create_table(
        "community_days",
        sa.Column("id", ID, nullable=False),
        sa.Column("community_id", ID, nullable=False),
        sa.Column("begins_on", sa.Date, nullable=False),
        sa.Column("ceiling", sa.Integer),
        sa.Column("is_own", sa.Boolean, nullable=False),
        sa.Column("taken", sa.Integer, nullable=False),
        sa.CheckConstraint("taken >= 0", name=op.f("ck_community_days_taken")),
        sa.ForeignKeyConstraint(["community_id"], ["communities.id"], name="fk_community_days_community_id"),
        sa.PrimaryKeyConstraint("id", name="pk_community_days"),
        sa.UniqueConstraint("community_id", "begins_on", name="uq_community_days_community_id_begins_on"),
    )
