"""Which project an activity or a post belongs to, and who has planned it."""

import sqlalchemy as sa
from alembic import op

from shared.db import ID

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

COLUMNS = ("project_id", "social_organisation_id")


def upgrade() -> None:
    for name in COLUMNS:
        op.add_column("board_menu_items", sa.Column(name, ID))


def downgrade() -> None:
    for name in COLUMNS:
        op.drop_column("board_menu_items", name)
