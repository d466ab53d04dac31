"""Less to look up and to keep in order for each row of a roster that comes; lines that say what is known."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

ON_ROSTER = "state IN ('active', 'inactive')"
NAMES = ("uq_members_unit_id_user_key", "members", ["unit_id", "user_key"])
OUTCOMES = ("good", "changed", "returned", "unchanged", "conflict", "absent", "error")
PROVISIONED = ("ix_members_unit_id_provisioning_id", "members", ["unit_id", "provisioning_id"])


def _index(index: tuple[str, str, list[str]], *, unique: bool, where: str | None) -> None:
    name, table, columns = index
    condition = None if where is None else sa.text(where)
    op.drop_index(name, table)
    op.create_index(name, table, columns, unique=unique, sqlite_where=condition, postgresql_where=condition)


LINES = {
    "ix_roster_lines_sync_id_external_id": ("external_id", "ix_roster_lines_sync_id_external_id_line"),
    "ix_roster_lines_sync_id_identity_digest": ("identity_digest", "ix_roster_lines_sync_id_identity_digest_line"),
}


def _name_outcomes(*outcomes: str) -> None:
    with op.batch_alter_table("roster_lines") as table:
        table.drop_constraint(op.f("ck_roster_lines_outcome"), type_="check")
        table.create_check_constraint(op.f("ck_roster_lines_outcome"), f"outcome IN {outcomes}")


def upgrade() -> None:
    _name_outcomes(*OUTCOMES, "same")
    for name in ("members", "member_tags"):  # the unit's tenant, the member's
        with op.batch_alter_table(name) as table:
            table.drop_constraint(f"fk_{name}_tenant_id", type_="foreignkey")
    has_error = sa.text("outcome = 'error'")
    for name, (column, whole) in LINES.items():
        op.drop_index(op.f(whole), "roster_lines")
        columns = ["sync_id", column]
        op.create_index(op.f(name), "roster_lines", columns, sqlite_where=has_error, postgresql_where=has_error)
    op.drop_index(op.f("ix_roster_changes_sync_id_kind_line"), "roster_changes")
    _index(NAMES, unique=True, where=f"{ON_ROSTER} AND user_key IS NOT NULL")
    _index(PROVISIONED, unique=False, where="provisioning_id IS NOT NULL")


def downgrade() -> None:
    op.create_index(op.f("ix_roster_changes_sync_id_kind_line"), "roster_changes", ["sync_id", "kind", "line"])
    for name, (column, whole) in LINES.items():
        op.drop_index(op.f(name), "roster_lines")
        op.create_index(op.f(whole), "roster_lines", ["sync_id", column, "line"])
    _index(PROVISIONED, unique=False, where=None)
    _index(NAMES, unique=True, where=ON_ROSTER)
    for name in ("member_tags", "members"):
        with op.batch_alter_table(name) as table:
            table.create_foreign_key(f"fk_{name}_tenant_id", "tenants", ["tenant_id"], ["id"])
    op.execute("UPDATE roster_lines SET outcome = 'good', member_id = NULL WHERE outcome = 'same'")
    _name_outcomes(*OUTCOMES)
