"""Track records of social organisations, which take no changes."""

import sqlalchemy as sa
from alembic import op

from shared.db import ID, UtcDateTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "track_records",
        sa.Column("id", ID, primary_key=True),
        sa.Column("tenant_id", ID, nullable=False),
        sa.Column("organisation_id", ID, sa.ForeignKey("organisations.id"), nullable=False),
        sa.Column("kind", sa.String(30), nullable=False),
        sa.Column("call_id", ID),
        sa.Column("project_id", ID),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.Column("note", sa.String(2000)),
        sa.Column("value", sa.BigInteger),
    )
    op.create_index("ix_track_records_organisation_id_id", "track_records", ["organisation_id", "id"])
    op.create_index("ix_track_records_organisation_id_kind_id", "track_records", ["organisation_id", "kind", "id"])
    _forbid_changes()


def _forbid_changes() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for name, what in (("keeps", "UPDATE"), ("stays", "DELETE")):
            op.execute(
                f"CREATE TRIGGER track_records_{name} BEFORE {what} ON track_records "
                "BEGIN SELECT RAISE(ABORT, 'track_records takes no changes'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION track_records_refuses() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'track_records takes no changes'; END $$"
    )
    op.execute(
        "CREATE TRIGGER track_records_keeps BEFORE UPDATE OR DELETE OR TRUNCATE ON track_records "
        "FOR EACH STATEMENT EXECUTE FUNCTION track_records_refuses()"
    )


def downgrade() -> None:
    op.drop_table("track_records")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION track_records_refuses()")
