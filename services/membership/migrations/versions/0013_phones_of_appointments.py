"""Staff sign in by a phone that their appointment holds: of members it is taken over as the roster has it."""

import sqlalchemy as sa
from alembic import op

from shared.db import ID

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

PHONE = ("phone_encrypted", "phone_digest")
MEMBERS = sa.table("members", sa.column("id", ID), sa.column("state"), *map(sa.column, PHONE))
APPOINTMENTS = sa.table(
    "appointments", sa.column("member_id", ID), sa.column("office"), sa.column("state"), *map(sa.column, PHONE)
)


def upgrade() -> None:
    """Who couldn't sign in before, without a digest or on no roster, can't now."""
    is_theirs = sa.and_(
        MEMBERS.c.id == APPOINTMENTS.c.member_id,
        MEMBERS.c.phone_digest.is_not(None),
        MEMBERS.c.state.in_(("active", "inactive")),
    )
    found = {name: sa.select(MEMBERS.c[name]).where(is_theirs).scalar_subquery() for name in PHONE}
    is_staff = sa.and_(APPOINTMENTS.c.office == "staff", APPOINTMENTS.c.state == "current")
    op.execute(sa.update(APPOINTMENTS).where(is_staff, APPOINTMENTS.c.member_id.is_not(None)).values(found))


def downgrade() -> None:
    of_members = sa.update(APPOINTMENTS).where(APPOINTMENTS.c.member_id.is_not(None))
    op.execute(of_members.values(dict.fromkeys(PHONE)))
