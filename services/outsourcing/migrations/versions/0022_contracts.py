"""Contracts with their versions and signatures; projects that are carried out."""

import sqlalchemy as sa
from alembic import op

from shared.db import ID, UtcDateTime

revision = "0022"
down_revision = "0020"
branch_labels = None
depends_on = None

BEFORE = "state IN ('planned', 'called', 'awarded', 'cancelled')"
NOW = "state IN ('planned', 'called', 'awarded', 'active', 'completed', 'terminated', 'cancelled')"
RUN = "state NOT IN ('active', 'completed', 'terminated') OR contractor_id IS NOT NULL"
REASON_BEFORE = "(state = 'cancelled') = (reason IS NOT NULL)"
REASON_NOW = "(state IN ('cancelled', 'terminated')) = (reason IS NOT NULL)"


def upgrade() -> None:
    _create_contracts()
    _create_contract_versions()
    _create_contract_signatures()
    with op.batch_alter_table("projects") as table:
        table.drop_constraint(op.f("ck_projects_state"), type_="check")
        table.drop_constraint(op.f("ck_projects_reason"), type_="check")
        table.create_check_constraint(op.f("ck_projects_state"), NOW)
        table.create_check_constraint(op.f("ck_projects_reason"), REASON_NOW)
        table.create_check_constraint(op.f("ck_projects_run"), RUN)


def _create_contracts() -> None:
    op.create_table(
        "contracts",
        sa.Column("id", ID, nullable=False),
        sa.Column("tenant_id", ID, nullable=False),
        sa.Column("call_id", ID, nullable=False),
        sa.Column("award_id", ID, nullable=False),
        sa.Column("proposal_id", ID, nullable=False),
        sa.Column("project_id", ID, nullable=False),
        sa.Column("community_id", ID, nullable=False),
        sa.Column("organisation_id", ID, nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("amount_minor", sa.BigInteger, nullable=False),
        sa.Column("starts_on", sa.Date, nullable=False),
        sa.Column("ends_on", sa.Date, nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("payments_stopped_at", UtcDateTime),
        sa.Column("reason", sa.String(2000)),
        sa.Column("drafted_at", UtcDateTime, nullable=False),
        sa.Column("signed_at", UtcDateTime),
        sa.Column("ended_at", UtcDateTime),
        sa.Column("version", sa.Integer, nullable=False),
        sa.CheckConstraint(
            "(state IN ('active', 'completed', 'terminated')) = (signed_at IS NOT NULL)",
            name=op.f("ck_contracts_signed"),
        ),
        sa.CheckConstraint(
            "(state IN ('draft', 'half_signed', 'active')) = (ended_at IS NULL)", name=op.f("ck_contracts_ended")
        ),
        sa.CheckConstraint(
            "(state IN ('terminated', 'void')) = (reason IS NOT NULL)", name=op.f("ck_contracts_reason")
        ),
        sa.CheckConstraint(
            "state IN ('draft', 'half_signed', 'active', 'completed', 'terminated', 'void')",
            name=op.f("ck_contracts_state"),
        ),
        sa.CheckConstraint("amount_minor >= 0", name=op.f("ck_contracts_amount")),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_contracts_dates")),
        sa.ForeignKeyConstraint(["award_id"], ["awards.id"], name=op.f("fk_contracts_award_id")),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name=op.f("fk_contracts_call_id")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_contracts_project_id")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposals.id"], name=op.f("fk_contracts_proposal_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contracts")),
    )
    op.create_index(op.f("ix_contracts_project_id"), "contracts", ["project_id"])
    op.create_index(op.f("ix_contracts_tenant_id_call_id_id"), "contracts", ["tenant_id", "call_id", "id"])
    op.create_index(
        op.f("ix_contracts_tenant_id_call_id_state_id"), "contracts", ["tenant_id", "call_id", "state", "id"]
    )
    op.create_index(op.f("ix_contracts_tenant_id_community_id_id"), "contracts", ["tenant_id", "community_id", "id"])
    op.create_index(
        op.f("ix_contracts_tenant_id_community_id_state_id"), "contracts", ["tenant_id", "community_id", "state", "id"]
    )
    op.create_index(op.f("ix_contracts_tenant_id_id"), "contracts", ["tenant_id", "id"])
    op.create_index(
        op.f("ix_contracts_tenant_id_organisation_id_id"), "contracts", ["tenant_id", "organisation_id", "id"]
    )
    op.create_index(
        op.f("ix_contracts_tenant_id_organisation_id_state_id"),
        "contracts",
        ["tenant_id", "organisation_id", "state", "id"],
    )
    op.create_index(op.f("ix_contracts_tenant_id_state_id"), "contracts", ["tenant_id", "state", "id"])
    op.create_index("uq_contracts_award_id", "contracts", ["award_id"], unique=True)


def _create_contract_versions() -> None:
    op.create_table(
        "contract_versions",
        sa.Column("id", ID, nullable=False),
        sa.Column("tenant_id", ID, nullable=False),
        sa.Column("contract_id", ID, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("proposed_by", sa.String(20)),
        sa.Column("reason", sa.String(2000)),
        sa.Column("written_at", UtcDateTime, nullable=False),
        sa.CheckConstraint(
            "proposed_by IN ('department', 'organisation')", name=op.f("ck_contract_versions_proposed_by")
        ),
        sa.CheckConstraint(
            "state IN ('standing', 'proposed', 'replaced', 'refused', 'withdrawn')",
            name=op.f("ck_contract_versions_state"),
        ),
        sa.CheckConstraint("(number = 1) = (proposed_by IS NULL)", name=op.f("ck_contract_versions_first")),
        sa.ForeignKeyConstraint(["contract_id"], ["contracts.id"], name=op.f("fk_contract_versions_contract_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract_versions")),
        sa.UniqueConstraint("contract_id", "number", name=op.f("uq_contract_versions_contract_id_number")),
    )
    op.create_index(op.f("ix_contract_versions_contract_id_id"), "contract_versions", ["contract_id", "id"])
    op.create_index(
        "uq_contract_versions_proposed",
        "contract_versions",
        ["contract_id"],
        unique=True,
        sqlite_where=sa.text("state = 'proposed'"),
        postgresql_where=sa.text("state = 'proposed'"),
    )
    op.create_index(
        "uq_contract_versions_standing",
        "contract_versions",
        ["contract_id"],
        unique=True,
        sqlite_where=sa.text("state = 'standing'"),
        postgresql_where=sa.text("state = 'standing'"),
    )


def _create_contract_signatures() -> None:
    op.create_table(
        "contract_signatures",
        sa.Column("version_id", ID, nullable=False),
        sa.Column("side", sa.String(20), nullable=False),
        sa.Column("tenant_id", ID, nullable=False),
        sa.Column("signatory_name", sa.String(100), nullable=False),
        sa.Column("signatory_title", sa.String(100), nullable=False),
        sa.Column("client_id", sa.String(100), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("signed_at", UtcDateTime, nullable=False),
        sa.CheckConstraint("side IN ('department', 'organisation')", name=op.f("ck_contract_signatures_side")),
        sa.ForeignKeyConstraint(
            ["version_id"], ["contract_versions.id"], name=op.f("fk_contract_signatures_version_id")
        ),
        sa.PrimaryKeyConstraint("version_id", "side", name=op.f("pk_contract_signatures")),
    )


def downgrade() -> None:
    with op.batch_alter_table("projects") as table:
        table.drop_constraint(op.f("ck_projects_run"), type_="check")
        table.drop_constraint(op.f("ck_projects_reason"), type_="check")
        table.drop_constraint(op.f("ck_projects_state"), type_="check")
        table.create_check_constraint(op.f("ck_projects_reason"), REASON_BEFORE)
        table.create_check_constraint(op.f("ck_projects_state"), BEFORE)
    for name in ("contract_signatures", "contract_versions", "contracts"):
        op.drop_table(name)
