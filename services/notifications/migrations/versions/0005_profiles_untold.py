"""What members said of themselves goes out of entries of feeds."""

import json

import sqlalchemy as sa
from alembic import op

from shared.db import ID

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

TYPE = "linli.member.profile_changed.v1"
STAYS = ("member_id", "unit_id")
KEPT = sa.table(
    "feed_entries",
    sa.column("kind"),
    sa.column("stream_id", ID),
    sa.column("position", sa.BigInteger),
    sa.column("type"),
    sa.column("body"),
)
KEY = (KEPT.c.kind, KEPT.c.stream_id, KEPT.c.position)


def upgrade() -> None:
    """Row by row: both engines have JSON, and no SQL for it in common."""
    connection = op.get_bind()
    rows = connection.execute(sa.select(KEPT).where(KEPT.c.type == TYPE)).all()
    for row in rows:
        body = json.loads(row.body)
        body["data"] = {name: value for name, value in body["data"].items() if name in STAYS}
        text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
        is_it = sa.and_(*(column == getattr(row, column.name) for column in KEY))
        connection.execute(sa.update(KEPT).where(is_it).values(body=text))


def downgrade() -> None:
    """What was taken out doesn't come back."""
