"""Who held a place and hasn't come."""

import sqlalchemy as sa
from alembic import op

from shared.db import UtcDateTime

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

STATES = ("held", "waiting", "offered", "withdrawn", "declined", "lapsed", "released")


def upgrade() -> None:
    op.add_column("place_holders", sa.Column("missed_at", UtcDateTime))
    op.add_column("menu_items", sa.Column("misses_noted_at", UtcDateTime))
    _set_states((*STATES, "missed"))


def downgrade() -> None:
    claims = sa.table("place_claims", sa.column("state"))
    op.execute(sa.update(claims).where(claims.c.state == "missed").values(state="released"))
    _set_states(STATES)
    op.drop_column("menu_items", "misses_noted_at")
    op.drop_column("place_holders", "missed_at")


def _set_states(states: tuple[str, ...]) -> None:
    listed = ", ".join(f"'{state}'" for state in states)
    with op.batch_alter_table("place_claims") as table:
        table.drop_constraint(op.f("ck_place_claims_state"), type_="check")
        table.create_check_constraint(op.f("ck_place_claims_state"), f"state IN ({listed})")
