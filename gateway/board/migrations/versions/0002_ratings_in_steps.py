"""Published figures of ratings follow the counts in steps."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TOLD = ("ratings", "ratings_sum", "ratings_satisfied")


def upgrade() -> None:
    for name in TOLD:
        column = sa.Column(f"told_{name}", sa.Integer, nullable=False, server_default="0")
        op.add_column("board_communities", column)
    communities = sa.table(
        "board_communities", *(sa.column(name) for name in (*TOLD, *(f"told_{name}" for name in TOLD)))
    )
    told = {f"told_{name}": communities.c[name] for name in TOLD}
    op.execute(sa.update(communities).where(communities.c.ratings >= 5).values(told))


def downgrade() -> None:
    for name in TOLD:
        op.drop_column("board_communities", f"told_{name}")
