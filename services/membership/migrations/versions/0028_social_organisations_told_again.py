"""Social organisations are told again, so that their streams begin with their opening."""

import sqlalchemy as sa
from alembic import op

from shared.db import UtcDateTime

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

OUTBOX = sa.table("outbox", sa.column("type"), sa.column("published_at", UtcDateTime))


def upgrade() -> None:
    is_told_again = OUTBOX.c.type == "linli.social_organisation.opened.v1"
    op.execute(sa.update(OUTBOX).where(is_told_again).values(published_at=None))


def downgrade() -> None:
    """What was told stays told."""
