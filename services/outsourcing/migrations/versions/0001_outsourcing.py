"""Communities, projects, budget lines."""

import sqlalchemy as sa
from alembic import op

from shared.db import ID, UtcDateTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "communities",
        sa.Column("id", ID, primary_key=True),
        sa.Column("tenant_id", ID, nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
    )
    op.create_table(
        "projects",
        sa.Column("id", ID, primary_key=True),
        sa.Column("tenant_id", ID, nullable=False),
        sa.Column("community_id", ID, sa.ForeignKey("communities.id"), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("purpose", sa.String(2000)),
        sa.Column("starts_on", sa.Date, nullable=False),
        sa.Column("ends_on", sa.Date, nullable=False),
        sa.Column("budget_minor", sa.BigInteger, nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("registered_at", UtcDateTime, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.CheckConstraint("ends_on >= starts_on", name="dates"),
        sa.CheckConstraint("budget_minor > 0", name="budget"),
        sa.CheckConstraint("state IN ('planned')", name="state"),
    )
    op.create_index("ix_projects_tenant_id_id", "projects", ["tenant_id", "id"])
    op.create_index("ix_projects_tenant_id_community_id_id", "projects", ["tenant_id", "community_id", "id"])
    op.create_table(
        "budget_lines",
        sa.Column("project_id", ID, sa.ForeignKey("projects.id"), primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("tenant_id", ID, nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("source", sa.String(20), nullable=False),
        sa.Column("amount_minor", sa.BigInteger, nullable=False),
        sa.CheckConstraint("source IN ('fiscal', 'welfare_lottery', 'donation', 'unit')", name="source"),
        sa.CheckConstraint("amount_minor > 0", name="amount"),
    )
