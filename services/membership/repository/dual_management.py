"""One side of the dual management of members: what a unit, or a community, knows of those it shares."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy.orm import Session, lazyload

from services.membership.model import (
    DoneService,
    FinalService,
    GivenRating,
    Member,
    Organisation,
    RatingLot,
    Registration,
    ServedWish,
    is_on_roster,
)
from services.membership.quarters import Period
from services.membership.repository.stands import OTHER, Side, Standing
from shared.bulk import is_one_of
from shared.messages.membership import RegistrationKind

IS_CONFIRMED = DoneService.confirmed_at.is_not(None)


class Tally(NamedTuple):
    """What a member did for this side. last_at: in the period or outside."""

    confirmed: int = 0
    awaiting: int = 0
    communities: int = 0
    last_at: datetime | None = None
    minutes: int = 0


class Live(NamedTuple):
    member_id: str
    community_id: str
    community_name: str
    kind: RegistrationKind
    since: datetime


class Done(NamedTuple):
    """Services of a group; key: a community's or unit's id, or a category."""

    key: str | None
    confirmed: int
    awaiting: int


class DualManagement:
    """What one unit or one community knows: services in it, registrations in it, ratings."""

    def __init__(self, session: Session, side: Side, organisation_id: str) -> None:
        self._session = session
        self._side = side
        self._id = organisation_id

    def _is_own(self, kind: type[Any], side: Side | None = None) -> ColumnElement[bool]:
        found: ColumnElement[bool] = getattr(kind, side or self._side) == self._id
        return found

    def members_who_served(self, period: Period, *conditions: ColumnElement[bool]) -> Select[str]:
        """Ids of those with a service in the period; each once, in order, off an index."""
        query = select(DoneService.member_id.label("id")).where(self._is_own(DoneService), *_within(period))
        return query.where(*conditions).group_by(DoneService.member_id)

    def has_served(self, period: Period, member_id: Any, *conditions: ColumnElement[bool]) -> ColumnElement[bool]:
        """Whether a member, by a column that names them, has a service in the period."""
        query = select(DoneService.id).where(DoneService.member_id == member_id, self._is_own(DoneService))
        return _looked_up(query.where(*_within(period), *conditions))

    def is_registered(self, *conditions: ColumnElement[bool]) -> ColumnElement[bool]:
        """Whether a member has a confirmed registration."""
        query = select(Registration.id).where(Registration.member_id == Member.id, *conditions)
        return _looked_up(query.where(Registration.state == "confirmed"))

    def registered(self, *conditions: ColumnElement[bool]) -> Select[str]:
        """Ids of those with a confirmed registration here; each once, in order, off an index."""
        query = select(Registration.member_id.label("id")).where(self._is_own(Registration), *conditions)
        return query.where(Registration.state == "confirmed").group_by(Registration.member_id)

    def tallies(self, member_ids: Collection[str], period: Period) -> dict[str, Tally]:
        is_in = case((_is_within(DoneService.served_at, period), 1))
        columns = (
            func.count(case((IS_CONFIRMED, is_in))),
            func.count(case((~IS_CONFIRMED, is_in))),
            func.count(func.distinct(case((_is_within(DoneService.served_at, period), DoneService.community_id)))),
            func.max(DoneService.served_at),
        )
        query = select(DoneService.member_id, *columns).where(self._is_own(DoneService))
        query = query.where(is_one_of(self._session, DoneService.member_id, member_ids))
        found = {row[0]: Tally(*row[1:]) for row in self._session.execute(query.group_by(DoneService.member_id))}
        for member_id, minutes in self._minutes_of(member_ids, period).items():
            found[member_id] = found.get(member_id, Tally())._replace(minutes=minutes)
        return found

    def _minutes_of(self, member_ids: Collection[str], period: Period) -> dict[str, int]:
        """How long these members have served."""
        query = select(FinalService.member_id, func.sum(FinalService.minutes)).where(self._is_own(FinalService))
        query = query.where(is_one_of(self._session, FinalService.member_id, member_ids), _is_on(period))
        return {row[0]: int(row[1]) for row in self._session.execute(query.group_by(FinalService.member_id))}

    def sum_minutes(self, period: Period) -> int:
        query = select(func.coalesce(func.sum(FinalService.minutes), 0)).where(self._is_own(FinalService))
        return int(self._session.scalar(query.where(_is_on(period))) or 0)

    def ratings_of(self, member_ids: Collection[str], period: Period) -> dict[str, int]:
        """How many ratings these members were given."""
        query = select(GivenRating.member_id, func.count()).where(self._is_own(GivenRating))
        query = query.where(is_one_of(self._session, GivenRating.member_id, member_ids))
        query = query.where(_is_within(GivenRating.given_at, period)).group_by(GivenRating.member_id)
        return {row[0]: row[1] for row in self._session.execute(query)}

    def live_registrations(self, member_ids: Collection[str]) -> list[Live]:
        """Confirmed registrations of these members, on this side."""
        query = select(Registration, Organisation.name).join(Organisation, Organisation.id == Registration.community_id)
        query = query.where(is_one_of(self._session, Registration.member_id, member_ids))
        query = query.where(Registration.state == "confirmed").order_by(Registration.id)
        return [
            Live(one.member_id, one.community_id, name, one.kind, one.confirmed_at or one.requested_at)
            for one, name in self._session.execute(query.options(lazyload(Registration.member)))
            if getattr(one, self._side) == self._id  # of a few rows; the index that counts is that of members
        ]

    def standing(self) -> Standing:
        """How it stands now."""
        members = self._count_on_roster() if self._side == "unit_id" else None
        registered, residence, paired = self._count_registered()
        return Standing(members, registered, residence, paired, self._registered_by_part())

    def _count_on_roster(self) -> int:
        query = select(func.count()).where(Member.unit_id == self._id, is_on_roster())
        return self._session.scalar(query) or 0

    def _count_registered(self) -> tuple[int, int, int]:
        members = func.count(func.distinct(Registration.member_id))
        kinds = (func.count(case((Registration.kind == kind, 1))) for kind in ("residence", "paired"))
        registered, residence, paired = tuple(self._session.execute(self._confirmed(members, *kinds)).one())
        return registered, residence, paired

    def _registered_by_part(self) -> dict[str, int]:
        """How many members are registered, by community or by unit."""
        other = getattr(Registration, OTHER[self._side])
        query = self._confirmed(other, func.count(func.distinct(Registration.member_id))).group_by(other)
        return {row[0]: row[1] for row in self._session.execute(query)}

    def _confirmed(self, *columns: Any) -> Select[Any]:
        """What is counted of confirmed registrations; a unit's, of whom it has on its roster."""
        query = select(*columns).select_from(Registration)
        query = query.where(self._is_own(Registration), Registration.state == "confirmed")
        if self._side == "unit_id":
            query = query.join(Member, Member.id == Registration.member_id)
            query = query.where(Member.unit_id == self._id, is_on_roster())
        return query

    def count_begun(self, period: Period) -> int:
        """Of a unit those of whom it had then: a registration begun elsewhere comes along with the member."""
        own = Registration.confirmed_unit_id if self._side == "unit_id" else Registration.community_id
        query = select(func.count()).where(own == self._id)
        return self._session.scalar(query.where(_is_within(Registration.confirmed_at, period))) or 0

    def count_ended(self, period: Period) -> int:
        query = select(func.count()).where(self._is_own(Registration))
        query = query.where(Registration.state.in_(("ended", "transferred")))
        return self._session.scalar(query.where(_is_within(Registration.decided_at, period))) or 0

    def count_served(self, period: Period) -> int:
        query = select(func.count(func.distinct(DoneService.member_id)))
        return self._session.scalar(query.where(self._is_own(DoneService), *_within(period))) or 0

    def done_by_part(self, period: Period) -> list[Done]:
        other = getattr(DoneService, OTHER[self._side])
        query = self._done(other, period).group_by(other).order_by(other)
        return [Done(*row) for row in self._session.execute(query)]

    def done_by_category(self, period: Period) -> list[Done]:
        query = self._done(ServedWish.category, period).outerjoin(ServedWish, ServedWish.id == DoneService.wish_id)
        query = query.group_by(ServedWish.category).order_by(ServedWish.category)
        return [Done(*row) for row in self._session.execute(query)]

    def _done(self, key: Any, period: Period) -> Select[Any]:
        counts = (func.count(case((IS_CONFIRMED, 1))), func.count(case((~IS_CONFIRMED, 1))))
        return select(key, *counts).select_from(DoneService).where(self._is_own(DoneService), *_within(period))

    def count_ratings(self, period: Period) -> int:
        query = select(func.count()).where(self._is_own(GivenRating))
        return self._session.scalar(query.where(_is_within(GivenRating.given_at, period))) or 0

    def told_ratings(self, period: Period) -> tuple[int, int]:
        """Number and sum of the ratings in lots that were closed in the period."""
        query = select(func.coalesce(func.sum(RatingLot.ratings), 0), func.coalesce(func.sum(RatingLot.scores), 0))
        query = query.where(self._is_own(RatingLot), _is_within(RatingLot.closed_at, period))
        number, scores = self._session.execute(query).one()
        return int(number), int(scores)

    def names(self, organisation_ids: Collection[str]) -> dict[str, str]:
        query = select(Organisation.id, Organisation.name)
        query = query.where(is_one_of(self._session, Organisation.id, organisation_ids))
        return {row[0]: row[1] for row in self._session.execute(query)}


def _looked_up(query: Select[Any]) -> ColumnElement[bool]:
    """
    Whether there is such a row, asked anew for each: a page needs a few, but PostgreSQL, which doesn't know where the
    page begins, would join all. The offset keeps it from that.
    """
    return query.offset(0).exists()


def _is_within(column: Any, period: Period) -> ColumnElement[bool]:
    found: ColumnElement[bool] = (column >= period.begins_at) & (column < period.ends_at)
    return found


def _is_on(period: Period) -> ColumnElement[bool]:
    found: ColumnElement[bool] = FinalService.served_on.between(period.starts_on, period.ends_on)
    return found


def _within(period: Period) -> tuple[ColumnElement[bool], ...]:
    return (_is_within(DoneService.served_at, period),)
