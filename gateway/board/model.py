"""Rows of the board: communities with counts, wishes, commitments, needs, menus; calls and awards; who is refused."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, String
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


class BoardCall(Base):
    """A call for proposals that was published, and what became of it. notice: `CallNotice` as JSON."""

    __tablename__ = "board_calls"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ID)
    state: Mapped[str] = mapped_column(String(20))
    notice: Mapped[dict[str, Any]] = mapped_column(JSON)
    proposals_until: Mapped[datetime]
    total_minor: Mapped[int] = mapped_column(BigInteger)
    reason: Mapped[str | None] = mapped_column(String(2000))
    first_call_id: Mapped[str | None] = mapped_column(ID)
    amendments: Mapped[int]
    proposals_opened: Mapped[int | None]
    published_at: Mapped[datetime]
    changed_at: Mapped[datetime]

    __table_args__ = (
        Index("ix_board_calls_page", "tenant_id", "id"),
        Index("ix_board_calls_by_state", "tenant_id", "state", "id"),
        Index("ix_board_calls_soonest", "tenant_id", "proposals_until", "id"),
        Index("ix_board_calls_soonest_by_state", "tenant_id", "state", "proposals_until", "id"),
    )


class BoardCallField(Base):
    """What a call's projects may be about, to look for them by it."""

    __tablename__ = "board_call_fields"

    field: Mapped[str] = mapped_column(String(30), primary_key=True)
    call_id: Mapped[str] = mapped_column(ID, ForeignKey("board_calls.id"), primary_key=True)

    __table_args__ = (Index("ix_board_call_fields_call_id", "call_id"),)


class BoardCallAmendment(Base):
    """That a call was amended."""

    __tablename__ = "board_call_amendments"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    call_id: Mapped[str] = mapped_column(ID, ForeignKey("board_calls.id"))
    number: Mapped[int]
    reason: Mapped[str] = mapped_column(String(2000))
    changed: Mapped[Sequence[str]] = mapped_column(JSON)
    amended_at: Mapped[datetime]

    __table_args__ = (Index("ix_board_call_amendments_call_id", "call_id", "number"),)


class BoardCallEnquiry(Base):
    """What was asked about a call, and answered; nothing of who has asked."""

    __tablename__ = "board_call_enquiries"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    call_id: Mapped[str] = mapped_column(ID, ForeignKey("board_calls.id"))
    question: Mapped[str] = mapped_column(String(2000))
    answer: Mapped[str] = mapped_column(String(2000))
    answered_at: Mapped[datetime]

    __table_args__ = (Index("ix_board_call_enquiries_call_id", "call_id", "answered_at", "id"),)


class BoardAward(Base):
    """An award, and how many objections there are to it; nothing of who objects."""

    __tablename__ = "board_awards"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ID)
    call_id: Mapped[str] = mapped_column(ID)
    proposal_id: Mapped[str] = mapped_column(ID)
    project_id: Mapped[str] = mapped_column(ID)
    community_id: Mapped[str] = mapped_column(ID)
    social_organisation_id: Mapped[str] = mapped_column(ID)
    organisation_name: Mapped[str | None] = mapped_column(String(200))
    title: Mapped[str] = mapped_column(String(200))
    amount_minor: Mapped[int] = mapped_column(BigInteger)
    rank: Mapped[int]
    score: Mapped[int]
    state: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str | None] = mapped_column(String(2000))
    objections_open: Mapped[int]
    objections_upheld: Mapped[int]
    objections_dismissed: Mapped[int]
    noticed_at: Mapped[datetime]
    notice_ends_at: Mapped[datetime]
    sign_by: Mapped[datetime | None]
    changed_at: Mapped[datetime]

    __table_args__ = (
        Index("ix_board_awards_page", "tenant_id", "id"),
        Index("ix_board_awards_by_call", "call_id", "id"),
        Index("ix_board_awards_by_state", "tenant_id", "state", "id"),
        Index("ix_board_awards_soonest", "tenant_id", "notice_ends_at", "id"),
        Index("ix_board_awards_soonest_by_state", "tenant_id", "state", "notice_ends_at", "id"),
    )
