"""Social organisations have streams too."""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

BEFORE = "kind IN ('community', 'unit', 'project')"
NOW = "kind IN ('community', 'unit', 'project', 'organisation')"


def upgrade() -> None:
    _allow(NOW)


def downgrade() -> None:
    _allow(BEFORE)


def _allow(kinds: str) -> None:
    for name in ("streams", "webhooks"):
        with op.batch_alter_table(name) as table:
            table.drop_constraint(op.f(f"ck_{name}_kind"), type_="check")
            table.create_check_constraint(op.f(f"ck_{name}_kind"), kinds)
