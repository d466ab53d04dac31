"""Codes stay with the communities that had them; nobody's next receipt has a number that is given out already."""

import re
from collections import defaultdict
from collections.abc import Mapping

import sqlalchemy as sa
from alembic import op

from shared.db import ID

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

Key = tuple[str, str]  # tenant and code
RECEIPT = re.compile(r"BD-(.+)-([0-9]{4})-([0-9]{6,})")

ORGANISATIONS = sa.table(
    "organisations", sa.column("id", ID), sa.column("tenant_id", ID), sa.column("kind"), sa.column("code")
)
REGISTRATIONS = sa.table(
    "registrations", sa.column("tenant_id", ID), sa.column("community_id", ID), sa.column("receipt_number")
)
COUNTERS = sa.table(
    "receipt_counters",
    sa.column("tenant_id", ID),
    sa.column("community_id", ID),
    sa.column("year", sa.Integer),
    sa.column("last_serial", sa.Integer),
)
CODES = sa.table("community_codes", sa.column("tenant_id", ID), sa.column("code"), sa.column("community_id", ID))


def upgrade() -> None:
    op.create_table(
        "community_codes",
        sa.Column("tenant_id", ID, nullable=False),
        sa.Column("code", sa.String(50), nullable=False),
        sa.Column("community_id", ID, nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "code", name=op.f("pk_community_codes")),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_community_codes_tenant_id")),
        sa.ForeignKeyConstraint(["community_id"], ["organisations.id"], name=op.f("fk_community_codes_community_id")),
    )
    given = _given(op.get_bind())
    _keep_codes(given)
    _count_on(given)


def _given(connection: sa.Connection) -> dict[Key, dict[str, dict[int, int]]]:
    """The codes that stand in receipts: which communities have given them out, and up to which serial in which year."""
    found: dict[Key, dict[str, dict[int, int]]] = defaultdict(lambda: defaultdict(lambda: defaultdict(int)))
    columns = (REGISTRATIONS.c.tenant_id, REGISTRATIONS.c.community_id, REGISTRATIONS.c.receipt_number)
    rows = connection.execute(sa.select(*columns).where(REGISTRATIONS.c.receipt_number.is_not(None)))
    for tenant_id, community_id, number in rows:
        if parts := RECEIPT.fullmatch(number):
            code, year, serial = parts[1], int(parts[2]), int(parts[3])
            last_serials = found[tenant_id, code][community_id]
            last_serials[year] = max(last_serials[year], serial)
    return found


def _keep_codes(given: Mapping[Key, Mapping[str, object]]) -> None:
    """Who has a code now keeps it, or else the one that has given it out."""
    named = sa.select(ORGANISATIONS.c.tenant_id, ORGANISATIONS.c.code, ORGANISATIONS.c.id).where(
        ORGANISATIONS.c.kind == "community"
    )
    keepers = {key: min(givers) for key, givers in given.items()}
    keepers |= {(tenant_id, code): id_ for tenant_id, code, id_ in op.get_bind().execute(named)}
    rows = [{"tenant_id": key[0], "code": key[1], "community_id": id_} for key, id_ in keepers.items()]
    if rows:
        op.bulk_insert(CODES, rows)


def _count_on(given: Mapping[Key, Mapping[str, Mapping[int, int]]]) -> None:
    """Who has a code that another gave out counts on from there: numbers that were taken held it up for ever."""
    holders = op.get_bind().execute(sa.select(CODES.c.tenant_id, CODES.c.code, CODES.c.community_id)).all()
    for tenant_id, code, community_id in holders:
        givers = given.get((tenant_id, code), {})
        for year, serial in [
            item for id_, serials in givers.items() if id_ != community_id for item in serials.items()
        ]:
            is_theirs = (COUNTERS.c.community_id == community_id) & (COUNTERS.c.year == year)
            counted = op.get_bind().scalar(sa.select(COUNTERS.c.last_serial).where(is_theirs))
            if counted is None:
                row = {"tenant_id": tenant_id, "community_id": community_id, "year": year, "last_serial": serial}
                op.bulk_insert(COUNTERS, [row])
            elif counted < serial:
                op.execute(sa.update(COUNTERS).where(is_theirs).values(last_serial=serial))


def downgrade() -> None:
    op.drop_table("community_codes")
