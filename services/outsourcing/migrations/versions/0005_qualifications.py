"""Profiles, inspections, qualifications and bans of social organisations; those that are there begin with nothing."""

import sqlalchemy as sa
from alembic import op

from shared.db import ID, UtcDateTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _create_profiles()
    _create_qualifications()
    _create_bans()
    _begin_for_those_that_are_there()


def _create_profiles() -> None:
    op.create_table(
        "organisation_profiles",
        sa.Column("organisation_id", ID, sa.ForeignKey("organisations.id"), primary_key=True),
        sa.Column("tenant_id", ID, nullable=False),
        sa.Column("kind", sa.String(30)),
        sa.Column("authority", sa.String(200)),
        sa.Column("registered_on", sa.Date),
        sa.Column("fields", sa.JSON, nullable=False),
        sa.Column("introduction", sa.String(2000)),
        sa.Column("website", sa.String(2000)),
        sa.Column("rating", sa.Integer),
        sa.Column("rating_valid_until", sa.Date),
        sa.Column("bank_encrypted", sa.Text),
        sa.Column("bank_changed_at", UtcDateTime),
        sa.Column("version", sa.Integer, nullable=False),
        sa.CheckConstraint("kind IN ('social_group', 'social_service_institution', 'foundation')", name="kind"),
        sa.CheckConstraint("rating BETWEEN 1 AND 5", name="rating"),
        sa.CheckConstraint("(rating IS NULL) = (rating_valid_until IS NULL)", name="rating_valid_until"),
    )
    op.create_table(
        "organisation_inspections",
        sa.Column("organisation_id", ID, sa.ForeignKey("organisations.id"), primary_key=True),
        sa.Column("year", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("tenant_id", ID, nullable=False),
        sa.Column("result", sa.String(20), nullable=False),
        sa.Column("recorded_at", UtcDateTime, nullable=False),
        sa.CheckConstraint("result IN ('passed', 'basically_passed', 'failed', 'none')", name="result"),
    )


def _create_qualifications() -> None:
    op.create_table(
        "qualifications",
        sa.Column("organisation_id", ID, sa.ForeignKey("organisations.id"), primary_key=True),
        sa.Column("tenant_id", ID, nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("requested_at", UtcDateTime),
        sa.Column("decided_at", UtcDateTime),
        sa.Column("valid_until", sa.Date),
        sa.Column("is_reminded", sa.Boolean, nullable=False),
        sa.Column("note", sa.String(2000)),
        sa.Column("reason", sa.String(2000)),
        sa.Column("version", sa.Integer, nullable=False),
        sa.CheckConstraint(
            "state IN ('none', 'requested', 'qualified', 'renewing', 'refused', 'expired', 'revoked')", name="state"
        ),
        sa.CheckConstraint("state NOT IN ('qualified', 'renewing') OR valid_until IS NOT NULL", name="valid_until"),
    )
    for columns in (
        ["tenant_id", "organisation_id"],
        ["tenant_id", "state", "organisation_id"],
        ["tenant_id", "valid_until", "organisation_id"],
    ):
        op.create_index(f"ix_qualifications_{'_'.join(columns)}", "qualifications", columns)


def _create_bans() -> None:
    op.create_table(
        "bans",
        sa.Column("id", ID, primary_key=True),
        sa.Column("tenant_id", ID, nullable=False),
        sa.Column("organisation_id", ID, sa.ForeignKey("organisations.id"), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("from_on", sa.Date, nullable=False),
        sa.Column("until_on", sa.Date),
        sa.Column("reason", sa.String(2000), nullable=False),
        sa.Column("legal_basis", sa.String(200), nullable=False),
        sa.Column("banned_at", UtcDateTime, nullable=False),
        sa.Column("ended_at", UtcDateTime),
        sa.Column("lifted_because", sa.String(2000)),
        sa.Column("version", sa.Integer, nullable=False),
        sa.CheckConstraint("state IN ('standing', 'lifted', 'ended')", name="state"),
        sa.CheckConstraint("until_on IS NULL OR from_on <= until_on", name="until_on"),
        sa.CheckConstraint("(state = 'standing') = (ended_at IS NULL)", name="ended_at"),
        sa.CheckConstraint("(state = 'lifted') = (lifted_because IS NOT NULL)", name="lifted_because"),
    )
    standing = sa.text("state = 'standing'")
    op.create_index(
        "uq_bans_standing", "bans", ["organisation_id"], unique=True, sqlite_where=standing, postgresql_where=standing
    )
    op.create_index("ix_bans_organisation_id_id", "bans", ["organisation_id", "id"])


def _begin_for_those_that_are_there() -> None:
    known = "FROM organisations WHERE kind = 'organisation'"
    op.execute(
        "INSERT INTO organisation_profiles (organisation_id, tenant_id, fields, version) "
        f"SELECT id, tenant_id, '[]', 1 {known}"
    )
    op.execute(
        "INSERT INTO qualifications (organisation_id, tenant_id, state, is_reminded, version) "
        f"SELECT id, tenant_id, 'none', false, 1 {known}"
    )


def downgrade() -> None:
    for table in ("bans", "qualifications", "organisation_inspections", "organisation_profiles"):
        op.drop_table(table)
