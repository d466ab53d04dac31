"""Projects are told again to those who have begun to listen since; who has heard of one already knows it by its id."""

import sqlalchemy as sa
from alembic import op

from shared.db import UtcDateTime

revision = "0010"
down_revision = "0002"
branch_labels = None
depends_on = None

OUTBOX = sa.table("outbox", sa.column("type"), sa.column("published_at", UtcDateTime))


def upgrade() -> None:
    is_of_project = OUTBOX.c.type == "linli.project.registered.v1"
    op.execute(sa.update(OUTBOX).where(is_of_project).values(published_at=None))


def downgrade() -> None:
    """What was told stays told."""
