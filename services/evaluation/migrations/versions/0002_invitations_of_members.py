"""Invitations are found by whose service they are about."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_invitations_member_id_id", "invitations", ["member_id", "id"])


def downgrade() -> None:
    op.drop_index("ix_invitations_member_id_id", "invitations")
