"""Needs are linked with activities, posts and projects too; projects as outsourcing tells of them."""

import sqlalchemy as sa
from alembic import op

from shared.db import ID

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

OLD_KINDS = "kind IN ('wish')"
KINDS = "kind IN ('wish', 'activity', 'post', 'project')"
LINKS = sa.table("need_links", sa.column("kind"))


def upgrade() -> None:
    with op.batch_alter_table("need_links") as table:
        table.drop_constraint(op.f("ck_need_links_kind"), type_="check")
        table.create_check_constraint(op.f("ck_need_links_kind"), KINDS)
    op.create_table(
        "projects",
        sa.Column("id", ID, nullable=False),
        sa.Column("tenant_id", ID, nullable=False),
        sa.Column("community_id", ID, nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_projects"),
    )


def downgrade() -> None:
    op.drop_table("projects")
    op.execute(sa.delete(LINKS).where(LINKS.c.kind != "wish"))
    with op.batch_alter_table("need_links") as table:
        table.drop_constraint(op.f("ck_need_links_kind"), type_="check")
        table.create_check_constraint(op.f("ck_need_links_kind"), OLD_KINDS)
