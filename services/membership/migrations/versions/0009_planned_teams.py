"""Teams can be planned: their unit's own system keeps them, and nobody is in them."""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _set_states("'planned', 'active', 'dissolved'")


def downgrade() -> None:
    op.execute(
        "UPDATE teams SET state = 'dissolved', dissolved_at = changed_at, dissolution_reason = '' "
        "WHERE state = 'planned'"
    )
    _set_states("'active', 'dissolved'")


def _set_states(states: str) -> None:
    with op.batch_alter_table("teams") as table:
        table.drop_constraint(op.f("ck_teams_state"), type_="check")
        table.create_check_constraint(op.f("ck_teams_state"), f"state IN ({states})")
