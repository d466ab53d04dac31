"""Codes end with the place on the roster for which they were given; teams know when somebody of theirs was erased."""

from datetime import timedelta

import sqlalchemy as sa
from alembic import op

from shared.db import ID, UtcDateTime

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

VALID_FOR = timedelta(hours=24)
MEMBERS = sa.table("members", sa.column("id", ID), sa.column("state"), sa.column("changed_at", UtcDateTime))
CODES = sa.table("sign_in_codes", sa.column("member_id", ID), sa.column("expires_at", UtcDateTime))
TRIES = sa.table("sign_in_tries", sa.column("member_id", ID))


def upgrade() -> None:
    _end_codes()
    with op.batch_alter_table("teams") as table:
        table.add_column(sa.Column("last_erasure_at", UtcDateTime))
    op.execute(
        "UPDATE teams SET last_erasure_at = (SELECT max(m.erased_at) FROM members AS m "
        "WHERE m.id = teams.founder_id "
        "OR m.id IN (SELECT t.member_id FROM team_memberships AS t WHERE t.team_id = teams.id))"
    )


def _end_codes() -> None:
    """Those of members who have left, or who may have moved since: it isn't known any more which unit gave them."""
    connection = op.get_bind()
    columns = (CODES.c.member_id, CODES.c.expires_at, MEMBERS.c.state, MEMBERS.c.changed_at)
    rows = connection.execute(sa.select(*columns).join(MEMBERS, MEMBERS.c.id == CODES.c.member_id)).all()
    for row in rows:
        if row.state not in ("active", "inactive") or row.changed_at >= row.expires_at - VALID_FOR:
            for table in (TRIES, CODES):
                connection.execute(sa.delete(table).where(table.c.member_id == row.member_id))


def downgrade() -> None:
    """Codes that have ended stay so."""
    with op.batch_alter_table("teams") as table:
        table.drop_column("last_erasure_at")
