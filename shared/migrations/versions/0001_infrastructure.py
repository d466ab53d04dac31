"""Outbox, inbox, command log, deadlines, parked events; the command log takes no changes."""

import sqlalchemy as sa
from alembic import op

from shared.db import ID, UtcDateTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

LOGGED = "command_id, topic, at, role, client_id, tenant_id, organisation_id, member_id, subject, reason, outcome"


def upgrade() -> None:
    op.create_table(
        "outbox",
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer, "sqlite"), sa.Identity(), primary_key=True),
        sa.Column("event_id", ID, nullable=False, unique=True),
        sa.Column("type", sa.String(100), nullable=False),
        sa.Column("subject", sa.String(100), nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("recorded_at", UtcDateTime, nullable=False),
        sa.Column("published_at", UtcDateTime),
    )
    unpublished = sa.text("published_at IS NULL")
    op.create_index(
        "ix_outbox_unpublished", "outbox", ["number"], sqlite_where=unpublished, postgresql_where=unpublished
    )
    op.create_table(
        "command_log",
        sa.Column("command_id", ID, primary_key=True),
        sa.Column("topic", sa.String(100), nullable=False),
        sa.Column("at", UtcDateTime, nullable=False, index=True),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("client_id", sa.String(100), nullable=False),
        sa.Column("tenant_id", ID),
        sa.Column("organisation_id", ID),
        sa.Column("member_id", ID),
        sa.Column("subject", sa.String(100), index=True),
        sa.Column("reason", sa.String(2000)),
        sa.Column("fingerprint", sa.String(64)),
        sa.Column("outcome", sa.String(100), nullable=False),
        sa.Column("result", sa.Text),
    )
    op.create_table(
        "inbox",
        sa.Column("event_id", ID, primary_key=True),
        sa.Column("type", sa.String(100), nullable=False),
        sa.Column("consumed_at", UtcDateTime, nullable=False, index=True),
    )
    op.create_table(
        "parked",
        sa.Column("id", ID, primary_key=True),
        sa.Column("event_id", sa.String(100), nullable=False, index=True),
        sa.Column("type", sa.String(100), nullable=False),
        sa.Column("subject", sa.String(100), nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("error", sa.Text, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("parked_at", UtcDateTime, nullable=False),
    )
    op.create_table(
        "deadlines",
        sa.Column("subject", sa.String(100), primary_key=True),
        sa.Column("kind", sa.String(50), primary_key=True),
        sa.Column("due_at", UtcDateTime, nullable=False, index=True),
        sa.Column("tenant_id", ID),
    )
    _forbid_changes_of_the_log()


def _forbid_changes_of_the_log() -> None:
    """Who, when, what and why stay as written; only a stored answer may be cleared once it is of no use."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            f"CREATE TRIGGER command_log_keeps BEFORE UPDATE OF {LOGGED} ON command_log "
            "BEGIN SELECT RAISE(ABORT, 'command_log takes no changes'); END"
        )
        op.execute(
            "CREATE TRIGGER command_log_stays BEFORE DELETE ON command_log "
            "BEGIN SELECT RAISE(ABORT, 'command_log takes no changes'); END"
        )
        return
    op.execute(
        "CREATE FUNCTION command_log_refuses() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'command_log takes no changes'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER command_log_keeps BEFORE UPDATE OF {LOGGED} ON command_log "
        "FOR EACH ROW EXECUTE FUNCTION command_log_refuses()"
    )
    op.execute(
        "CREATE TRIGGER command_log_stays BEFORE DELETE OR TRUNCATE ON command_log "
        "FOR EACH STATEMENT EXECUTE FUNCTION command_log_refuses()"
    )
