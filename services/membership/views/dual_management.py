"""Answers to units and communities on the members whom they share."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select, union
from sqlalchemy.orm import selectinload

from services.membership.disclosure import Reader
from services.membership.model import DoneService, Member, Registration, is_on_roster
from services.membership.quarters import Period, quarter_at
from services.membership.repository import MembershipUnitOfWork
from services.membership.repository.dual_management import DualManagement, Live, Tally
from services.membership.schemas import member_shape
from services.membership.schemas.dual_management import community_member_shape, tally_shape, unit_member_shape
from shared.bulk import is_one_of
from shared.errors import Fault, Invalid
from shared.ids import is_id
from shared.messages.membership import dual_management as messages


def list_unit_service(query: messages.ListUnitService, uow: MembershipUnitOfWork) -> messages.UnitServicePage:
    """
    A unit's members with what they did, for the unit and the department, by a number of statements that is always the
    same.

    Raises:
        NotFound: `unit.unknown`, `community.unknown`.
        Forbidden: `unit.not_yours`.
        Invalid: `request.invalid`, no cursor of this list; `request.unfit`, days that make no period.
    """
    unit = uow.organisations.get(query.unit_id, "unit")
    uow.check_in_charge(unit.id, "unit.not_yours")
    if query.community_id is not None:
        uow.organisations.get(query.community_id, "community")
    known, period = uow.dual_management("unit_id", unit.id), period_of(query, uow)
    sources = [_of_roster(query, known, period)]
    if query.department is None and query.is_registered is None and query.has_served is not False:
        is_there = [DoneService.community_id == query.community_id] if query.community_id else []
        sources.append(known.members_who_served(period, *is_there))
    members, following = _page(sources, query, uow)
    tallies, ratings, registrations = _what_is_known(members, known, period)
    items = [
        unit_member_shape(
            member,
            unit.id,
            registrations[member.id],
            tally_shape(tallies.get(member.id, Tally()), ratings.get(member.id, 0)),
        )
        for member in members
    ]
    return messages.UnitServicePage(items=items, starts_on=period.starts_on, ends_on=period.ends_on, next=following)


def list_community_service(
    query: messages.ListCommunityService, uow: MembershipUnitOfWork
) -> messages.CommunityServicePage:
    """
    The members who serve a community, for the community and the department, by a number of statements that is always
    the same.

    Raises:
        NotFound: `community.unknown`, `unit.unknown`.
        Forbidden: `community.not_yours`.
        Invalid: `request.invalid`, no cursor of this list; `request.unfit`, days that make no period.
    """
    community = uow.organisations.get(query.community_id, "community")
    uow.check_in_charge(community.id, "community.not_yours")
    if query.unit_id is not None:
        uow.organisations.get(query.unit_id, "unit")
    known, period = uow.dual_management("community_id", community.id), period_of(query, uow)
    sources = [_registered(query, known, period)]
    if query.kind is None and query.has_served is not False:
        is_theirs = [DoneService.unit_id == query.unit_id] if query.unit_id else []
        sources.append(known.members_who_served(period, *is_theirs))
    members, following = _page(sources, query, uow)
    tallies, ratings, registrations = _what_is_known(members, known, period)
    names = known.names({member.unit_id for member in members})
    given = uow.consents.given_among([member.id for member in members])
    readers = {member.id: _reader(uow, is_registered=bool(registrations[member.id])) for member in members}
    items = [
        community_member_shape(
            member_shape(member, uow.cipher, readers[member.id], given.get(member.id, ())),
            names[member.unit_id],
            registrations[member.id],
            tally_shape(tallies.get(member.id, Tally()), ratings.get(member.id, 0)),
        )
        for member in members
    ]
    return messages.CommunityServicePage(
        items=items, starts_on=period.starts_on, ends_on=period.ends_on, next=following
    )


def period_of(query: messages.ServicePeriod, uow: MembershipUnitOfWork) -> Period:
    """
    Raises:
        Invalid: `request.unfit`, one day is missing, or the last comes before the first.
    """
    running = quarter_at(uow.now)
    if query.starts_on is None and query.ends_on is None:
        return running
    days: dict[str, date | None] = {"starts_on": query.starts_on, "ends_on": query.ends_on}
    missing = [name for name, day in days.items() if day is None]
    if missing:
        faults = [Fault(f"#/{name}", "missing", "Missing data for required field.") for name in missing]
        raise Invalid("request.unfit", errors=faults)
    period = Period(query.starts_on or running.starts_on, query.ends_on or running.ends_on)
    if period.ends_on < period.starts_on:
        raise Invalid("request.unfit", errors=[Fault("#/ends_on", "out_of_range", "Not after it begins.")])
    return period


def _of_roster(query: messages.ListUnitService, known: DualManagement, period: Period) -> Select[str]:
    """Ids of those on the unit's roster now."""
    wanted: list[ColumnElement[bool]] = [Member.unit_id == query.unit_id, is_on_roster()]
    if query.department is not None:
        wanted.append(Member.department == query.department)
    if query.is_registered is not None:
        wanted.append(known.is_registered() if query.is_registered else ~known.is_registered())
    if query.has_served is not None:
        is_there = [DoneService.community_id == query.community_id] if query.community_id else []
        has_served = known.has_served(period, Member.id, *is_there)
        wanted.append(has_served if query.has_served else ~has_served)
    if query.community_id is not None:
        has_served_there = known.has_served(period, Member.id, DoneService.community_id == query.community_id)
        wanted.append(or_(known.is_registered(Registration.community_id == query.community_id), has_served_there))
    return select(Member.id.label("id")).where(*wanted)


def _registered(query: messages.ListCommunityService, known: DualManagement, period: Period) -> Select[str]:
    """Ids of those registered with the community."""
    wanted: list[ColumnElement[bool]] = []
    if query.unit_id is not None:
        wanted.append(Registration.unit_id == query.unit_id)
    if query.kind is not None:
        wanted.append(Registration.kind == query.kind)
    if query.has_served is not None:
        has_served = known.has_served(period, Registration.member_id)
        wanted.append(has_served if query.has_served else ~has_served)
    return known.registered(*wanted)


def _page(
    sources: Sequence[Select[str]], query: messages.ServicePeriod, uow: MembershipUnitOfWork
) -> tuple[list[Member], str | None]:
    """
    One page of the members that any of the sources names, in the order of their ids. Each source is read no further
    than the page may reach.

    Raises:
        Invalid: `request.invalid`.
    """
    if query.after is not None and not is_id(query.after):
        raise Invalid("request.invalid", errors=[Fault("#/after", "invalid", "Not a cursor of this list.")])
    parts: list[Any] = []
    for source in sources:
        (column,) = source.selected_columns
        behind = source.where(column.element > query.after) if query.after else source
        part = behind.order_by(column).limit(query.limit + 1).subquery()
        parts.append(select(part.c.id))
    ids = union(*parts).subquery() if len(parts) > 1 else parts[0].subquery()
    found = list(uow.session.scalars(select(ids.c.id).order_by(ids.c.id).limit(query.limit + 1)))
    page = found[: query.limit]
    rows = select(Member).where(is_one_of(uow.session, Member.id, page), Member.tenant_id == uow.tenant_id)
    rows = rows.options(selectinload(Member.free_times)).order_by(Member.id)
    return list(uow.session.scalars(rows)), str(page[-1]) if len(found) > query.limit else None


def _what_is_known(
    members: Sequence[Member], known: DualManagement, period: Period
) -> tuple[dict[str, Tally], dict[str, int], dict[str, list[Live]]]:
    """Services, ratings and registrations of each of these members."""
    ids = [member.id for member in members]
    registrations: dict[str, list[Live]] = defaultdict(list)
    for one in known.live_registrations(ids):
        registrations[one.member_id].append(one)
    return known.tallies(ids, period), known.ratings_of(ids, period), registrations


def _reader(uow: MembershipUnitOfWork, *, is_registered: bool) -> Reader:
    """A community sees of who isn't registered with it what it sees of who only lives there."""
    if uow.has_oversight:
        return "department"
    return "registered" if is_registered else "resident"
