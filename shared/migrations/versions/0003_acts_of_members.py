"""What a member did is found in the command log."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

BY_A_MEMBER = sa.text("member_id IS NOT NULL")


def upgrade() -> None:
    op.create_index(
        "ix_command_log_member_id",
        "command_log",
        ["member_id"],
        sqlite_where=BY_A_MEMBER,
        postgresql_where=BY_A_MEMBER,
    )


def downgrade() -> None:
    op.drop_index("ix_command_log_member_id", "command_log")
