"""Wishes are withdrawn, expire and are opened again; commitments are extended, deliveries sent back; steps are kept."""

from datetime import timedelta

import sqlalchemy as sa
from alembic import op

from shared.clock import SystemClock
from shared.db import ID, UtcDateTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

OLD_STATES = "state IN ('published', 'claimed', 'delivered', 'fulfilled')"
STATES = "state IN ('published', 'claimed', 'delivered', 'fulfilled', 'withdrawn', 'expired')"

INDEXES = {
    "wishes": (
        ("community_id", "id"),
        ("community_id", "state", "id"),
        ("community_id", "category", "id"),
        ("community_id", "published_at"),
    ),
    "claims": (("wish_id", "id"), ("community_id", "due_at"), ("unit_id", "due_at")),
}
KEPT_FOR = timedelta(days=180)
WISHES = sa.table(
    "wishes", sa.column("id", ID), sa.column("tenant_id", ID), sa.column("state"), sa.column("closed_at", UtcDateTime)
)
DEADLINES = sa.table(
    "deadlines", sa.column("subject"), sa.column("kind"), sa.column("due_at", UtcDateTime), sa.column("tenant_id", ID)
)
CLAIMS = sa.table(
    "claims",
    sa.column("id", ID),
    sa.column("state"),
    sa.column("claimed_at", UtcDateTime),
    sa.column("commit_by", UtcDateTime),
    sa.column("due_at", UtcDateTime),
)
COMMITMENTS = sa.table(
    "commitments",
    sa.column("claim_id", ID),
    sa.column("made_at", UtcDateTime),
    sa.column("due_at", UtcDateTime),
)


def upgrade() -> None:
    _widen_wishes()
    _widen_claims()
    _widen_commitments()
    op.create_table(
        "wish_steps",
        sa.Column("id", ID, nullable=False),
        sa.Column("wish_id", ID, nullable=False),
        sa.Column("claim_id", ID),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("reason", sa.String(2000)),
        sa.Column("due_at", UtcDateTime),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_wish_steps"),
        sa.ForeignKeyConstraint(["wish_id"], ["wishes.id"], name="fk_wish_steps_wish_id"),
        sa.ForeignKeyConstraint(["claim_id"], ["claims.id"], name="fk_wish_steps_claim_id"),
    )
    for columns in INDEXES["wishes"]:
        op.create_index(f"ix_wishes_{'_'.join(columns)}", "wishes", list(columns))
    for columns in INDEXES["claims"]:
        op.create_index(f"ix_claims_{'_'.join(columns)}", "claims", list(columns))
    op.create_index("ix_wish_steps_wish_id_id", "wish_steps", ["wish_id", "id"])
    op.create_index("ix_wish_steps_claim_id_id", "wish_steps", ["claim_id", "id"])


def _widen_wishes() -> None:
    for name in ("beneficiary_erased_at", "expires_at", "closed_at"):
        op.add_column("wishes", sa.Column(name, UtcDateTime))
    # When they were over isn't known; whom they were for is kept for as long as if that were now.
    now, is_over = SystemClock().now(), WISHES.c.state == "fulfilled"
    op.execute(sa.update(WISHES).where(is_over).values(closed_at=now))
    kept = {"kind": "wish.beneficiary_kept", "due_at": now + KEPT_FOR}
    over = op.get_bind().execute(sa.select(WISHES.c.id, WISHES.c.tenant_id).where(is_over)).all()
    if rows := [{"subject": f"wish/{id_}", "tenant_id": tenant_id, **kept} for id_, tenant_id in over]:
        op.get_bind().execute(sa.insert(DEADLINES), rows)
    with op.batch_alter_table("wishes") as table:
        table.alter_column("beneficiary_encrypted", existing_type=sa.Text, nullable=True)
        table.drop_constraint(op.f("ck_wishes_state"), type_="check")
        table.drop_constraint(op.f("ck_wishes_claim"), type_="check")
        table.create_check_constraint(op.f("ck_wishes_state"), STATES)
        table.create_check_constraint(
            op.f("ck_wishes_claim"), "(state IN ('claimed', 'delivered', 'fulfilled')) = (claim_id IS NOT NULL)"
        )
        table.create_check_constraint(
            op.f("ck_wishes_closed"), "(state IN ('fulfilled', 'withdrawn', 'expired')) = (closed_at IS NOT NULL)"
        )
        table.create_check_constraint(
            op.f("ck_wishes_beneficiary"), "(beneficiary_encrypted IS NULL) = (beneficiary_erased_at IS NOT NULL)"
        )


def _widen_claims() -> None:
    op.add_column("claims", sa.Column("due_at", UtcDateTime))
    op.add_column("claims", sa.Column("times_sent_back", sa.Integer, nullable=False, server_default="0"))
    op.add_column("claims", sa.Column("sent_back_reason", sa.String(2000)))
    op.add_column("claims", sa.Column("ending", sa.String(20)))
    promised = sa.select(COMMITMENTS.c.due_at).where(COMMITMENTS.c.claim_id == CLAIMS.c.id).scalar_subquery()
    for state, due_at in (("claimed", CLAIMS.c.commit_by), ("committed", promised)):
        op.execute(sa.update(CLAIMS).where(CLAIMS.c.state == state).values(due_at=due_at))
    with op.batch_alter_table("claims") as table:
        table.alter_column("times_sent_back", existing_type=sa.Integer, server_default=None)
        table.create_check_constraint(
            op.f("ck_claims_due"), "(state IN ('claimed', 'committed')) = (due_at IS NOT NULL)"
        )


def _widen_commitments() -> None:
    op.add_column("commitments", sa.Column("made_at", UtcDateTime))
    op.add_column("commitments", sa.Column("extended_from", UtcDateTime))
    op.add_column("commitments", sa.Column("extension_reason", sa.String(2000)))
    claimed_at = sa.select(CLAIMS.c.claimed_at).where(CLAIMS.c.id == COMMITMENTS.c.claim_id).scalar_subquery()
    op.execute(sa.update(COMMITMENTS).values(made_at=claimed_at))
    with op.batch_alter_table("commitments") as table:
        table.alter_column("made_at", existing_type=UtcDateTime, nullable=False)


def downgrade() -> None:
    op.drop_table("wish_steps")
    for name, indexes in INDEXES.items():
        for columns in indexes:
            op.drop_index(f"ix_{name}_{'_'.join(columns)}", name)
    with op.batch_alter_table("commitments") as table:
        for name in ("made_at", "extended_from", "extension_reason"):
            table.drop_column(name)
    with op.batch_alter_table("claims") as table:
        table.drop_constraint(op.f("ck_claims_due"), type_="check")
        for name in ("due_at", "times_sent_back", "sent_back_reason", "ending"):
            table.drop_column(name)
    # What is off the wall comes back to it; nothing is left of a beneficiary that was erased.
    gone = sa.table("wishes", sa.column("state"), sa.column("beneficiary_encrypted"))
    with op.batch_alter_table("wishes") as table:
        for name in ("state", "claim", "closed", "beneficiary"):
            table.drop_constraint(op.f(f"ck_wishes_{name}"), type_="check")
    op.execute(sa.update(gone).where(gone.c.state.in_(("withdrawn", "expired"))).values(state="published"))
    op.execute(sa.update(gone).where(gone.c.beneficiary_encrypted.is_(None)).values(beneficiary_encrypted=""))
    with op.batch_alter_table("wishes") as table:
        table.alter_column("beneficiary_encrypted", existing_type=sa.Text, nullable=False)
        for name in ("beneficiary_erased_at", "expires_at", "closed_at"):
            table.drop_column(name)
        table.create_check_constraint(op.f("ck_wishes_state"), OLD_STATES)
        table.create_check_constraint(op.f("ck_wishes_claim"), "(state = 'published') = (claim_id IS NULL)")
