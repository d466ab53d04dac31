"""Claims and commitments of members who leave are released; who has left is known."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

CLAIMS = ("claimed", "committed", "delivered", "confirmed", "lapsed")
COMMITMENTS = ("open", "kept", "partly", "broken", "lapsed")


def upgrade() -> None:
    op.add_column("members", sa.Column("has_left", sa.Boolean, nullable=False, server_default=sa.false()))
    with op.batch_alter_table("members") as table:
        table.alter_column("has_left", server_default=None)
    _set_states("claims", (*CLAIMS, "released"))
    _set_states("commitments", (*COMMITMENTS, "released"))


def downgrade() -> None:
    for name, states in (("claims", CLAIMS), ("commitments", COMMITMENTS)):
        table = sa.table(name, sa.column("state"))
        op.execute(sa.update(table).where(table.c.state == "released").values(state="lapsed"))
        _set_states(name, states)
    op.drop_column("members", "has_left")


def _set_states(name: str, states: tuple[str, ...]) -> None:
    listed = ", ".join(f"'{state}'" for state in states)
    with op.batch_alter_table(name) as table:
        table.drop_constraint(op.f(f"ck_{name}_state"), type_="check")
        table.create_check_constraint(op.f(f"ck_{name}_state"), f"state IN ({listed})")
