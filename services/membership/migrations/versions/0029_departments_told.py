"""What departments are called is told, of those too that were opened before anybody listened."""

import json

import sqlalchemy as sa
from alembic import op

from shared.clock import SystemClock
from shared.db import ID, UtcDateTime
from shared.ids import new_id

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

TYPE = "linli.department.opened.v1"
ORGANISATIONS = sa.table(
    "organisations", sa.column("id", ID), sa.column("tenant_id", ID), sa.column("kind"), sa.column("name")
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
    columns = (ORGANISATIONS.c.id, ORGANISATIONS.c.tenant_id, ORGANISATIONS.c.name)
    departments = sa.select(*columns).where(ORGANISATIONS.c.kind == "department").order_by(ORGANISATIONS.c.id)
    rows = []
    for department_id, tenant_id, name in op.get_bind().execute(departments):
        told = {
            "specversion": "1.0",
            "id": new_id(),
            "source": "/linli/membership",
            "type": TYPE,
            "subject": f"department/{department_id}",
            "time": now.isoformat(),
            "datacontenttype": "application/json",
            "data": {"department_id": department_id, "name": name},
            "tenant": tenant_id,
        }
        body = json.dumps(told, separators=(",", ":"), ensure_ascii=False)
        rows.append(
            {"event_id": told["id"], "type": TYPE, "subject": told["subject"], "body": body, "recorded_at": now}
        )
    if rows:
        op.get_bind().execute(sa.insert(OUTBOX), rows)


def downgrade() -> None:
    op.execute(sa.delete(OUTBOX).where(OUTBOX.c.type == TYPE))
