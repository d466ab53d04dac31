"""To which subdistricts communities belong; membership tells it of all of them once more."""

import sqlalchemy as sa
from alembic import op

from shared.db import ID

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("communities", sa.Column("subdistrict_id", ID))
    op.create_index("ix_communities_subdistrict_id_id", "communities", ["subdistrict_id", "id"])


def downgrade() -> None:
    op.drop_index("ix_communities_subdistrict_id_id", "communities")
    op.drop_column("communities", "subdistrict_id")
