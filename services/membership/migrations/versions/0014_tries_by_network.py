"""Tries with one-time codes are counted by network, and each network that asks has a code of its own for a phone."""

import sqlalchemy as sa
from alembic import op

from shared.db import ID, UtcDateTime

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("sign_in_codes") as table:
        table.drop_column("tries")
    op.create_table(
        "sign_in_tries",
        sa.Column("member_id", ID, sa.ForeignKey("members.id"), primary_key=True),
        sa.Column("code_digest", sa.String(64), primary_key=True),
        sa.Column("network_digest", sa.String(64), primary_key=True),
        sa.Column("tries", sa.Integer, nullable=False),
    )
    op.create_table(
        "phone_hours",
        sa.Column("tenant_id", ID, primary_key=True),
        sa.Column("phone_digest", sa.String(64), primary_key=True),
        sa.Column("began_at", UtcDateTime, nullable=False, index=True),
        sa.Column("sent", sa.Integer, nullable=False),
    )
    op.drop_table("phone_codes")  # good for minutes: whoever waits for one asks again
    _create_phone_codes("network_digest", "tries_from_elsewhere")


def downgrade() -> None:
    op.drop_table("phone_codes")
    _create_phone_codes()
    op.drop_table("phone_hours")
    op.drop_table("sign_in_tries")
    with op.batch_alter_table("sign_in_codes") as table:
        table.add_column(sa.Column("tries", sa.Integer, nullable=False, server_default="0"))


def _create_phone_codes(network: str | None = None, tries: str | None = None) -> None:
    op.create_table(
        "phone_codes",
        sa.Column("tenant_id", ID, primary_key=True),
        sa.Column("phone_digest", sa.String(64), primary_key=True),
        *([sa.Column(network, sa.String(64), primary_key=True)] if network else []),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("expires_at", UtcDateTime, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        *([sa.Column(tries, sa.Integer, nullable=False)] if tries else []),
        sa.Column("sent_at", UtcDateTime, nullable=False, index=True),
        sa.Column("hour_began_at", UtcDateTime, nullable=False),
        sa.Column("sent_in_hour", sa.Integer, nullable=False),
    )
