"""Members and teams have what their unit's own system calls them; members also when they were created and changed."""

import uuid
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

from shared.db import ID, UtcDateTime

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

IS_ON_ROSTER = sa.text("state IN ('active', 'inactive')")
MEMBERS = sa.table(
    "members",
    sa.column("id", ID),
    *(sa.column(name, UtcDateTime) for name in ("left_at", "created_at", "changed_at")),
)
INDEXES = (("unit_id", "provisioning_id"), ("unit_id", "changed_at", "id"))
COLUMNS = ("user_name", "user_key", "provisioning_id", "name_parts", "created_at", "changed_at")


def upgrade() -> None:
    with op.batch_alter_table("members") as table:
        table.add_column(sa.Column("user_name", sa.String(200)))
        table.add_column(sa.Column("user_key", sa.String(600)))
        table.add_column(sa.Column("provisioning_id", sa.String(200)))
        table.add_column(sa.Column("name_parts", sa.JSON))
        table.add_column(sa.Column("created_at", UtcDateTime))
        table.add_column(sa.Column("changed_at", UtcDateTime))
    with op.batch_alter_table("teams") as table:
        table.add_column(sa.Column("provisioning_id", sa.String(200)))
        table.add_column(sa.Column("changed_at", UtcDateTime))
    op.execute("UPDATE teams SET changed_at = COALESCE(dissolved_at, founded_at)")
    with op.batch_alter_table("teams") as table:
        table.alter_column("changed_at", existing_type=UtcDateTime(), nullable=False)
    _fill_instants()
    with op.batch_alter_table("members") as table:
        for name in ("created_at", "changed_at"):
            table.alter_column(name, existing_type=UtcDateTime(), nullable=False)
    op.create_index(
        "uq_members_unit_id_user_key",
        "members",
        ["unit_id", "user_key"],
        unique=True,
        sqlite_where=IS_ON_ROSTER,
        postgresql_where=IS_ON_ROSTER,
    )
    for columns in INDEXES:
        op.create_index(op.f(f"ix_members_{'_'.join(columns)}"), "members", list(columns))


def _fill_instants() -> None:
    """An id holds the millisecond in which it was made (RFC 9562, 5.7); of changes, the last one is taken to be it."""
    connection = op.get_bind()
    change = (
        sa.update(MEMBERS)
        .where(MEMBERS.c.id == sa.bindparam("the_id"))
        .values(created_at=sa.bindparam("created"), changed_at=sa.bindparam("changed"))
    )
    rows = [
        {"the_id": row.id, "created": created, "changed": row.left_at or created}
        for row in connection.execute(sa.select(MEMBERS.c.id, MEMBERS.c.left_at))
        for created in [datetime.fromtimestamp((uuid.UUID(row.id).int >> 80) / 1000, UTC)]
    ]
    if rows:
        connection.execute(change, rows)


def downgrade() -> None:
    with op.batch_alter_table("teams") as table:
        for name in ("provisioning_id", "changed_at"):
            table.drop_column(name)
    for columns in INDEXES:
        op.drop_index(op.f(f"ix_members_{'_'.join(columns)}"), "members")
    op.drop_index("uq_members_unit_id_user_key", "members")
    with op.batch_alter_table("members") as table:
        for name in COLUMNS:
            table.drop_column(name)
