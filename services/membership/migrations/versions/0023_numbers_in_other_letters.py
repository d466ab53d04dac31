"""
Indexes by which a number is found in whatever letters it is written.

A migration in batch mode puts another table in the place of this one on SQLite, without indexes of expressions: it has
to make them again.
"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

NUMBER = sa.text("lower(external_id)")
IS_ON_ROSTER = sa.text("state IN ('active', 'inactive')")
HAS_ERROR = sa.text("outcome = 'error'")


def upgrade() -> None:
    op.create_index(
        "ix_members_unit_id_number",
        "members",
        ["unit_id", NUMBER],
        sqlite_where=IS_ON_ROSTER,
        postgresql_where=IS_ON_ROSTER,
    )
    op.drop_index("ix_roster_lines_sync_id_external_id", "roster_lines")
    op.create_index(
        "ix_roster_lines_sync_id_number",
        "roster_lines",
        ["sync_id", NUMBER],
        sqlite_where=HAS_ERROR,
        postgresql_where=HAS_ERROR,
    )


def downgrade() -> None:
    op.drop_index("ix_roster_lines_sync_id_number", "roster_lines")
    op.create_index(
        "ix_roster_lines_sync_id_external_id",
        "roster_lines",
        ["sync_id", "external_id"],
        sqlite_where=HAS_ERROR,
        postgresql_where=HAS_ERROR,
    )
    op.drop_index("ix_members_unit_id_number", "members")
