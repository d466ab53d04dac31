"""
Since when a place is held, and when it was taken back that somebody hasn't come.

What is there already is held since it was claimed, unless it only waits or has lapsed.
"""

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
    op.add_column("place_holders", sa.Column("was_there_at", UtcDateTime))
    claims = sa.table("place_claims", sa.column("state"), sa.column("claimed_at"), sa.column("held_since"))
    op.execute(sa.update(claims).where(claims.c.state.not_in(ONLY_WAITED)).values(held_since=claims.c.claimed_at))


def downgrade() -> None:
    holders = sa.table("place_holders", sa.column("missed_at"), sa.column("was_there_at"))
    op.execute(sa.update(holders).where(holders.c.was_there_at.is_not(None)).values(missed_at=None))
    op.drop_column("place_holders", "was_there_at")
    op.drop_column("place_claims", "held_since")
