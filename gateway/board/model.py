"""Rows of the board: a community with its counts, its wishes, commitments, needs and menu; calls; who is refused."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from shared import db
from shared.db import ID, new_metadata


class Base(db.Base):
    __abstract__ = True
    metadata = new_metadata()


class BoardCommunity(Base):
    """
    A community and its counts, kept up with each event so that a read is one row.

    tenant_id: None until an event has told it that was heard since it is kept. subdistrict_id: None also where it
        belongs to none.
    told_…: the ratings that the published figures are of; they follow the counts in steps of five ratings at least.
    """

    __tablename__ = "board_communities"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    tenant_id: Mapped[str | None] = mapped_column(ID)
    subdistrict_id: Mapped[str | None] = mapped_column(ID)
    name: Mapped[str] = mapped_column(String(200), default="")
    published: Mapped[int] = mapped_column(default=0)
    claimed: Mapped[int] = mapped_column(default=0)
    delivered: Mapped[int] = mapped_column(default=0)
    fulfilled: Mapped[int] = mapped_column(default=0)
    withdrawn: Mapped[int] = mapped_column(default=0)
    expired: Mapped[int] = mapped_column(default=0)
    commitments_open: Mapped[int] = mapped_column(default=0)
    commitments_kept: Mapped[int] = mapped_column(default=0)
    commitments_partly: Mapped[int] = mapped_column(default=0)
    commitments_broken: Mapped[int] = mapped_column(default=0)
    commitments_lapsed: Mapped[int] = mapped_column(default=0)
    needs_submitted: Mapped[int] = mapped_column(default=0)
    needs_accepted: Mapped[int] = mapped_column(default=0)
    needs_in_hand: Mapped[int] = mapped_column(default=0)
    needs_resolved: Mapped[int] = mapped_column(default=0)
    needs_partly: Mapped[int] = mapped_column(default=0)
    needs_unresolved: Mapped[int] = mapped_column(default=0)
    needs_declined: Mapped[int] = mapped_column(default=0)
    needs_merged: Mapped[int] = mapped_column(default=0)
    needs_reopened: Mapped[int] = mapped_column(default=0)
    needs_withdrawn: Mapped[int] = mapped_column(default=0)
    menu_items: Mapped[int] = mapped_column(default=0)
    ratings: Mapped[int] = mapped_column(default=0)
    ratings_sum: Mapped[int] = mapped_column(default=0)
    ratings_satisfied: Mapped[int] = mapped_column(default=0)
    told_ratings: Mapped[int] = mapped_column(default=0)
    told_ratings_sum: Mapped[int] = mapped_column(default=0)
    told_ratings_satisfied: Mapped[int] = mapped_column(default=0)
    changed_at: Mapped[datetime]

    __table_args__ = (Index("ix_board_communities_tenant", "tenant_id", "id"),)


class BoardRevocation(Base):
    """
    A client, organisation, member or one of staff, refused since less than an hour: longer than tokens last.

    member_version: a member's from then on.
    """

    __tablename__ = "board_revocations"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    revoked_at: Mapped[datetime] = mapped_column(index=True)
    member_version: Mapped[int | None]


class BoardWish(Base):
    __tablename__ = "board_wishes"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    community_id: Mapped[str] = mapped_column(ID, ForeignKey("board_communities.id"))
    title: Mapped[str] = mapped_column(String(200))
    category: Mapped[str] = mapped_column(String(100))
    beneficiary_kind: Mapped[str] = mapped_column(String(100))
    state: Mapped[str] = mapped_column(String(20))
    published_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    changed_at: Mapped[datetime]

    __table_args__ = (
        Index("ix_board_wishes_page", "community_id", "id"),
        Index("ix_board_wishes_by_state", "community_id", "state", "id"),
        Index("ix_board_wishes_by_category", "community_id", "category", "id"),
        Index("ix_board_wishes_by_kind", "community_id", "beneficiary_kind", "id"),
        Index("ix_board_wishes_done", "community_id", "state", "changed_at"),
    )


class BoardCommitment(Base):
    """
    A public commitment: about a wish, or a place in an activity or at a post.

    title: what that is called. made_at: None of what was promised before that was kept.
    """

    __tablename__ = "board_commitments"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    community_id: Mapped[str] = mapped_column(ID, ForeignKey("board_communities.id"))
    kind: Mapped[str] = mapped_column(String(20))
    target_id: Mapped[str] = mapped_column(ID)
    title: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(String(2000))
    made_at: Mapped[datetime | None]
    due_at: Mapped[datetime]
    extended_from: Mapped[datetime | None]
    state: Mapped[str] = mapped_column(String(20))

    __table_args__ = (
        Index("ix_board_commitments_page", "community_id", "id"),
        Index("ix_board_commitments_by_state", "community_id", "state", "id"),
        Index("ix_board_commitments_by_kind", "community_id", "kind", "id"),
    )


class BoardNeed(Base):
    """
    A need that the public may see; gone when its community declines it or merges it into another.

    links: `BoardNeedLink` as JSON, what is being done about it; what was linked before that was kept isn't told.

    submitted_at: of needs that were accepted before it was told, when they were accepted.
    """

    __tablename__ = "board_needs"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    community_id: Mapped[str] = mapped_column(ID, ForeignKey("board_communities.id"))
    category: Mapped[str] = mapped_column(String(50))
    title: Mapped[str] = mapped_column(String(200))
    description: Mapped[str] = mapped_column(String(2000))
    place: Mapped[str | None] = mapped_column(String(200))
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    links: Mapped[Sequence[Any]] = mapped_column(JSON)
    state: Mapped[str] = mapped_column(String(20))
    tenant_id: Mapped[str | None] = mapped_column(ID)
    submitted_at: Mapped[datetime]
    accepted_at: Mapped[datetime]
    changed_at: Mapped[datetime]

    __table_args__ = (
        Index("ix_board_needs_page", "community_id", "id"),
        Index("ix_board_needs_by_state", "community_id", "state", "id"),
        Index("ix_board_needs_by_category", "community_id", "category", "id"),
        Index("ix_board_needs_tenant", "tenant_id", "submitted_at", "id"),
        Index("ix_board_needs_tenant_category", "tenant_id", "category", "submitted_at", "id"),
        Index("ix_board_needs_tenant_state", "tenant_id", "state", "submitted_at", "id"),
    )


class BoardMenuItem(Base):
    """
    An activity or a post that was published.

    begins_at: what the menu is sorted by: an activity's beginning, a post's first day, or when it was published. roles:
    `OfferedRole` as JSON. free: places of all roles that nobody has or is offered.
    """

    __tablename__ = "board_menu_items"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    community_id: Mapped[str] = mapped_column(ID, ForeignKey("board_communities.id"))
    kind: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(200))
    category: Mapped[str] = mapped_column(String(50))
    description: Mapped[str] = mapped_column(String(2000))
    location: Mapped[str | None] = mapped_column(String(200))
    starts_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]
    from_on: Mapped[date | None]
    until_on: Mapped[date | None]
    sign_up_opens_at: Mapped[datetime | None]
    sign_up_closes_at: Mapped[datetime | None]
    is_settled: Mapped[bool]
    called_off_because: Mapped[str | None] = mapped_column(String(2000))
    roles: Mapped[Sequence[Any]] = mapped_column(JSON)
    free: Mapped[int]
    project_id: Mapped[str | None] = mapped_column(ID)
    social_organisation_id: Mapped[str | None] = mapped_column(ID)
    begins_at: Mapped[datetime]
    published_at: Mapped[datetime]
    changed_at: Mapped[datetime]

    __table_args__ = (
        Index("ix_board_menu_items_of_all", "state", "begins_at", "id"),
        Index("ix_board_menu_items_page", "community_id", "state", "begins_at", "id"),
        Index("ix_board_menu_items_by_kind", "community_id", "kind", "state", "begins_at", "id"),
        Index("ix_board_menu_items_by_category", "community_id", "category", "state", "begins_at", "id"),
    )


class BoardServiceRecord(Base):
    """Service that was confirmed, and what became of it; nothing of whose it is."""

    __tablename__ = "board_service_records"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    community_id: Mapped[str] = mapped_column(ID, ForeignKey("board_communities.id"))
    title: Mapped[str] = mapped_column(String(200))
    location: Mapped[str | None] = mapped_column(String(200))
    served_on: Mapped[date]
    minutes: Mapped[int]
    state: Mapped[str] = mapped_column(String(20))
    corrects_id: Mapped[str | None] = mapped_column(ID)
    notice_ends_at: Mapped[datetime]
    confirmed_at: Mapped[datetime]
    changed_at: Mapped[datetime]

    __table_args__ = (
        Index("ix_board_service_records_page", "community_id", "id"),
        Index("ix_board_service_records_by_state", "community_id", "state", "id"),
    )


class BoardMenuSkill(Base):
    """A skill that a role of an activity or a post would like to have."""

    __tablename__ = "board_menu_skills"

    skill: Mapped[str] = mapped_column(String(100), primary_key=True)
    menu_item_id: Mapped[str] = mapped_column(ID, ForeignKey("board_menu_items.id"), primary_key=True)

    __table_args__ = (Index(None, "menu_item_id"),)


class BoardOrganisation(Base):
    """A social organisation that was qualified or banned once. is_open: closed ones aren't shown."""

    __tablename__ = "board_organisations"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ID)
    name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str | None] = mapped_column(String(30))
    fields: Mapped[Sequence[str]] = mapped_column(JSON)
    introduction: Mapped[str | None] = mapped_column(String(2000))
    website: Mapped[str | None] = mapped_column(String(2000))
    rating: Mapped[int | None]
    rating_valid_until: Mapped[date | None]
    qualified_until: Mapped[date | None]
    ban_id: Mapped[str | None] = mapped_column(ID)
    banned_from: Mapped[date | None]
    banned_until: Mapped[date | None]
    ban_reason: Mapped[str | None] = mapped_column(String(2000))
    ban_basis: Mapped[str | None] = mapped_column(String(200))
    is_open: Mapped[bool]
    changed_at: Mapped[datetime]

    __table_args__ = (
        Index("ix_board_organisations_page", "tenant_id", "id"),
        Index("ix_board_organisations_by_kind", "tenant_id", "kind", "id"),
    )
