"""Claims know which columns their files hadn't, registrations the unit of then, syncs how often they began anew."""

import sqlalchemy as sa
from alembic import op

from shared.db import ID

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

CLAIMS = ("roster_conflicts", "roster_conflict_changes")
INDEX = "ix_registrations_confirmed_unit_id_confirmed_at"


def upgrade() -> None:
    for name in CLAIMS:
        with op.batch_alter_table(name) as table:
            table.add_column(sa.Column("absent_columns", sa.JSON(none_as_null=True)))
    with op.batch_alter_table("roster_syncs") as table:
        table.add_column(sa.Column("restarts", sa.Integer, nullable=False, server_default="0"))
        table.add_column(sa.Column("lists_digest", sa.String(64)))
    with op.batch_alter_table("roster_syncs") as table:
        table.alter_column("restarts", existing_type=sa.Integer(), server_default=None)
    with op.batch_alter_table("registrations") as table:
        table.add_column(sa.Column("confirmed_unit_id", ID))
    # Of those who moved before it isn't known any more whose they were.
    op.execute("UPDATE registrations SET confirmed_unit_id = unit_id WHERE confirmed_at IS NOT NULL")
    op.create_index(op.f(INDEX), "registrations", ["confirmed_unit_id", "confirmed_at"])


def downgrade() -> None:
    op.drop_index(op.f(INDEX), "registrations")
    with op.batch_alter_table("registrations") as table:
        table.drop_column("confirmed_unit_id")
    with op.batch_alter_table("roster_syncs") as table:
        table.drop_column("lists_digest")
        table.drop_column("restarts")
    for name in CLAIMS:
        with op.batch_alter_table(name) as table:
            table.drop_column("absent_columns")
