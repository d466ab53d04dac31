"""Claims from before members were reminded have their reminders to come; those that are over say why."""

from datetime import datetime, time, timedelta

import sqlalchemy as sa
from alembic import op

from shared.clock import SHANGHAI, SystemClock, instant_on
from shared.db import ID, UtcDateTime

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

DAYS_LEFT = {"commitment.due_in_3_days": 3, "commitment.due_in_1_day": 1, "commitment.due_today": 0}
MORNING, EVENING = time(9), time(18)
DEADLINES = sa.table(
    "deadlines", sa.column("subject"), sa.column("kind"), sa.column("due_at", UtcDateTime), sa.column("tenant_id", ID)
)
CLAIMS = sa.table(
    "claims",
    sa.column("id", ID),
    sa.column("tenant_id", ID),
    sa.column("state"),
    sa.column("due_at", UtcDateTime),
    sa.column("ending"),
)
COMMITMENTS = sa.table("commitments", sa.column("claim_id", ID))


def upgrade() -> None:
    _remind()
    _say_why()


def _remind() -> None:
    """Nothing for whom a reminder is waiting already; what would be past is left out, as it is for a new claim."""
    now, connection = SystemClock().now(), op.get_bind()
    reminded = sa.select(DEADLINES.c.subject).where(DEADLINES.c.kind.in_(DAYS_LEFT))
    has_some = set(connection.scalars(reminded))
    committed = sa.select(CLAIMS.c.id, CLAIMS.c.tenant_id, CLAIMS.c.due_at).where(CLAIMS.c.state == "committed")
    rows = [
        {"subject": f"claim/{claim.id}", "kind": kind, "due_at": at, "tenant_id": claim.tenant_id}
        for claim in connection.execute(committed).all()
        if f"claim/{claim.id}" not in has_some
        for kind, days in DAYS_LEFT.items()
        if (at := _remind_at(claim.due_at, days)) > now
    ]
    if rows:
        connection.execute(sa.insert(DEADLINES), rows)


def _remind_at(due_at: datetime, days_left: int) -> datetime:
    """At nine in Shanghai so many days before; of a deadline that comes before nine, the evening before it."""
    due = due_at.astimezone(SHANGHAI)
    day = due.date() - timedelta(days=days_left)
    if days_left == 0 and due.time() <= MORNING:
        return instant_on(day - timedelta(days=1), EVENING)
    return instant_on(day, MORNING)


def _say_why() -> None:
    """A claim then ended by its deadline, with a commitment or without one, or because its member left."""
    is_promised = sa.exists().where(COMMITMENTS.c.claim_id == CLAIMS.c.id)
    endings = (
        ("member_left", CLAIMS.c.state == "released"),
        ("lapsed", (CLAIMS.c.state == "lapsed") & is_promised),
        ("not_committed", (CLAIMS.c.state == "lapsed") & ~is_promised),
    )
    for ending, is_so in endings:
        op.execute(sa.update(CLAIMS).where(is_so, CLAIMS.c.ending.is_(None)).values(ending=ending))


def downgrade() -> None:
    """What was added is as good for the older version."""
