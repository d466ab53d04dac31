"""What members are called, but for the first character, for those at the door of what belongs to a project."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("members", sa.Column("masked_name", sa.String(100)))


def downgrade() -> None:
    op.drop_column("members", "masked_name")
