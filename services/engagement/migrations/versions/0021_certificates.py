"""Certificates of what members have served, and how communities are called."""

import sqlalchemy as sa
from alembic import op

from shared.db import ID, UtcDateTime

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("communities", sa.Column("name", sa.String(200)))
    _create_certificates()
    _create_certified_records()
    _create_certificate_counters()


def downgrade() -> None:
    for table in ("certificate_counters", "certified_records", "certificates"):
        op.drop_table(table)
    op.drop_column("communities", "name")


def _create_certificates() -> None:
    op.create_table(
        "certificates",
        sa.Column("id", ID, nullable=False),
        sa.Column("tenant_id", ID, nullable=False),
        sa.Column("community_id", ID, nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("unit_id", ID, nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("from_on", sa.Date, nullable=False),
        sa.Column("until_on", sa.Date, nullable=False),
        sa.Column("minutes", sa.Integer, nullable=False),
        sa.Column("records", sa.Integer, nullable=False),
        sa.Column("requested_at", UtcDateTime, nullable=False),
        sa.Column("notice_ends_at", UtcDateTime, nullable=False),
        sa.Column("number", sa.String(80)),
        sa.Column("token", sa.String(43)),
        sa.Column("issued_at", UtcDateTime),
        sa.Column("is_affected", sa.Boolean, nullable=False),
        sa.Column("ended_because", sa.String(2000)),
        sa.Column("version", sa.Integer, nullable=False),
        sa.CheckConstraint(
            "(number IS NOT NULL AND token IS NOT NULL AND issued_at IS NOT NULL) = (state IN ('issued', 'revoked'))",
            name=op.f("ck_certificates_number"),
        ),
        sa.CheckConstraint(
            "state IN ('requested', 'issued', 'refused', 'revoked')", name=op.f("ck_certificates_state")
        ),
        sa.CheckConstraint("from_on <= until_on", name=op.f("ck_certificates_until_on")),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name="fk_certificates_member_id"),
        sa.ForeignKeyConstraint(["community_id"], ["communities.id"], name="fk_certificates_community_id"),
        sa.UniqueConstraint("token", name="uq_certificates_token"),
        sa.PrimaryKeyConstraint("id", name="pk_certificates"),
    )
    op.create_index("ix_certificates_community_id_id", "certificates", ["community_id", "id"])
    op.create_index("ix_certificates_community_id_state_id", "certificates", ["community_id", "state", "id"])
    op.create_index("ix_certificates_member_id_id", "certificates", ["member_id", "id"])
    op.create_index("ix_certificates_member_id_state_id", "certificates", ["member_id", "state", "id"])
    op.create_index("ix_certificates_unit_id_id", "certificates", ["unit_id", "id"])
    op.create_index("ix_certificates_unit_id_state_id", "certificates", ["unit_id", "state", "id"])
    op.create_index("uq_certificates_number", "certificates", ["tenant_id", "number"], unique=True)
    op.create_index(
        "uq_certificates_requested",
        "certificates",
        ["community_id", "member_id"],
        unique=True,
        sqlite_where=sa.text("state = 'requested'"),
        postgresql_where=sa.text("state = 'requested'"),
    )


def _create_certified_records() -> None:
    op.create_table(
        "certified_records",
        sa.Column("certificate_id", ID, nullable=False),
        sa.Column("service_record_id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["service_record_id"], ["service_records.id"], name="fk_certified_records_service_record_id"
        ),
        sa.ForeignKeyConstraint(["certificate_id"], ["certificates.id"], name="fk_certified_records_certificate_id"),
        sa.PrimaryKeyConstraint("certificate_id", "service_record_id", name="pk_certified_records"),
    )
    op.create_index("ix_certified_records_service_record_id", "certified_records", ["service_record_id"])


def _create_certificate_counters() -> None:
    op.create_table(
        "certificate_counters",
        sa.Column("community_id", ID, nullable=False),
        sa.Column("year", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("last_serial", sa.Integer, nullable=False),
        sa.ForeignKeyConstraint(["community_id"], ["communities.id"], name="fk_certificate_counters_community_id"),
        sa.PrimaryKeyConstraint("community_id", "year", name="pk_certificate_counters"),
    )
