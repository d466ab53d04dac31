"""Needs are told again to those who have begun to listen since; who has heard of one already knows it by its id."""

import sqlalchemy as sa
from alembic import op

from shared.db import UtcDateTime

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

OUTBOX = sa.table("outbox", sa.column("type"), sa.column("published_at", UtcDateTime))
STEPS = ("accepted", "declined", "merged", "linked", "unlinked", "resolved", "reopened")
TYPES = tuple(f"linli.need.{step}.v1" for step in STEPS)


def upgrade() -> None:
    op.execute(sa.update(OUTBOX).where(OUTBOX.c.type.in_(TYPES)).values(published_at=None))


def downgrade() -> None:
    """What was told stays told."""
