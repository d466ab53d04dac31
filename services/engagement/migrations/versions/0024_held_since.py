"""Since when a place is held; of what is there already, since it was claimed, unless it only waits or has lapsed."""

import sqlalchemy as sa
from alembic import op

from shared.db import UtcDateTime

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

ONLY_WAITED = ("waiting", "offered", "declined", "lapsed")


def upgrade() -> None:
    op.add_column("place_claims", sa.Column("held_since", UtcDateTime))
    claims = sa.table("place_claims", sa.column("state"), sa.column("claimed_at"), sa.column("held_since"))
    op.execute(sa.update(claims).where(claims.c.state.not_in(ONLY_WAITED)).values(held_since=claims.c.claimed_at))


def downgrade() -> None:
    op.drop_column("place_claims", "held_since")
