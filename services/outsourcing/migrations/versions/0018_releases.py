"""Releases of the Open Contracting Data Standard; what departments are called."""

import sqlalchemy as sa
from alembic import op

from shared.db import ID, UtcDateTime

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "departments",
        sa.Column("tenant_id", ID, primary_key=True),
        sa.Column("id", ID, nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
    )
    op.create_table(
        "ocds_releases",
        sa.Column("id", sa.String(120), primary_key=True),
        sa.Column("position", sa.BigInteger, nullable=False, unique=True),
        sa.Column("ocid", sa.String(100), nullable=False),
        sa.Column("sequence", sa.Integer, nullable=False),
        sa.Column("tenant_id", ID, nullable=False),
        sa.Column("call_id", ID, sa.ForeignKey("calls.id"), nullable=False),
        sa.Column("tags", sa.JSON, nullable=False),
        sa.Column("released_at", UtcDateTime, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.UniqueConstraint("call_id", "sequence"),
        sa.CheckConstraint("sequence > 0 AND position > 0", name="numbers"),
    )
    for columns in (["ocid", "sequence"], ["sequence", "position"], ["tenant_id", "position"], ["released_at"]):
        op.create_index(f"ix_ocds_releases_{'_'.join(columns)}", "ocds_releases", columns)
    op.create_table(
        "ocds_counters",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("last_position", sa.BigInteger, nullable=False),
        sa.CheckConstraint("id = 1", name="one"),
    )


def downgrade() -> None:
    for table in ("ocds_counters", "ocds_releases", "departments"):
        op.drop_table(table)
