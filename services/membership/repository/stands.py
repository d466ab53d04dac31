"""How units and communities stood when a quarter ended, as it is told and kept."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal, NamedTuple

from sqlalchemy import ColumnElement, Subquery, case, func, insert, literal, or_, select
from sqlalchemy.orm import Session

from services.membership.model import (
    Member,
    Organisation,
    OrganisationStand,
    PairStand,
    QuarterEnd,
    Registration,
    is_on_roster,
)
from services.membership.quarters import quarter_at
from shared.db import ID
from shared.errors import NotFound

Side = Literal["unit_id", "community_id"]
OTHER: dict[Side, Side] = {"unit_id": "community_id", "community_id": "unit_id"}


class Standing(NamedTuple):
    """How one of them stands. members: of a unit. by_part: how many are registered, by community or by unit."""

    members: int | None
    registered: int
    residence: int
    paired: int
    by_part: Mapping[str, int]


class Stands:
    """What a tenant's units and communities had at the ends of its quarters."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        self._session = session
        self._tenant_id = tenant_id

    def get_end(self, quarter_end_id: str) -> QuarterEnd:
        """
        Raises:
            NotFound: `quarter_end.unknown`.
        """
        query = select(QuarterEnd).where(QuarterEnd.id == quarter_end_id, QuarterEnd.tenant_id == self._tenant_id)
        found = self._session.scalar(query)
        if found is None:
            raise NotFound("quarter_end.unknown")
        return found

    def find(self, quarter: str, side: Side, organisation_id: str) -> Standing | None:
        query = select(OrganisationStand).join(QuarterEnd, QuarterEnd.id == OrganisationStand.quarter_end_id)
        query = query.where(QuarterEnd.tenant_id == self._tenant_id, QuarterEnd.quarter == quarter)
        found = self._session.scalar(query.where(OrganisationStand.organisation_id == organisation_id))
        if found is None:
            return None
        parts = select(getattr(PairStand, OTHER[side]), PairStand.registered)
        parts = parts.where(PairStand.quarter_end_id == found.quarter_end_id)
        parts = parts.where(getattr(PairStand, side) == organisation_id)
        by_part = {row[0]: row[1] for row in self._session.execute(parts)}
        return Standing(found.members, found.registered, found.residence, found.paired, by_part)

    def are_known(self, end: QuarterEnd, now: datetime) -> bool:
        """
        Whether it can still be told where everybody stood. Of each member it is kept for the quarter of their last
        move; so it is always known in the quarter behind the end, and later as long as nobody has moved.
        """
        until = quarter_at(end.at).ends_at
        if now < until:
            return True
        query = select(Member.id).where(Member.tenant_id == self._tenant_id)
        return self._session.scalar(query.where(Member.placed_at >= until, Member.created_at < end.at).limit(1)) is None

    def keep(self, end: QuarterEnd) -> None:
        """Write the stands of all units, communities and pairs of them."""
        stood = _stood(self._tenant_id, end.at)
        registered = _registered(self._tenant_id, end.at, stood)
        roster = select(stood.c.unit_id, func.count().label("members")).group_by(stood.c.unit_id).subquery()
        self._keep_side(end, "unit_id", registered, roster)
        self._keep_side(end, "community_id", registered)
        pair = (registered.c.unit_id, registered.c.community_id)
        rows = select(*self._keys(end), *pair, _distinct(registered)).group_by(*pair)
        columns = ("quarter_end_id", "tenant_id", "unit_id", "community_id", "registered")
        self._session.execute(insert(PairStand).from_select(columns, rows))

    def _keep_side(self, end: QuarterEnd, side: Side, registered: Subquery, roster: Subquery | None = None) -> None:
        """Those without members or registrations stand at nought."""
        own = registered.c[side]
        kinds = [func.count(case((registered.c.kind == kind, 1))).label(kind) for kind in ("residence", "paired")]
        counted = select(own, _distinct(registered), *kinds).group_by(own).subquery()
        of_kind = (Organisation.tenant_id == self._tenant_id, Organisation.kind == side.removesuffix("_id"))
        source = select().select_from(Organisation).outerjoin(counted, counted.c[side] == Organisation.id)
        columns = {name: func.coalesce(counted.c[name], 0) for name in ("registered", "residence", "paired")}
        if roster is not None:
            source = source.outerjoin(roster, roster.c.unit_id == Organisation.id)
            columns["members"] = func.coalesce(roster.c.members, 0)
        rows = source.add_columns(*self._keys(end), Organisation.id, *columns.values())
        rows = rows.where(*of_kind, Organisation.opened_at < end.at)
        names = ("quarter_end_id", "tenant_id", "organisation_id", *columns)
        self._session.execute(insert(OrganisationStand).from_select(names, rows))

    def _keys(self, end: QuarterEnd) -> tuple[ColumnElement[str], ColumnElement[str]]:
        return literal(end.id, ID), literal(self._tenant_id, ID)


def _stood(tenant_id: str, at: datetime) -> Subquery:
    """Members who stood on a roster then, and on whose."""
    now_in = case((is_on_roster(), Member.unit_id))
    unit_id = case((Member.placed_at < at, now_in), else_=Member.earlier_unit_id)
    found = select(Member.id.label("member_id"), unit_id.label("unit_id")).where(Member.tenant_id == tenant_id)
    return found.where(unit_id.is_not(None)).subquery()


def _registered(tenant_id: str, at: datetime, stood: Subquery) -> Subquery:
    """Registrations that were live then, of those who stood on a roster."""
    query = select(Registration.member_id, Registration.community_id, Registration.kind, stood.c.unit_id)
    query = query.join(stood, stood.c.member_id == Registration.member_id)
    is_live = or_(Registration.state == "confirmed", Registration.decided_at >= at)
    return query.where(Registration.tenant_id == tenant_id, Registration.confirmed_at < at, is_live).subquery()


def _distinct(registered: Subquery) -> Any:
    return func.count(func.distinct(registered.c.member_id)).label("registered")
