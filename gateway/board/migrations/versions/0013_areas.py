"""Communities have their subdistricts, and menus are browsed by area."""

import sqlalchemy as sa
from alembic import op

from shared.db import ID

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("board_communities", sa.Column("subdistrict_id", ID, nullable=True))
    op.create_index("ix_board_menu_items_of_all", "board_menu_items", ["state", "begins_at", "id"])


def downgrade() -> None:
    op.drop_index("ix_board_menu_items_of_all", "board_menu_items")
    op.drop_column("board_communities", "subdistrict_id")
