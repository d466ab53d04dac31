"""To which subdistricts communities belong is told, of those too that were opened before anybody listened."""

import json

import sqlalchemy as sa
from alembic import op

from shared.clock import SystemClock
from shared.db import ID, UtcDateTime
from shared.ids import new_id

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

TYPE = "linli.community.placed.v1"
ORGANISATIONS = sa.table(
    "organisations", sa.column("id", ID), sa.column("tenant_id", ID), sa.column("kind"), sa.column("parent_id", ID)
)
OUTBOX = sa.table(
    "outbox",
    sa.column("event_id", ID),
    sa.column("type"),
    sa.column("subject"),
    sa.column("body"),
    sa.column("recorded_at", UtcDateTime),
)


def upgrade() -> None:
    now = SystemClock().now()
    columns = (ORGANISATIONS.c.id, ORGANISATIONS.c.tenant_id, ORGANISATIONS.c.parent_id)
    placed = sa.select(*columns).where(ORGANISATIONS.c.kind == "community", ORGANISATIONS.c.parent_id.is_not(None))
    rows = []
    for community_id, tenant_id, subdistrict_id in op.get_bind().execute(placed.order_by(ORGANISATIONS.c.id)):
        told = {
            "specversion": "1.0",
            "id": new_id(),
            "source": "/linli/membership",
            "type": TYPE,
            "subject": f"community/{community_id}",
            "time": now.isoformat(),
            "datacontenttype": "application/json",
            "data": {"community_id": community_id, "subdistrict_id": subdistrict_id},
            "tenant": tenant_id,
            "community": community_id,
        }
        body = json.dumps(told, separators=(",", ":"))
        rows.append(
            {"event_id": told["id"], "type": TYPE, "subject": told["subject"], "body": body, "recorded_at": now}
        )
    if rows:
        op.get_bind().execute(sa.insert(OUTBOX), rows)


def downgrade() -> None:
    op.execute(sa.delete(OUTBOX).where(OUTBOX.c.type == TYPE))
