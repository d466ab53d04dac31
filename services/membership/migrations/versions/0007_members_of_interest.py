"""Members add skills and free times of their own and consent to things; tenants list skills; people can be erased."""

import sqlalchemy as sa
from alembic import op

from shared.db import ID, UtcDateTime

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

FOR_PREFIXES = {"name": "text_pattern_ops"}
KEPT = (
    "id, tenant_id, member_id, purpose, number, decision, text_version, decided_at, source, organisation_id"  # not note
)


def upgrade() -> None:
    with op.batch_alter_table("members") as table:
        table.add_column(sa.Column("own_skills", sa.JSON, nullable=False, server_default="[]"))
        table.add_column(sa.Column("own_interests", sa.JSON, nullable=False, server_default="[]"))
        table.add_column(sa.Column("paused_until", sa.Date))
        table.add_column(sa.Column("erased_at", UtcDateTime))
    with op.batch_alter_table("members") as table:
        for name in ("own_skills", "own_interests"):
            table.alter_column(name, existing_type=sa.JSON, server_default=None)
        rule = "(state = 'erased') = (erased_at IS NOT NULL)"
        table.create_check_constraint(op.f("ck_members_erased"), rule)
    op.create_index(op.f("ix_members_tenant_id_state_id"), "members", ["tenant_id", "state", "id"])
    op.create_index(op.f("ix_members_tenant_id_name"), "members", ["tenant_id", "name"], postgresql_ops=FOR_PREFIXES)
    _create_free_times()
    _create_skills()
    _create_consents()
    _forbid_changes_of_consents()


def _create_free_times() -> None:
    op.create_table(
        "member_free_times",
        sa.Column("member_id", ID, sa.ForeignKey("members.id"), primary_key=True),
        sa.Column("weekday", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("from_minute", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("to_minute", sa.Integer, nullable=False),
        sa.Column("tenant_id", ID, sa.ForeignKey("tenants.id"), nullable=False),
        sa.CheckConstraint("weekday BETWEEN 1 AND 7", name="weekday"),
        sa.CheckConstraint("from_minute >= 0 AND to_minute <= 1440 AND to_minute > from_minute", name="slot"),
    )
    columns = ["tenant_id", "weekday", "from_minute", "to_minute", "member_id"]
    op.create_index(op.f(f"ix_member_free_times_{'_'.join(columns)}"), "member_free_times", columns)


def _create_skills() -> None:
    op.create_table(
        "skills",
        sa.Column("id", ID, primary_key=True),
        sa.Column("tenant_id", ID, sa.ForeignKey("tenants.id"), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("code", sa.String(50), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("english_name", sa.String(100)),
        sa.Column("synonyms", sa.JSON, nullable=False),
        sa.Column("retired_at", UtcDateTime),
        sa.Column("version", sa.Integer, nullable=False),
        sa.CheckConstraint("kind IN ('skill', 'interest')", name="kind"),
        sa.UniqueConstraint("tenant_id", "kind", "code"),
        sa.UniqueConstraint("tenant_id", "kind", "name"),
    )


def _create_consents() -> None:
    op.create_table(
        "consents",
        sa.Column("id", ID, primary_key=True),
        sa.Column("tenant_id", ID, sa.ForeignKey("tenants.id"), nullable=False),
        sa.Column("member_id", ID, sa.ForeignKey("members.id"), nullable=False),
        sa.Column("purpose", sa.String(50), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("decision", sa.String(10), nullable=False),
        sa.Column("text_version", sa.Integer, nullable=False),
        sa.Column("decided_at", UtcDateTime, nullable=False),
        sa.Column("source", sa.String(10), nullable=False),
        sa.Column("organisation_id", ID, sa.ForeignKey("organisations.id")),
        sa.Column("note", sa.String(2000)),
        sa.CheckConstraint("decision IN ('given', 'withdrawn')", name="decision"),
        sa.CheckConstraint("source IN ('member', 'unit')", name="source"),
        sa.CheckConstraint("(source = 'unit') = (organisation_id IS NOT NULL)", name="organisation"),
        sa.UniqueConstraint("member_id", "purpose", "number"),
    )
    op.create_index(op.f("ix_consents_member_id_id"), "consents", ["member_id", "id"])


def _forbid_changes_of_consents() -> None:
    """What was decided stays as written; only a note may be taken out, when the person is erased."""
    if op.get_bind().dialect.name == "sqlite":
        for name, what in (("keeps", f"UPDATE OF {KEPT}"), ("stays", "DELETE")):
            op.execute(
                f"CREATE TRIGGER consents_{name} BEFORE {what} ON consents "
                "BEGIN SELECT RAISE(ABORT, 'consents takes no changes'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION consents_refuses() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'consents takes no changes'; END $$"
    )
    for name, what, each in (("keeps", f"UPDATE OF {KEPT}", "ROW"), ("stays", "DELETE OR TRUNCATE", "STATEMENT")):
        op.execute(
            f"CREATE TRIGGER consents_{name} BEFORE {what} ON consents "
            f"FOR EACH {each} EXECUTE FUNCTION consents_refuses()"
        )


def downgrade() -> None:
    """Who is erased has no name any more; the older form can't tell."""
    op.drop_table("consents")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION consents_refuses()")
    op.drop_table("skills")
    op.drop_table("member_free_times")
    op.drop_index("ix_members_tenant_id_name", "members")
    op.drop_index("ix_members_tenant_id_state_id", "members")
    with op.batch_alter_table("members") as table:
        table.drop_constraint(op.f("ck_members_erased"), type_="check")
    with op.batch_alter_table("members") as table:
        for name in ("own_skills", "own_interests", "paused_until", "erased_at"):
            table.drop_column(name)
