"""Ordered streams with their entries, webhooks with their attempts."""

import sqlalchemy as sa
from alembic import op

from shared.db import ID, UtcDateTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

KINDS = "kind IN ('community', 'unit', 'project')"


def upgrade() -> None:
    op.create_table(
        "streams",
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("stream_id", ID, nullable=False),
        sa.Column("tenant_id", ID),
        sa.Column("last_position", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("kind", "stream_id", name="pk_streams"),
        sa.CheckConstraint(KINDS, name=op.f("ck_streams_kind")),
    )
    op.create_table(
        "feed_entries",
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("stream_id", ID, nullable=False),
        sa.Column("position", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("event_id", ID, nullable=False),
        sa.Column("type", sa.String(100), nullable=False),
        sa.Column("subject", sa.String(100), nullable=False),
        sa.Column("time", UtcDateTime, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("kind", "stream_id", "position", name="pk_feed_entries"),
        sa.UniqueConstraint("event_id", "kind", "stream_id", name="uq_feed_entries_event_id_kind_stream_id"),
    )
    _create_webhooks()


def _create_webhooks() -> None:
    op.create_table(
        "webhooks",
        sa.Column("id", ID, nullable=False),
        sa.Column("tenant_id", ID, nullable=False),
        sa.Column("organisation_id", ID, nullable=False),
        sa.Column("slot", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("stream_id", ID, nullable=False),
        sa.Column("url", sa.String(2000), nullable=False),
        sa.Column("description", sa.String(200)),
        sa.Column("secret", sa.Text, nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("position", sa.BigInteger, nullable=False),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("next_attempt_at", UtcDateTime),
        sa.Column("leased_until", UtcDateTime, nullable=False),
        sa.Column("leased_by", ID),
        sa.Column("version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_webhooks"),
        sa.UniqueConstraint("organisation_id", "slot", name="uq_webhooks_organisation_id_slot"),
        sa.CheckConstraint(KINDS, name=op.f("ck_webhooks_kind")),
        sa.CheckConstraint("state IN ('active', 'paused')", name=op.f("ck_webhooks_state")),
        sa.CheckConstraint("slot BETWEEN 1 AND 20", name=op.f("ck_webhooks_slot")),
    )
    active = sa.text("state = 'active'")
    op.create_index("ix_webhooks_served", "webhooks", ["leased_until"], sqlite_where=active, postgresql_where=active)
    op.create_table(
        "webhook_attempts",
        sa.Column("id", ID, nullable=False),
        sa.Column("webhook_id", ID, nullable=False),
        sa.Column("event_id", ID, nullable=False),
        sa.Column("position", sa.BigInteger, nullable=False),
        sa.Column("attempted_at", UtcDateTime, nullable=False),
        sa.Column("duration_ms", sa.Integer, nullable=False),
        sa.Column("status", sa.Integer),
        sa.Column("error", sa.String(100)),
        sa.Column("answer", sa.String(200)),
        sa.PrimaryKeyConstraint("id", name="pk_webhook_attempts"),
        sa.ForeignKeyConstraint(
            ["webhook_id"], ["webhooks.id"], name="fk_webhook_attempts_webhook_id", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_webhook_attempts_webhook_id_id", "webhook_attempts", ["webhook_id", "id"])
