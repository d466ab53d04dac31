"""What members did, and how it was rated: copies of what engagement and evaluation tell."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from services.membership.model.base import Base
from shared.db import ID

RATINGS_IN_A_LOT = 5
IS_OPEN = text("closed_at IS NULL")


class DoneService(Base):
    """
    A service that a member has delivered, by the id of the claim. It counts for the unit that they were in then.

    served_at: when it was delivered; for one whose delivery wasn't heard of yet, when it was confirmed.
    confirmed_at: none as long as the community is to confirm it.
    """

    __tablename__ = "done_services"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ID)
    member_id: Mapped[str] = mapped_column(ID)
    unit_id: Mapped[str] = mapped_column(ID)
    community_id: Mapped[str] = mapped_column(ID)
    wish_id: Mapped[str] = mapped_column(ID)
    served_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]

    __table_args__ = (
        Index(None, "unit_id", "member_id", "served_at"),
        Index(None, "unit_id", "served_at"),
        Index(None, "community_id", "member_id", "served_at"),
        Index(None, "community_id", "served_at"),
        Index(None, "member_id", "served_at"),
    )


class FinalService(Base):
    """Service that counts, by the id of its record. It counts for the unit that the member was in then."""

    __tablename__ = "final_services"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ID)
    member_id: Mapped[str] = mapped_column(ID)
    unit_id: Mapped[str] = mapped_column(ID)
    community_id: Mapped[str] = mapped_column(ID)
    served_on: Mapped[date]
    minutes: Mapped[int]

    __table_args__ = (
        Index(None, "unit_id", "member_id", "served_on"),
        Index(None, "unit_id", "served_on"),
        Index(None, "community_id", "member_id", "served_on"),
        Index(None, "community_id", "served_on"),
        Index(None, "member_id", "served_on"),
    )


class ServedWish(Base):
    """What kind of wish one is, in its community's words."""

    __tablename__ = "served_wishes"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ID)
    category: Mapped[str] = mapped_column(String(100))


class GivenRating(Base):
    """That somebody has rated a member's service; the score is in a lot alone."""

    __tablename__ = "given_ratings"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ID)
    member_id: Mapped[str] = mapped_column(ID)
    unit_id: Mapped[str] = mapped_column(ID)
    community_id: Mapped[str] = mapped_column(ID)
    given_at: Mapped[datetime]

    __table_args__ = (
        Index(None, "unit_id", "member_id", "given_at"),
        Index(None, "unit_id", "given_at"),
        Index(None, "community_id", "member_id", "given_at"),
        Index(None, "community_id", "given_at"),
        Index(None, "member_id", "given_at"),
    )


class RatingLot(Base):
    """
    Ratings of a unit's members in a community, five at a time in the order in which they were heard of.

    Every rating is in one lot, and every figure that is told is made of whole lots: no difference of two figures is
    less than five ratings. closed_at: when the fifth came; an open one is told to nobody.
    """

    __tablename__ = "rating_lots"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ID)
    unit_id: Mapped[str] = mapped_column(ID)
    community_id: Mapped[str] = mapped_column(ID)
    ratings: Mapped[int]
    scores: Mapped[int]
    closed_at: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint(f"(ratings = {RATINGS_IN_A_LOT}) = (closed_at IS NOT NULL)", name="closed"),
        CheckConstraint(f"ratings BETWEEN 1 AND {RATINGS_IN_A_LOT}", name="ratings"),
        Index(
            "uq_rating_lots_open",
            "unit_id",
            "community_id",
            unique=True,
            sqlite_where=IS_OPEN,
            postgresql_where=IS_OPEN,
        ),
        Index(None, "unit_id", "closed_at"),
        Index(None, "community_id", "closed_at"),
    )
