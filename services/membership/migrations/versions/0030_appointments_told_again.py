"""Appointments are told again, so that whoever serves at a social organisation doesn't review what it proposes."""

import sqlalchemy as sa
from alembic import op

from shared.db import UtcDateTime

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

OUTBOX = sa.table("outbox", sa.column("type"), sa.column("published_at", UtcDateTime))


def upgrade() -> None:
    op.execute(sa.update(OUTBOX).where(OUTBOX.c.type == "linli.appointment.made.v1").values(published_at=None))


def downgrade() -> None:
    """What was told stays told."""
