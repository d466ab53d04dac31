"""Files that organisations attach."""

import sqlalchemy as sa
from alembic import op

from shared.db import ID, UtcDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

OFFICE = "application/vnd.openxmlformats-officedocument"
TYPES = (
    "application/pdf",
    "image/jpeg",
    "image/png",
    f"{OFFICE}.wordprocessingml.document",
    f"{OFFICE}.spreadsheetml.sheet",
)


def upgrade() -> None:
    op.create_table(
        "files",
        sa.Column("id", ID, primary_key=True),
        sa.Column("tenant_id", ID, nullable=False),
        sa.Column("owner_kind", sa.String(20), nullable=False),
        sa.Column("owner_id", ID, nullable=False),
        sa.Column("purpose", sa.String(50), nullable=False),
        sa.Column("name_encrypted", sa.String(4000), nullable=False),
        sa.Column("media_type", sa.String(100), nullable=False),
        sa.Column("size_bytes", sa.Integer, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("content_encrypted", sa.Text),
        sa.Column("attached_at", UtcDateTime, nullable=False),
        sa.Column("removed_at", UtcDateTime),
        sa.CheckConstraint(f"media_type IN ({', '.join(map(repr, TYPES))})", name="media_type"),
        sa.CheckConstraint("size_bytes > 0", name="size_bytes"),
        sa.CheckConstraint("(content_encrypted IS NULL) = (removed_at IS NOT NULL)", name="removed_at"),
    )
    op.create_index("ix_files_owner_id_owner_kind_id", "files", ["owner_id", "owner_kind", "id"])


def downgrade() -> None:
    op.drop_table("files")
