"""Needs that were put up before tenants were kept are their communities' tenants', as far as those are known."""

import sqlalchemy as sa
from alembic import op

from shared.db import ID

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

NEEDS = sa.table("board_needs", sa.column("community_id", ID), sa.column("tenant_id", ID))
COMMUNITIES = sa.table("board_communities", sa.column("id", ID), sa.column("tenant_id", ID))


def upgrade() -> None:
    tenant = sa.select(COMMUNITIES.c.tenant_id).where(COMMUNITIES.c.id == NEEDS.c.community_id).scalar_subquery()
    op.execute(sa.update(NEEDS).where(NEEDS.c.tenant_id.is_(None)).values(tenant_id=tenant))


def downgrade() -> None:
    """What is known now is as good for the older version."""
