"""How things stand is kept at the end of each quarter, from that which runs now on; when organisations were opened."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from alembic import op

from shared.clock import SHANGHAI, SystemClock
from shared.db import ID, UtcDateTime
from shared.ids import new_id

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
KIND = "quarter_end.keeping"
TENANTS = sa.table("tenants", sa.column("id", ID))
ORGANISATIONS = sa.table("organisations", sa.column("id", ID), sa.column("opened_at", UtcDateTime))
QUARTER_ENDS = sa.table(
    "quarter_ends", sa.column("id", ID), sa.column("tenant_id", ID), sa.column("quarter"), sa.column("state")
)
DEADLINES = sa.table(
    "deadlines",
    sa.column("subject"),
    sa.column("kind"),
    sa.column("due_at", UtcDateTime),
    sa.column("tenant_id", ID),
)


def upgrade() -> None:
    op.create_table(
        "quarter_ends",
        sa.Column("id", ID, nullable=False),
        sa.Column("tenant_id", ID, nullable=False),
        sa.Column("quarter", sa.String(7), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quarter_ends")),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_quarter_ends_tenant_id")),
        sa.UniqueConstraint("tenant_id", "quarter", name=op.f("uq_quarter_ends_tenant_id_quarter")),
        sa.CheckConstraint("state IN ('awaited', 'kept', 'missed')", name=op.f("ck_quarter_ends_state")),
    )
    _create_stands()
    _tell_when_opened()
    _tell_when_placed()
    _await_quarter_ends()


def _create_stands() -> None:
    figures = ("registered", "residence", "paired")
    stands = {
        "organisation_stands": (("organisation_id",), ("members", *figures)),
        "pair_stands": (("unit_id", "community_id"), ("registered",)),
    }
    for name, (whose, counted) in stands.items():
        keys = ("quarter_end_id", *whose)
        referred = {"quarter_end_id": "quarter_ends.id"} | dict.fromkeys(whose, "organisations.id")
        op.create_table(
            name,
            *(sa.Column(key, ID, nullable=False) for key in (*keys, "tenant_id")),
            *(sa.Column(figure, sa.Integer, nullable=figure == "members") for figure in counted),
            sa.PrimaryKeyConstraint(*keys, name=op.f(f"pk_{name}")),
            *(sa.ForeignKeyConstraint([key], [to], name=op.f(f"fk_{name}_{key}")) for key, to in referred.items()),
        )
    index = op.f("ix_pair_stands_quarter_end_id_community_id")
    op.create_index(index, "pair_stands", ["quarter_end_id", "community_id"])


def _tell_when_opened() -> None:
    """An id is a UUIDv7: its first 48 bits tell in milliseconds when it was made, and that is when they were opened."""
    with op.batch_alter_table("organisations") as table:
        table.add_column(sa.Column("opened_at", UtcDateTime))
    connection = op.get_bind()
    ids = connection.scalars(sa.select(ORGANISATIONS.c.id)).all()
    if ids:
        values = [{"the_id": id_, "at": EPOCH + timedelta(milliseconds=UUID(id_).int >> 80)} for id_ in ids]
        of_one = sa.update(ORGANISATIONS).where(ORGANISATIONS.c.id == sa.bindparam("the_id", type_=ID))
        connection.execute(of_one.values(opened_at=sa.bindparam("at", type_=UtcDateTime)), values)
    with op.batch_alter_table("organisations") as table:
        table.alter_column("opened_at", existing_type=UtcDateTime(), nullable=False)


def _tell_when_placed() -> None:
    """Who has moved before isn't asked about: it is the end of the running quarter that is told first."""
    with op.batch_alter_table("members") as table:
        table.add_column(sa.Column("placed_at", UtcDateTime))
        table.add_column(sa.Column("earlier_unit_id", ID))
    op.execute("UPDATE members SET placed_at = COALESCE(left_at, created_at)")
    with op.batch_alter_table("members") as table:
        table.alter_column("placed_at", existing_type=UtcDateTime(), nullable=False)


def _await_quarter_ends() -> None:
    day = SystemClock().now().astimezone(SHANGHAI)
    number = (day.month + 2) // 3
    ends_at = datetime(day.year + number // 4, number % 4 * 3 + 1, 1, tzinfo=SHANGHAI)
    for tenant_id in op.get_bind().scalars(sa.select(TENANTS.c.id)).all():
        end = {"id": new_id(), "tenant_id": tenant_id, "quarter": f"{day.year}-Q{number}", "state": "awaited"}
        op.bulk_insert(QUARTER_ENDS, [end])
        due = {"subject": f"quarter_end/{end['id']}", "kind": KIND, "due_at": ends_at, "tenant_id": tenant_id}
        op.bulk_insert(DEADLINES, [due])


def downgrade() -> None:
    op.execute(sa.delete(DEADLINES).where(DEADLINES.c.kind == KIND))
    for name in ("pair_stands", "organisation_stands", "quarter_ends"):
        op.drop_table(name)
    with op.batch_alter_table("members") as table:
        table.drop_column("earlier_unit_id")
        table.drop_column("placed_at")
    with op.batch_alter_table("organisations") as table:
        table.drop_column("opened_at")
