"""The menu on the board: activities and posts, and the skills that their roles would like to have."""

import sqlalchemy as sa
from alembic import op

from shared.db import ID, UtcDateTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _create_board_menu_items()
    _create_board_menu_skills()
    op.add_column("board_communities", sa.Column("menu_items", sa.Integer, nullable=False, server_default="0"))


def downgrade() -> None:
    for table in ("board_menu_skills", "board_menu_items"):
        op.drop_table(table)
    op.drop_column("board_communities", "menu_items")


def _create_board_menu_items() -> None:
    op.create_table(
        "board_menu_items",
        sa.Column("id", ID, nullable=False),
        sa.Column("community_id", ID, nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("category", sa.String(50), nullable=False),
        sa.Column("description", sa.String(2000), nullable=False),
        sa.Column("location", sa.String(200)),
        sa.Column("starts_at", UtcDateTime),
        sa.Column("ends_at", UtcDateTime),
        sa.Column("from_on", sa.Date),
        sa.Column("until_on", sa.Date),
        sa.Column("sign_up_opens_at", UtcDateTime),
        sa.Column("sign_up_closes_at", UtcDateTime),
        sa.Column("is_settled", sa.Boolean, nullable=False),
        sa.Column("called_off_because", sa.String(2000)),
        sa.Column("roles", sa.JSON, nullable=False),
        sa.Column("free", sa.Integer, nullable=False),
        sa.Column("begins_at", UtcDateTime, nullable=False),
        sa.Column("published_at", UtcDateTime, nullable=False),
        sa.Column("changed_at", UtcDateTime, nullable=False),
        sa.ForeignKeyConstraint(["community_id"], ["board_communities.id"], name="fk_board_menu_items_community_id"),
        sa.PrimaryKeyConstraint("id", name="pk_board_menu_items"),
    )
    for name, columns in (
        ("page", ["community_id", "state", "begins_at", "id"]),
        ("by_kind", ["community_id", "kind", "state", "begins_at", "id"]),
        ("by_category", ["community_id", "category", "state", "begins_at", "id"]),
    ):
        op.create_index(f"ix_board_menu_items_{name}", "board_menu_items", columns)


def _create_board_menu_skills() -> None:
    op.create_table(
        "board_menu_skills",
        sa.Column("skill", sa.String(100), nullable=False),
        sa.Column("menu_item_id", ID, nullable=False),
        sa.ForeignKeyConstraint(["menu_item_id"], ["board_menu_items.id"], name="fk_board_menu_skills_menu_item_id"),
        sa.PrimaryKeyConstraint("skill", "menu_item_id", name="pk_board_menu_skills"),
    )
    op.create_index("ix_board_menu_skills_menu_item_id", "board_menu_skills", ["menu_item_id"])
