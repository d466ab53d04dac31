"""Commitments of who holds a place; rulings, appeals and nudges beside all commitments."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from shared.clock import SystemClock
from shared.db import ID, UtcDateTime

revision = "0020"
down_revision = "0014"
branch_labels = None
depends_on = None

INDEXES = (
    ("tenant_id", "id"),
    ("member_id", "id"),
    ("community_id", "id"),
    ("community_id", "state", "id"),
    ("community_id", "due_at"),
    ("unit_id", "id"),
    ("unit_id", "state", "id"),
    ("unit_id", "due_at"),
)
OF_CLAIM = ("community_id", "member_id", "unit_id")
COLUMNS = ("kind", "target_id", "place_claim_id", "reported_at", "report", "settled_at", "version")
CHECKS = {
    "kind": "kind IN ('wish', 'activity', 'post')",
    "owner": "(claim_id IS NULL) <> (place_claim_id IS NULL)",
    "of_wish": "(kind = 'wish') = (claim_id IS NOT NULL)",
    "settled": "(state IN ('open', 'released')) = (settled_at IS NULL)",
}
CLAIMS = sa.table(
    "claims",
    sa.column("id", ID),
    sa.column("wish_id", ID),
    *(sa.column(name, ID) for name in OF_CLAIM),
    sa.column("state"),
    sa.column("confirmation_note"),
    sa.column("ended_at", UtcDateTime),
)
COMMITMENTS = sa.table(
    "commitments",
    sa.column("id", ID),
    sa.column("claim_id", ID),
    sa.column("kind"),
    sa.column("target_id", ID),
    *(sa.column(name, ID) for name in OF_CLAIM),
    sa.column("state"),
    sa.column("reported_at", UtcDateTime),
    sa.column("settled_at", UtcDateTime),
    sa.column("due_at", UtcDateTime),
    sa.column("version"),
)
RULINGS = sa.table(
    "commitment_rulings",
    sa.column("id", ID),
    sa.column("commitment_id", ID),
    sa.column("ruling"),
    sa.column("word"),
    sa.column("role"),
    sa.column("at", UtcDateTime),
)


def upgrade() -> None:
    _widen_commitments()
    _stand_beside()
    _keep_rulings()


def _widen_commitments() -> None:
    added: tuple[sa.Column[Any], ...] = (
        sa.Column("kind", sa.String(20)),
        sa.Column("target_id", ID),
        sa.Column("place_claim_id", ID),
        *(sa.Column(name, ID) for name in OF_CLAIM),
        sa.Column("reported_at", UtcDateTime),
        sa.Column("report", sa.String(2000)),
        sa.Column("settled_at", UtcDateTime),
        sa.Column("version", sa.Integer),
    )
    for column in added:
        op.add_column("commitments", column)
    _tell_from_claims()
    with op.batch_alter_table("commitments") as table:
        for name in ("target_id", *OF_CLAIM):
            table.alter_column(name, existing_type=ID, nullable=False)
        table.alter_column("kind", existing_type=sa.String(20), nullable=False)
        table.alter_column("version", existing_type=sa.Integer, nullable=False)
        table.alter_column("claim_id", existing_type=ID, nullable=True)
        table.create_foreign_key("fk_commitments_place_claim_id", "place_claims", ["place_claim_id"], ["id"])
        table.create_unique_constraint("uq_commitments_place_claim_id_member_id", ["place_claim_id", "member_id"])
        for name, condition in CHECKS.items():
            table.create_check_constraint(op.f(f"ck_commitments_{name}"), condition)
    for columns in INDEXES:
        op.create_index(f"ix_commitments_{'_'.join(columns)}", "commitments", list(columns))


def _tell_from_claims() -> None:
    """What is delivered was reported; when isn't known, and nothing hangs on it."""

    def of_claim(name: str) -> sa.ScalarSelect[Any]:
        return sa.select(CLAIMS.c[name]).where(CLAIMS.c.id == COMMITMENTS.c.claim_id).scalar_subquery()

    told = {name: of_claim(name) for name in OF_CLAIM}
    op.execute(sa.update(COMMITMENTS).values(kind="wish", version=1, target_id=of_claim("wish_id"), **told))
    is_settled = COMMITMENTS.c.state.not_in(("open", "released"))
    ended_at = sa.func.coalesce(of_claim("ended_at"), COMMITMENTS.c.due_at)
    op.execute(sa.update(COMMITMENTS).where(is_settled).values(settled_at=ended_at))
    is_delivered = sa.exists().where(CLAIMS.c.id == COMMITMENTS.c.claim_id, CLAIMS.c.state == "delivered")
    op.execute(sa.update(COMMITMENTS).where(is_delivered).values(reported_at=SystemClock().now()))


def _stand_beside() -> None:
    op.create_table(
        "commitment_rulings",
        sa.Column("id", ID, nullable=False),
        sa.Column("commitment_id", ID, nullable=False),
        sa.Column("ruling", sa.String(20), nullable=False),
        sa.Column("word", sa.String(2000)),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_commitment_rulings"),
        sa.ForeignKeyConstraint(["commitment_id"], ["commitments.id"], name="fk_commitment_rulings_commitment_id"),
        sa.CheckConstraint(
            "ruling IN ('kept', 'partly', 'broken', 'lapsed')", name=op.f("ck_commitment_rulings_ruling")
        ),
    )
    op.create_index("ix_commitment_rulings_commitment_id_at_id", "commitment_rulings", ["commitment_id", "at", "id"])
    op.create_table(
        "commitment_appeals",
        sa.Column("id", ID, nullable=False),
        sa.Column("tenant_id", ID, nullable=False),
        sa.Column("commitment_id", ID, nullable=False),
        sa.Column("against", sa.String(20), nullable=False),
        sa.Column("reason", sa.String(2000), nullable=False),
        sa.Column("made_at", UtcDateTime, nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("word", sa.String(2000)),
        sa.Column("decided_at", UtcDateTime),
        sa.PrimaryKeyConstraint("id", name="pk_commitment_appeals"),
        sa.ForeignKeyConstraint(["commitment_id"], ["commitments.id"], name="fk_commitment_appeals_commitment_id"),
        sa.UniqueConstraint("commitment_id", name="uq_commitment_appeals_commitment_id"),
        sa.CheckConstraint("against IN ('partly', 'broken', 'lapsed')", name=op.f("ck_commitment_appeals_against")),
        sa.CheckConstraint("state IN ('pending', 'upheld', 'changed')", name=op.f("ck_commitment_appeals_state")),
        sa.CheckConstraint("(state = 'pending') = (decided_at IS NULL)", name=op.f("ck_commitment_appeals_decided")),
    )
    op.create_index(
        "ix_commitment_appeals_tenant_id_state_commitment_id",
        "commitment_appeals",
        ["tenant_id", "state", "commitment_id"],
    )
    op.create_table(
        "commitment_nudges",
        sa.Column("id", ID, nullable=False),
        sa.Column("commitment_id", ID, nullable=False),
        sa.Column("on", sa.Date, nullable=False),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_commitment_nudges"),
        sa.ForeignKeyConstraint(["commitment_id"], ["commitments.id"], name="fk_commitment_nudges_commitment_id"),
        sa.UniqueConstraint("commitment_id", "on", name="uq_commitment_nudges_commitment_id_on"),
    )


def _keep_rulings() -> None:
    """One for each commitment that was judged or has lapsed, under the commitment's own id."""
    is_lapsed = COMMITMENTS.c.state == "lapsed"
    said = sa.select(
        COMMITMENTS.c.id,
        COMMITMENTS.c.id,
        COMMITMENTS.c.state,
        CLAIMS.c.confirmation_note,
        sa.case((is_lapsed, "system"), else_="community"),
        COMMITMENTS.c.settled_at,
    )
    said = said.join(CLAIMS, CLAIMS.c.id == COMMITMENTS.c.claim_id).where(COMMITMENTS.c.settled_at.is_not(None))
    op.execute(sa.insert(RULINGS).from_select(["id", "commitment_id", "ruling", "word", "role", "at"], said))


def downgrade() -> None:
    for name in ("commitment_nudges", "commitment_appeals", "commitment_rulings"):
        op.drop_table(name)
    op.execute(sa.delete(COMMITMENTS).where(COMMITMENTS.c.claim_id.is_(None)))
    for columns in INDEXES:
        op.drop_index(f"ix_commitments_{'_'.join(columns)}", "commitments")
    with op.batch_alter_table("commitments") as table:
        for name in CHECKS:
            table.drop_constraint(op.f(f"ck_commitments_{name}"), type_="check")
        table.drop_constraint("uq_commitments_place_claim_id_member_id", type_="unique")
        table.drop_constraint("fk_commitments_place_claim_id", type_="foreignkey")
        table.alter_column("claim_id", existing_type=ID, nullable=False)
        for name in (
            "kind",
            "target_id",
            "place_claim_id",
            *OF_CLAIM,
            "reported_at",
            "report",
            "settled_at",
            "version",
        ):
            table.drop_column(name)
