"""Pairings and what units give are told again to those who have begun to listen since."""

import sqlalchemy as sa
from alembic import op

from shared.db import UtcDateTime

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

TYPES = ("pairing.accepted", "pairing.ended", "resource.offered", "resource.replaced", "resource.withdrawn")
OUTBOX = sa.table("outbox", sa.column("type"), sa.column("published_at", UtcDateTime))


def upgrade() -> None:
    is_told_again = OUTBOX.c.type.in_([f"linli.{name}.v1" for name in TYPES])
    op.execute(sa.update(OUTBOX).where(is_told_again).values(published_at=None))


def downgrade() -> None:
    """What was told stays told."""
