"""Members have states, may be without an identity number, and are found by their skills and interests."""

import sqlalchemy as sa
from alembic import op

from shared.db import ID, UtcDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

IS_ON_ROSTER = sa.text("state IN ('active', 'inactive')")
MEMBERS = sa.table(
    "members",
    *(sa.column(name, ID) for name in ("id", "tenant_id")),
    sa.column("skills", sa.JSON),
    sa.column("interests", sa.JSON),
)
INDEXES = (("unit_id", "department", "id"), ("tenant_id", "id"), ("tenant_id", "residence_code", "id"))


def upgrade() -> None:
    with op.batch_alter_table("members") as table:
        table.add_column(sa.Column("state", sa.String(10), nullable=False, server_default="active"))
        table.add_column(sa.Column("left_at", UtcDateTime))
        table.alter_column("identity_encrypted", existing_type=sa.Text, nullable=True)
        table.alter_column("identity_digest", existing_type=sa.String(64), nullable=True)
        table.drop_constraint("uq_members_unit_id_external_id", type_="unique")
    with op.batch_alter_table("members") as table:
        table.alter_column("state", existing_type=sa.String(10), server_default=None)
        for name, rule in (
            ("state", "state IN ('active', 'inactive', 'left', 'erased')"),
            ("left", "(state IN ('active', 'inactive')) = (left_at IS NULL)"),
            ("identity", "(identity_encrypted IS NULL) = (identity_digest IS NULL)"),
        ):
            table.create_check_constraint(op.f(f"ck_members_{name}"), rule)
    op.create_index(
        "uq_members_unit_id_external_id",
        "members",
        ["unit_id", "external_id"],
        unique=True,
        sqlite_where=IS_ON_ROSTER,
        postgresql_where=IS_ON_ROSTER,
    )
    for columns in INDEXES:
        op.create_index(op.f(f"ix_members_{'_'.join(columns)}"), "members", list(columns))
    _create_tags()


def _create_tags() -> None:
    tags = op.create_table(
        "member_tags",
        sa.Column("member_id", ID, sa.ForeignKey("members.id"), primary_key=True),
        sa.Column("kind", sa.String(10), primary_key=True),
        sa.Column("value", sa.String(100), primary_key=True),
        sa.Column("tenant_id", ID, sa.ForeignKey("tenants.id"), nullable=False),
        sa.CheckConstraint("kind IN ('skill', 'interest')", name="kind"),
    )
    columns = ["tenant_id", "kind", "value", "member_id"]
    op.create_index(op.f(f"ix_member_tags_{'_'.join(columns)}"), "member_tags", columns)
    rows = [
        {"member_id": member.id, "kind": kind, "value": value, "tenant_id": member.tenant_id}
        for member in op.get_bind().execute(sa.select(MEMBERS))
        for kind, values in (("skill", member.skills), ("interest", member.interests))
        for value in dict.fromkeys(values)
    ]
    if rows:
        op.bulk_insert(tags, rows)


def downgrade() -> None:
    """Who has left, or has no identity number, can't be told by the older form."""
    op.drop_table("member_tags")
    gone = sa.or_(sa.column("left_at").is_not(None), sa.column("identity_digest").is_(None))
    op.execute(sa.delete(sa.table("members")).where(gone))
    for columns in INDEXES:
        op.drop_index(op.f(f"ix_members_{'_'.join(columns)}"), "members")
    op.drop_index("uq_members_unit_id_external_id", "members")
    with op.batch_alter_table("members") as table:
        for name in ("state", "left", "identity"):
            table.drop_constraint(op.f(f"ck_members_{name}"), type_="check")
    with op.batch_alter_table("members") as table:
        table.drop_column("left_at")
        table.drop_column("state")
        table.alter_column("identity_encrypted", existing_type=sa.Text, nullable=False)
        table.alter_column("identity_digest", existing_type=sa.String(64), nullable=False)
        table.create_unique_constraint("uq_members_unit_id_external_id", ["unit_id", "external_id"])
