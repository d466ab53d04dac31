"""Tenants, organisations, API clients, members, sign-in codes, registrations, receipt counters."""

import sqlalchemy as sa
from alembic import op

from shared.db import ID, UtcDateTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

IS_DEPARTMENT = sa.text("kind = 'department'")
IS_UNIT = sa.text("kind = 'unit'")


def upgrade() -> None:
    _create_organisations()
    _create_members()
    _create_registrations()


def _create_organisations() -> None:
    op.create_table(
        "tenants",
        sa.Column("id", ID, primary_key=True),
        sa.Column("name", sa.String(200), nullable=False),
    )
    op.create_table(
        "organisations",
        sa.Column("id", ID, primary_key=True),
        sa.Column("tenant_id", ID, sa.ForeignKey("tenants.id"), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("code", sa.String(50)),
        sa.Column("subdistrict", sa.String(200)),
        sa.Column("district", sa.String(200)),
        sa.Column("city", sa.String(200)),
        sa.Column("version", sa.Integer, nullable=False),
        sa.CheckConstraint("kind IN ('department', 'community', 'unit')", name="kind"),
        sa.CheckConstraint(
            "(kind = 'community') = "
            "(code IS NOT NULL AND subdistrict IS NOT NULL AND district IS NOT NULL AND city IS NOT NULL)",
            name="community",
        ),
        sa.UniqueConstraint("tenant_id", "code"),
    )
    op.create_index("ix_organisations_tenant_id_kind_id", "organisations", ["tenant_id", "kind", "id"])
    op.create_index(
        "uq_organisations_department",
        "organisations",
        ["tenant_id"],
        unique=True,
        sqlite_where=IS_DEPARTMENT,
        postgresql_where=IS_DEPARTMENT,
    )
    op.create_index(
        "uq_organisations_unit_name",
        "organisations",
        ["tenant_id", "name"],
        unique=True,
        sqlite_where=IS_UNIT,
        postgresql_where=IS_UNIT,
    )
    op.create_table(
        "api_clients",
        sa.Column("id", ID, primary_key=True),
        sa.Column("tenant_id", ID, sa.ForeignKey("tenants.id"), nullable=False),
        sa.Column("organisation_id", ID, sa.ForeignKey("organisations.id"), nullable=False, index=True),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("label", sa.String(200), nullable=False),
        sa.Column("secret_digest", sa.String(64), nullable=False),
        sa.Column("revoked_at", UtcDateTime),
        sa.Column("version", sa.Integer, nullable=False),
        sa.CheckConstraint("role IN ('department', 'community', 'unit')", name="role"),
    )


def _create_members() -> None:
    op.create_table(
        "members",
        sa.Column("id", ID, primary_key=True),
        sa.Column("tenant_id", ID, sa.ForeignKey("tenants.id"), nullable=False),
        sa.Column("unit_id", ID, sa.ForeignKey("organisations.id"), nullable=False),
        sa.Column("external_id", sa.String(50), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("gender", sa.String(1)),
        sa.Column("birth_month", sa.String(7)),
        sa.Column("identity_encrypted", sa.Text, nullable=False),
        sa.Column("identity_digest", sa.String(64), nullable=False),
        sa.Column("phone_encrypted", sa.Text),
        sa.Column("department", sa.String(200)),
        sa.Column("skills", sa.JSON, nullable=False),
        sa.Column("interests", sa.JSON, nullable=False),
        sa.Column("residence_code", sa.String(50)),
        sa.Column("entry_digest", sa.String(64), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.UniqueConstraint("unit_id", "external_id"),
        sa.UniqueConstraint("tenant_id", "identity_digest"),
    )
    op.create_index("ix_members_unit_id_id", "members", ["unit_id", "id"])
    op.create_index("ix_members_unit_id_name_id", "members", ["unit_id", "name", "id"])
    op.create_table(
        "sign_in_codes",
        sa.Column("member_id", ID, sa.ForeignKey("members.id"), primary_key=True),
        sa.Column("tenant_id", ID, sa.ForeignKey("tenants.id"), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("expires_at", UtcDateTime, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
    )


def _create_registrations() -> None:
    op.create_table(
        "registrations",
        sa.Column("id", ID, primary_key=True),
        sa.Column("tenant_id", ID, sa.ForeignKey("tenants.id"), nullable=False),
        sa.Column("community_id", ID, sa.ForeignKey("organisations.id"), nullable=False),
        sa.Column("member_id", ID, sa.ForeignKey("members.id"), nullable=False),
        sa.Column("unit_id", ID, sa.ForeignKey("organisations.id"), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("receipt_number", sa.String(80)),
        sa.Column("requested_at", UtcDateTime, nullable=False),
        sa.Column("confirmed_at", UtcDateTime),
        sa.Column("version", sa.Integer, nullable=False),
        sa.UniqueConstraint("member_id", "community_id"),
        sa.UniqueConstraint("tenant_id", "receipt_number"),
        sa.CheckConstraint("state IN ('requested', 'confirmed')", name="state"),
        sa.CheckConstraint(
            "(state = 'confirmed') = (receipt_number IS NOT NULL AND confirmed_at IS NOT NULL)", name="receipt"
        ),
    )
    op.create_index("ix_registrations_community_id_id", "registrations", ["community_id", "id"])
    op.create_index("ix_registrations_community_id_state_id", "registrations", ["community_id", "state", "id"])
    op.create_table(
        "receipt_counters",
        sa.Column("community_id", ID, sa.ForeignKey("organisations.id"), primary_key=True),
        sa.Column("year", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("tenant_id", ID, sa.ForeignKey("tenants.id"), nullable=False),
        sa.Column("last_serial", sa.Integer, nullable=False),
    )
