"""Public commitments about places in activities and at posts, beside those about wishes."""

import sqlalchemy as sa
from alembic import op

from shared.db import ID, UtcDateTime

revision = "0012"
down_revision = "0009"
branch_labels = None
depends_on = None

COMMITMENTS = sa.table("board_commitments", sa.column("kind"))
INDEXES = {
    "ix_board_commitments_by_state": ["community_id", "state", "id"],
    "ix_board_commitments_by_kind": ["community_id", "kind", "id"],
}


def upgrade() -> None:
    op.add_column("board_commitments", sa.Column("kind", sa.String(20)))
    op.add_column("board_commitments", sa.Column("made_at", UtcDateTime))
    op.add_column("board_commitments", sa.Column("extended_from", UtcDateTime))
    op.execute(sa.update(COMMITMENTS).values(kind="wish"))
    with op.batch_alter_table("board_commitments") as table:
        table.alter_column("kind", existing_type=sa.String(20), nullable=False)
        table.alter_column("wish_id", new_column_name="target_id", existing_type=ID, existing_nullable=False)
        table.alter_column("wish_title", new_column_name="title", existing_type=sa.String(200), existing_nullable=False)
    for name, columns in INDEXES.items():
        op.create_index(name, "board_commitments", columns)


def downgrade() -> None:
    for name in INDEXES:
        op.drop_index(name, "board_commitments")
    op.execute(sa.delete(COMMITMENTS).where(COMMITMENTS.c.kind != "wish"))
    with op.batch_alter_table("board_commitments") as table:
        table.alter_column("target_id", new_column_name="wish_id", existing_type=ID, existing_nullable=False)
        table.alter_column("title", new_column_name="wish_title", existing_type=sa.String(200), existing_nullable=False)
        for name in ("kind", "made_at", "extended_from"):
            table.drop_column(name)
