"""Activities and posts with their roles, claims of places, and teams."""

import sqlalchemy as sa
from alembic import op

from shared.db import ID, UtcDateTime
from shared.no_overlap import NoOverlap, forbid_overlap

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

NO_OVERLAP = NoOverlap(
    "no_overlap_place_holders",
    key="member_id",
    starts="busy_from",
    ends="busy_until",
    where="busy_from IS NOT NULL",
)


def upgrade() -> None:
    _create_teams()
    _create_menu_items()
    _create_team_members()
    _create_item_roles()
    _create_place_claims()
    _create_place_holders()
    forbid_overlap(op, "place_holders", NO_OVERLAP)


def downgrade() -> None:
    for table in ("place_holders", "place_claims", "item_roles", "team_members", "menu_items", "teams"):
        op.drop_table(table)


def _create_teams() -> None:
    op.create_table(
        "teams",
        sa.Column("id", ID, nullable=False),
        sa.Column("tenant_id", ID, nullable=False),
        sa.Column("leader_id", ID, nullable=False),
        sa.Column("is_dissolved", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_teams"),
    )
    op.create_index("ix_teams_leader_id", "teams", ["leader_id"])


def _create_menu_items() -> None:
    op.create_table(
        "menu_items",
        sa.Column("id", ID, nullable=False),
        sa.Column("tenant_id", ID, nullable=False),
        sa.Column("community_id", ID, nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("category", sa.String(50), nullable=False),
        sa.Column("description", sa.String(2000), nullable=False),
        sa.Column("location", sa.String(200)),
        sa.Column("starts_at", UtcDateTime),
        sa.Column("ends_at", UtcDateTime),
        sa.Column("from_on", sa.Date),
        sa.Column("until_on", sa.Date),
        sa.Column("sign_up_opens_at", UtcDateTime),
        sa.Column("sign_up_closes_at", UtcDateTime),
        sa.Column("extends_until", UtcDateTime),
        sa.Column("withdrawal_hours", sa.Integer, nullable=False),
        sa.Column("called_off_because", sa.String(2000)),
        sa.Column("warned_at", UtcDateTime),
        sa.Column("settled_at", UtcDateTime),
        sa.Column("published_at", UtcDateTime),
        sa.Column("version", sa.Integer, nullable=False),
        sa.CheckConstraint("(kind = 'activity') = (starts_at IS NOT NULL)", name=op.f("ck_menu_items_starts_at")),
        sa.CheckConstraint("kind IN ('activity', 'post')", name=op.f("ck_menu_items_kind")),
        sa.CheckConstraint("state IN ('draft', 'published', 'called_off', 'ended')", name=op.f("ck_menu_items_state")),
        sa.CheckConstraint("starts_at IS NULL OR starts_at < ends_at", name=op.f("ck_menu_items_ends_at")),
        sa.ForeignKeyConstraint(["community_id"], ["communities.id"], name="fk_menu_items_community_id"),
        sa.PrimaryKeyConstraint("id", name="pk_menu_items"),
    )
    op.create_index("ix_menu_items_community_id_category_id", "menu_items", ["community_id", "category", "id"])
    op.create_index("ix_menu_items_community_id_id", "menu_items", ["community_id", "id"])
    op.create_index("ix_menu_items_community_id_starts_at", "menu_items", ["community_id", "starts_at"])
    op.create_index("ix_menu_items_community_id_state_id", "menu_items", ["community_id", "state", "id"])


def _create_team_members() -> None:
    op.create_table(
        "team_members",
        sa.Column("team_id", ID, nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name="fk_team_members_team_id"),
        sa.PrimaryKeyConstraint("team_id", "member_id", name="pk_team_members"),
    )


def _create_item_roles() -> None:
    op.create_table(
        "item_roles",
        sa.Column("id", ID, nullable=False),
        sa.Column("menu_item_id", ID, nullable=False),
        sa.Column("rank", sa.Integer, nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("min_places", sa.Integer, nullable=False),
        sa.Column("max_places", sa.Integer, nullable=False),
        sa.Column("skills", sa.JSON, nullable=False),
        sa.Column("taken", sa.Integer, nullable=False),
        sa.Column("waiting", sa.Integer, nullable=False),
        sa.CheckConstraint("min_places >= 0 AND min_places <= max_places", name=op.f("ck_item_roles_places")),
        sa.CheckConstraint("taken >= 0 AND taken <= max_places", name=op.f("ck_item_roles_taken")),
        sa.CheckConstraint("waiting >= 0", name=op.f("ck_item_roles_waiting")),
        sa.ForeignKeyConstraint(["menu_item_id"], ["menu_items.id"], name="fk_item_roles_menu_item_id"),
        sa.PrimaryKeyConstraint("id", name="pk_item_roles"),
    )
    op.create_index("ix_item_roles_menu_item_id_rank", "item_roles", ["menu_item_id", "rank"])


def _create_place_claims() -> None:
    op.create_table(
        "place_claims",
        sa.Column("id", ID, nullable=False),
        sa.Column("tenant_id", ID, nullable=False),
        sa.Column("menu_item_id", ID, nullable=False),
        sa.Column("role_id", ID, nullable=False),
        sa.Column("community_id", ID, nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("unit_id", ID, nullable=False),
        sa.Column("team_id", ID),
        sa.Column("places", sa.Integer, nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("claimed_at", UtcDateTime, nullable=False),
        sa.Column("offered_until", UtcDateTime),
        sa.Column("reason", sa.String(2000)),
        sa.Column("version", sa.Integer, nullable=False),
        sa.CheckConstraint(
            "(state = 'offered') = (offered_until IS NOT NULL)", name=op.f("ck_place_claims_offered_until")
        ),
        sa.CheckConstraint(
            "state IN ('held', 'waiting', 'offered', 'withdrawn', 'declined', 'lapsed', 'released')",
            name=op.f("ck_place_claims_state"),
        ),
        sa.CheckConstraint("places > 0", name=op.f("ck_place_claims_places")),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name="fk_place_claims_member_id"),
        sa.ForeignKeyConstraint(["menu_item_id"], ["menu_items.id"], name="fk_place_claims_menu_item_id"),
        sa.PrimaryKeyConstraint("id", name="pk_place_claims"),
    )
    op.create_index("ix_place_claims_community_id_id", "place_claims", ["community_id", "id"])
    op.create_index("ix_place_claims_community_id_state_id", "place_claims", ["community_id", "state", "id"])
    op.create_index("ix_place_claims_menu_item_id_id", "place_claims", ["menu_item_id", "id"])
    op.create_index("ix_place_claims_menu_item_id_state_id", "place_claims", ["menu_item_id", "state", "id"])


def _create_place_holders() -> None:
    op.create_table(
        "place_holders",
        sa.Column("id", ID, nullable=False),
        sa.Column("place_claim_id", ID, nullable=False),
        sa.Column("menu_item_id", ID, nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("unit_id", ID, nullable=False),
        sa.Column("is_live", sa.Boolean, nullable=False),
        sa.Column("busy_from", UtcDateTime),
        sa.Column("busy_until", UtcDateTime),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name="fk_place_holders_member_id"),
        sa.ForeignKeyConstraint(["place_claim_id"], ["place_claims.id"], name="fk_place_holders_place_claim_id"),
        sa.PrimaryKeyConstraint("id", name="pk_place_holders"),
        sa.CheckConstraint(
            "(busy_from IS NULL AND busy_until IS NULL) OR busy_from < busy_until", name=op.f("ck_place_holders_busy")
        ),
        sa.UniqueConstraint("place_claim_id", "member_id", name="uq_place_holders_place_claim_id_member_id"),
    )
    op.create_index("ix_place_holders_member_id_busy_from", "place_holders", ["member_id", "busy_from"])
    op.create_index("ix_place_holders_member_id_place_claim_id", "place_holders", ["member_id", "place_claim_id"])
    op.create_index("ix_place_holders_unit_id_place_claim_id", "place_holders", ["unit_id", "place_claim_id"])
    op.create_index(
        "uq_place_holders_live",
        "place_holders",
        ["menu_item_id", "member_id"],
        unique=True,
        sqlite_where=sa.text("is_live"),
        postgresql_where=sa.text("is_live"),
    )
