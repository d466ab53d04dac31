"""Subdistricts and social organisations, who belongs to whom, what is closed; clients' scopes; appointments."""

import sqlalchemy as sa
from alembic import op

from shared.db import ID, UtcDateTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

IS_CURRENT = sa.text("state = 'current'")
IS_SUBDISTRICT = sa.text("kind = 'subdistrict'")
KINDS = "('department', 'subdistrict', 'community', 'unit', 'organisation')"
OFFICES = "('part_time_committee_member', 'party_building_instructor', 'staff')"
CHECKS = {
    "kind": f"kind IN {KINDS}",
    "state": "state IN ('open', 'closed')",
    "community": "kind <> 'community' OR "
    "(code IS NOT NULL AND subdistrict IS NOT NULL AND district IS NOT NULL AND city IS NOT NULL)",
    "subdistrict": "kind <> 'subdistrict' OR (district IS NOT NULL AND city IS NOT NULL)",
    "organisation": "kind <> 'organisation' OR code IS NOT NULL",
    "department": "kind <> 'department' OR state = 'open'",
    "parent": "parent_id IS NULL OR (kind IN ('community', 'unit') AND parent_id <> id)",
}


def upgrade() -> None:
    _widen_organisations()
    _widen_clients()
    _create_appointments()
    _find_members_by_phone()


def _widen_organisations() -> None:
    with op.batch_alter_table("tenants") as table:
        table.add_column(sa.Column("version", sa.Integer, nullable=False, server_default="1"))
    with op.batch_alter_table("organisations") as table:
        for name in ("kind", "community"):
            table.drop_constraint(op.f(f"ck_organisations_{name}"), type_="check")
        table.add_column(sa.Column("parent_id", ID))
        table.add_column(sa.Column("state", sa.String(20), nullable=False, server_default="open"))
        table.create_foreign_key(op.f("fk_organisations_parent_id"), "organisations", ["parent_id"], ["id"])
        for name, rule in CHECKS.items():
            table.create_check_constraint(op.f(f"ck_organisations_{name}"), rule)
    op.create_index("ix_organisations_parent_id_id", "organisations", ["parent_id", "id"])
    op.create_index(
        "uq_organisations_subdistrict_name",
        "organisations",
        ["tenant_id", "district", "name"],
        unique=True,
        sqlite_where=IS_SUBDISTRICT,
        postgresql_where=IS_SUBDISTRICT,
    )


def _create_appointments() -> None:
    op.create_table(
        "contacts",
        sa.Column("id", ID, primary_key=True),
        sa.Column("tenant_id", ID, sa.ForeignKey("tenants.id"), nullable=False),
        sa.Column("organisation_id", ID, sa.ForeignKey("organisations.id"), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("duty", sa.String(200)),
        sa.Column("phone_encrypted", sa.Text),
        sa.Column("email_encrypted", sa.Text),
        sa.Column("version", sa.Integer, nullable=False),
    )
    op.create_index("ix_contacts_organisation_id_id", "contacts", ["organisation_id", "id"])
    op.create_table(
        "appointments",
        sa.Column("id", ID, primary_key=True),
        sa.Column("tenant_id", ID, sa.ForeignKey("tenants.id"), nullable=False),
        sa.Column("organisation_id", ID, sa.ForeignKey("organisations.id"), nullable=False),
        sa.Column("office", sa.String(30), nullable=False),
        sa.Column("member_id", ID, sa.ForeignKey("members.id"), index=True),
        sa.Column("person_key", sa.String(64), nullable=False),
        sa.Column("name", sa.String(100)),
        sa.Column("phone_encrypted", sa.Text),
        sa.Column("phone_digest", sa.String(64)),
        sa.Column("since", sa.Date, nullable=False),
        sa.Column("until", sa.Date),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("ended_at", UtcDateTime),
        sa.Column("ending", sa.String(20)),
        sa.Column("version", sa.Integer, nullable=False),
        sa.CheckConstraint(f"office IN {OFFICES}", name="office"),
        sa.CheckConstraint("state IN ('current', 'ended')", name="state"),
        sa.CheckConstraint("(state = 'ended') = (ended_at IS NOT NULL AND ending IS NOT NULL)", name="ended"),
        sa.CheckConstraint("(member_id IS NULL) = (name IS NOT NULL)", name="person"),
        sa.CheckConstraint("until IS NULL OR until >= since", name="term"),
    )
    op.create_index(
        "uq_appointments_current",
        "appointments",
        ["organisation_id", "office", "person_key"],
        unique=True,
        sqlite_where=IS_CURRENT,
        postgresql_where=IS_CURRENT,
    )
    op.create_index("ix_appointments_organisation_id_id", "appointments", ["organisation_id", "id"])
    op.create_index("ix_appointments_tenant_id_phone_digest", "appointments", ["tenant_id", "phone_digest"])


def _find_members_by_phone() -> None:
    op.add_column("members", sa.Column("phone_digest", sa.String(64)))
    op.create_index("ix_members_tenant_id_phone_digest", "members", ["tenant_id", "phone_digest"])
    # What is kept under no digest counts as changed when the roster comes next, and gets one then.
    members = sa.table("members", sa.column("phone_encrypted"), sa.column("entry_digest"))
    op.execute(sa.update(members).where(members.c.phone_encrypted.is_not(None)).values(entry_digest=""))
    op.create_table(
        "phone_codes",
        sa.Column("tenant_id", ID, primary_key=True),
        sa.Column("phone_digest", sa.String(64), primary_key=True),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("expires_at", UtcDateTime, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("sent_at", UtcDateTime, nullable=False, index=True),
        sa.Column("hour_began_at", UtcDateTime, nullable=False),
        sa.Column("sent_in_hour", sa.Integer, nullable=False),
    )


def _widen_clients() -> None:
    with op.batch_alter_table("api_clients") as table:
        table.drop_constraint(op.f("ck_api_clients_role"), type_="check")
        table.create_check_constraint(op.f("ck_api_clients_role"), f"role IN {KINDS}")
        table.add_column(sa.Column("scopes", sa.JSON))
        table.add_column(sa.Column("expires_at", UtcDateTime))
        table.add_column(sa.Column("previous_digest", sa.String(64)))
        table.add_column(sa.Column("previous_until", UtcDateTime))
        table.add_column(sa.Column("last_used_on", sa.Date))
        table.create_check_constraint(
            op.f("ck_api_clients_previous"), "(previous_digest IS NULL) = (previous_until IS NULL)"
        )
