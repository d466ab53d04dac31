"""Kinds of registrations and how they end, receipts that anybody can check, pairings, what units give."""

import secrets

import sqlalchemy as sa
from alembic import op

from shared.db import ID, UtcDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

REGISTRATIONS = sa.table(
    "registrations",
    sa.column("id", ID),
    sa.column("member_id", ID),
    sa.column("state", sa.String),
    sa.column("receipt_token", sa.String),
    sa.column("cause", sa.String),
    sa.column("confirmed_at", UtcDateTime),
    sa.column("decided_by", sa.String),
    sa.column("decided_at", UtcDateTime),
    sa.column("requested_at", UtcDateTime),
    sa.column("version", sa.Integer),
)
STATE_IS_KNOWN = "state IN ('requested', 'confirmed', 'refused', 'withdrawn', 'ended', 'transferred')"
HAS_RECEIPT = (
    "(state IN ('confirmed', 'ended', 'transferred')) = "
    "(receipt_number IS NOT NULL AND receipt_token IS NOT NULL AND confirmed_at IS NOT NULL)"
)
HOLDS_PLACE = sa.text("state = 'confirmed' OR (state = 'requested' AND follows_id IS NULL)")
WAITS_TO_FOLLOW = sa.text("state = 'requested' AND follows_id IS NOT NULL")
IS_LIVE = sa.text("state IN ('proposed', 'accepted')")
BATCH = 1000


def upgrade() -> None:
    _widen_registrations()
    _fill_registrations()
    _hold_registrations()
    _create_pairings()
    _create_resources()


def _widen_registrations() -> None:
    with op.batch_alter_table("registrations") as table:
        table.add_column(sa.Column("kind", sa.String(20), nullable=False, server_default="residence"))
        table.add_column(sa.Column("receipt_token", sa.String(43)))
        table.add_column(sa.Column("follows_id", ID))
        table.add_column(sa.Column("reason", sa.Text))
        table.add_column(sa.Column("cause", sa.String(20)))
        table.add_column(sa.Column("decided_by", sa.String(20)))
        table.add_column(sa.Column("decided_at", UtcDateTime))
        table.drop_constraint(op.f("ck_registrations_state"), type_="check")
        table.drop_constraint(op.f("ck_registrations_receipt"), type_="check")
        table.drop_constraint(op.f("uq_registrations_member_id_community_id"), type_="unique")


def _fill_registrations() -> None:
    """
    Every receipt gets its token. Of several registrations that a member has, the last confirmed one stands, or the
    last requested one where none is confirmed: until now there was one for each community.
    """
    connection = op.get_bind()
    table = REGISTRATIONS.c
    decided = {"decided_by": "community", "decided_at": table.confirmed_at}
    connection.execute(sa.update(REGISTRATIONS).where(table.state == "confirmed").values(**decided))
    ids = list(connection.scalars(sa.select(table.id).where(table.state == "confirmed")))
    give = sa.update(REGISTRATIONS).where(table.id == sa.bindparam("the_id"))
    give = give.values(receipt_token=sa.bindparam("token"))
    for start in range(0, len(ids), BATCH):
        tokens = [{"the_id": one, "token": secrets.token_urlsafe(16)} for one in ids[start : start + BATCH]]
        connection.execute(give, tokens)
    order = (sa.case((table.state == "confirmed", 0), else_=1), table.requested_at.desc(), table.id.desc())
    place = sa.func.row_number().over(partition_by=table.member_id, order_by=order).label("place")
    ranked = sa.select(table.id, place).subquery()
    others = sa.select(ranked.c.id).where(ranked.c.place > 1)
    now = {"decided_by": "system", "decided_at": table.requested_at, "version": table.version + 1}
    surplus = list(connection.scalars(others))
    for start in range(0, len(surplus), BATCH):
        over = sa.update(REGISTRATIONS).where(table.id.in_(surplus[start : start + BATCH]))
        connection.execute(over.where(table.state == "requested").values(state="withdrawn", **now))
        connection.execute(over.where(table.state == "confirmed").values(state="ended", cause="by_member", **now))


def _hold_registrations() -> None:
    with op.batch_alter_table("registrations") as table:
        table.alter_column("kind", existing_type=sa.String(20), existing_nullable=False, server_default=None)
        table.create_foreign_key(op.f("fk_registrations_follows_id"), "registrations", ["follows_id"], ["id"])
        table.create_unique_constraint(op.f("uq_registrations_receipt_token"), ["receipt_token"])
        table.create_check_constraint(op.f("ck_registrations_kind"), "kind IN ('residence', 'paired')")
        table.create_check_constraint(op.f("ck_registrations_state"), STATE_IS_KNOWN)
        table.create_check_constraint(op.f("ck_registrations_receipt"), HAS_RECEIPT)
        table.create_check_constraint(op.f("ck_registrations_cause"), "(state = 'ended') = (cause IS NOT NULL)")
        table.create_check_constraint(
            op.f("ck_registrations_decided_by"), "(state = 'requested') = (decided_by IS NULL)"
        )
        table.create_check_constraint(
            op.f("ck_registrations_decided_at"), "(decided_by IS NULL) = (decided_at IS NULL)"
        )
    for name, columns, where in (
        ("uq_registrations_place", ["member_id", "kind"], HOLDS_PLACE),
        ("uq_registrations_follower", ["follows_id"], WAITS_TO_FOLLOW),
    ):
        op.create_index(name, "registrations", columns, unique=True, sqlite_where=where, postgresql_where=where)
    for columns in (
        ["community_id", "unit_id", "id"],
        ["unit_id", "id"],
        ["unit_id", "state", "id"],
        ["unit_id", "community_id", "id"],
        ["member_id", "id"],
    ):
        op.create_index(f"ix_registrations_{'_'.join(columns)}", "registrations", columns)


def _create_pairings() -> None:
    op.create_table(
        "pairings",
        sa.Column("id", ID, primary_key=True),
        sa.Column("tenant_id", ID, sa.ForeignKey("tenants.id"), nullable=False),
        sa.Column("unit_id", ID, sa.ForeignKey("organisations.id"), nullable=False),
        sa.Column("community_id", ID, sa.ForeignKey("organisations.id"), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("proposed_by", sa.String(20), nullable=False),
        sa.Column("note", sa.Text),
        sa.Column("reason", sa.Text),
        sa.Column("proposed_at", UtcDateTime, nullable=False),
        sa.Column("accepted_at", UtcDateTime),
        sa.Column("decided_by", sa.String(20)),
        sa.Column("decided_at", UtcDateTime),
        sa.Column("version", sa.Integer, nullable=False),
        sa.CheckConstraint("state IN ('proposed', 'accepted', 'declined', 'ended')", name="state"),
        sa.CheckConstraint("proposed_by IN ('unit', 'community')", name="proposed_by"),
        sa.CheckConstraint("(state = 'proposed') = (decided_by IS NULL)", name="decided_by"),
        sa.CheckConstraint("(decided_by IS NULL) = (decided_at IS NULL)", name="decided_at"),
        sa.CheckConstraint("state <> 'accepted' OR accepted_at IS NOT NULL", name="accepted_at"),
    )
    op.create_index(
        "uq_pairings_live",
        "pairings",
        ["unit_id", "community_id"],
        unique=True,
        sqlite_where=IS_LIVE,
        postgresql_where=IS_LIVE,
    )
    for column in ("unit_id", "community_id", "tenant_id"):
        op.create_index(f"ix_pairings_{column}_id", "pairings", [column, "id"])


def _create_resources() -> None:
    op.create_table(
        "resources",
        sa.Column("id", ID, primary_key=True),
        sa.Column("tenant_id", ID, sa.ForeignKey("tenants.id"), nullable=False),
        sa.Column("unit_id", ID, sa.ForeignKey("organisations.id"), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("quantity", sa.Integer),
        sa.Column("unit_of_measure", sa.String(100)),
        sa.Column("amount_minor", sa.BigInteger),
        sa.Column("note", sa.Text),
        sa.Column("available_from", sa.Date),
        sa.Column("available_until", sa.Date),
        sa.Column("withdrawn_at", UtcDateTime),
        sa.Column("version", sa.Integer, nullable=False),
        sa.CheckConstraint("kind IN ('venue', 'funds', 'equipment', 'expertise', 'other')", name="kind"),
        sa.CheckConstraint("(kind = 'funds') = (amount_minor IS NOT NULL)", name="amount"),
        sa.CheckConstraint("(quantity IS NULL) = (unit_of_measure IS NULL)", name="measure"),
        sa.CheckConstraint("available_from <= available_until", name="available"),
    )
    op.create_index("ix_resources_unit_id_id", "resources", ["unit_id", "id"])
