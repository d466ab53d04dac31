"""Commitments that were kept in part, or broken, are counted too."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

COUNT = """
    UPDATE board_communities SET commitments_{state} = (
        SELECT count(*) FROM board_commitments
        WHERE board_commitments.community_id = board_communities.id AND board_commitments.state = '{state}'
    )
"""


def upgrade() -> None:
    for state in ("partly", "broken"):
        column = sa.Column(f"commitments_{state}", sa.Integer(), nullable=False, server_default="0")
        op.add_column("board_communities", column)
        op.execute(COUNT.format(state=state))


def downgrade() -> None:
    for state in ("broken", "partly"):
        op.drop_column("board_communities", f"commitments_{state}")
