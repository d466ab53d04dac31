"""The verdict on a commitment is its state."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

COMMITMENTS = sa.table("commitments", sa.column("state"), sa.column("verdict"))
VERDICTS = ("kept", "partly", "broken")


def upgrade() -> None:
    with op.batch_alter_table("commitments") as table:
        for name in ("ck_commitments_state", "ck_commitments_verdict", "ck_commitments_verdict_known"):
            table.drop_constraint(op.f(name), type_="check")
    judged = sa.update(COMMITMENTS).where(COMMITMENTS.c.state == "fulfilled")
    op.execute(judged.values(state=COMMITMENTS.c.verdict))
    with op.batch_alter_table("commitments") as table:
        table.drop_column("verdict")
        states = "state IN ('open', 'kept', 'partly', 'broken', 'lapsed')"
        table.create_check_constraint(op.f("ck_commitments_state"), states)


def downgrade() -> None:
    with op.batch_alter_table("commitments") as table:
        table.add_column(sa.Column("verdict", sa.String(20)))
        table.drop_constraint(op.f("ck_commitments_state"), type_="check")
    judged = sa.update(COMMITMENTS).where(COMMITMENTS.c.state.in_(VERDICTS))
    op.execute(judged.values(verdict=COMMITMENTS.c.state, state="fulfilled"))
    with op.batch_alter_table("commitments") as table:
        table.create_check_constraint(op.f("ck_commitments_state"), "state IN ('open', 'fulfilled', 'lapsed')")
        table.create_check_constraint(op.f("ck_commitments_verdict_known"), "verdict IN ('kept', 'partly', 'broken')")
        table.create_check_constraint(op.f("ck_commitments_verdict"), "(state = 'fulfilled') = (verdict IS NOT NULL)")
