"""Answers on members."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import ColumnElement

from services.membership.disclosure import SHARING, Reader, sees_whole_phone
from services.membership.model import Member, Organisation
from services.membership.repository import MembershipUnitOfWork
from services.membership.schemas import member_shape
from shared.clock import SHANGHAI
from shared.errors import Fault, Forbidden, Invalid
from shared.messages import membership as messages
from shared.messages.membership import MemberFilter, TagKind
from shared.paging import read_page
from shared.weeks import Slot, minute_of, slots_between
from shared.words import folded

LONGEST_RANGE = timedelta(hours=24)


def show_member(query: messages.ShowMember, uow: MembershipUnitOfWork) -> messages.Member:
    """
    Show a member to their unit, the department, themselves, and communities that they are registered with or live in.

    Who may have the whole phone gets it here, and in no list.

    Raises:
        NotFound: `member.unknown`.
        Forbidden: `member.not_yours`.
    """
    member = uow.members.get(query.member_id)
    reader, consents = _reader_of(member, uow), uow.consents.given_among([member.id])[member.id]
    shape = member_shape(member, uow.cipher, reader, consents)
    if member.phone_encrypted and member.is_on_roster and sees_whole_phone(reader, consents):
        return replace(shape, phone=uow.cipher.decrypt(member.phone_encrypted))
    return shape


def _reader_of(member: Member, uow: MembershipUnitOfWork) -> Reader:
    if uow.has_oversight:
        return "department"
    if uow.actor.member_id == member.id:
        return "member"
    if uow.is_run_by_actor(member.unit_id):
        return "unit"
    if uow.actor.role == "community" and member.is_on_roster:
        community = uow.organisations.get(uow.actor.organisation_id or "", "community")
        if uow.search.registered_among(community, [member.id]):
            return "registered"
        if member.residence_code == community.code:
            return "resident"
    raise Forbidden("member.not_yours")


def list_members(query: messages.ListMembers, uow: MembershipUnitOfWork) -> messages.MemberPage:
    """
    A unit's members, for the unit and the department.

    Raises:
        NotFound: `unit.unknown`, `community.unknown`.
        Forbidden: `unit.not_yours`.
        Invalid: `request.unfit`, times that make no range.
    """
    unit = uow.organisations.get(query.unit_id, "unit")
    uow.check_in_charge(unit.id, "unit.not_yours")
    conditions = [Member.unit_id == unit.id, *_conditions(query, uow)]
    if query.department is not None:
        conditions.append(Member.department == query.department)
    if query.community_id is not None:
        community = uow.organisations.get(query.community_id, "community")
        conditions.append(uow.search.lives_in_or_registered_with(community))
    return _page(query, conditions, uow)


def search_members(query: messages.SearchMembers, uow: MembershipUnitOfWork) -> messages.MemberPage:
    """
    Members of the tenant for the department, its own for a unit, those concerned for a community.

    Raises:
        NotFound: `unit.unknown`, `community.unknown`.
        Forbidden: `unit.not_yours`, also a unit's inner department asked for by a community; `community.not_yours`;
            `access.denied`, a member.
        Invalid: `request.unfit`, times that make no range, or a department without its unit.
    """
    if uow.actor.role not in ("department", "unit", "community"):
        raise Forbidden("access.denied")
    if uow.actor.role == "community":
        return _search_for_community(query, uow)
    unit_id = query.unit_id if uow.has_oversight else query.unit_id or uow.actor.organisation_id
    if unit_id is not None:
        given = {name: getattr(query, name) for name in MemberFilter.__dataclass_fields__}
        return list_members(messages.ListMembers(unit_id=unit_id, **given), uow)
    if query.department is not None:
        raise Invalid("request.unfit", errors=[Fault("#/unit_id", "missing", "Missing data for required field.")])
    conditions = list(_conditions(query, uow))
    if query.community_id is not None:
        community = uow.organisations.get(query.community_id, "community")
        conditions.append(uow.search.lives_in_or_registered_with(community))
    return _page(query, conditions, uow)


def _search_for_community(query: messages.SearchMembers, uow: MembershipUnitOfWork) -> messages.MemberPage:
    """What a community isn't shown of somebody, it doesn't find them by either."""
    community = uow.organisations.get(uow.actor.organisation_id or "", "community")
    if query.community_id not in (None, community.id):
        raise Forbidden("community.not_yours")
    if query.department is not None:
        raise Forbidden("unit.not_yours")
    conditions = [uow.search.lives_in_or_registered_with(community), uow.search.in_state(None)]
    conditions += _conditions(query, uow, community)
    if query.unit_id is not None:
        conditions.append(Member.unit_id == query.unit_id)
    is_shared = bool(query.skill or query.interest or _slots(query))
    if is_shared or query.name or query.name_prefix:
        conditions.append(uow.search.registered_with(community))
    if is_shared:
        conditions.append(uow.search.consents_to(SHARING))
    if query.residence_code is not None:
        conditions.append(Member.residence_code == community.code)
    return _page(query, conditions, uow, community)


def _conditions(
    query: MemberFilter, uow: MembershipUnitOfWork, community: Organisation | None = None
) -> Iterator[ColumnElement[bool]]:
    """The filters that mean the same to everyone; community: the one that registrations are counted with."""
    search = uow.search
    yield search.in_state(query.state)
    if query.residence_code is not None:
        yield Member.residence_code == query.residence_code
    if query.name is not None:
        yield Member.name == query.name
    if query.name_prefix is not None:
        yield search.begins_with(query.name_prefix)
    wanted: dict[TagKind, list[str]] = {"skill": query.skill, "interest": query.interest}
    for kind, words in wanted.items():
        known = uow.skills.known(kind) if words else {}
        for word in words:
            yield search.tagged(kind, known.get(folded(word), word))
    if query.is_registered is not None:
        is_registered = search.registered_with(community) if community else search.is_registered()
        yield is_registered if query.is_registered else ~is_registered
    if slots := _slots(query):
        day = (query.free_starts_at or uow.now).astimezone(SHANGHAI).date()
        yield search.is_free(slots, day)


def _slots(query: MemberFilter) -> list[Slot]:
    """
    Raises:
        Invalid: `request.unfit`, a part of a range is missing, or it ends before it begins, or it is too long.
    """
    slots: list[Slot] = []
    _check_complete(query, "free_weekday", "free_from", "free_to")
    _check_complete(query, "free_starts_at", "free_ends_at")
    if query.free_weekday and query.free_from and query.free_to:
        slots.append(Slot(query.free_weekday, minute_of(query.free_from), minute_of(query.free_to)))
        _check_order("free_to", is_right=slots[0].from_minute < slots[0].to_minute)
    if query.free_starts_at and query.free_ends_at:
        _check_order("free_ends_at", is_right=query.free_starts_at < query.free_ends_at)
        if query.free_ends_at - query.free_starts_at > LONGEST_RANGE:
            raise Invalid(
                "request.unfit",
                errors=[Fault("#/free_ends_at", "out_of_range", "More than 24 hours after it begins.")],
            )
        slots += slots_between(query.free_starts_at, query.free_ends_at)
    return slots


def _check_complete(query: MemberFilter, *names: str) -> None:
    missing = [name for name in names if getattr(query, name) is None]
    if missing and len(missing) < len(names):
        faults = [Fault(f"#/{name}", "missing", "Missing data for required field.") for name in missing]
        raise Invalid("request.unfit", errors=faults)


def _check_order(name: str, *, is_right: bool) -> None:
    if not is_right:
        raise Invalid("request.unfit", errors=[Fault(f"#/{name}", "out_of_range", "Not after it begins.")])


def _page(
    query: MemberFilter,
    conditions: list[ColumnElement[bool]],
    uow: MembershipUnitOfWork,
    community: Organisation | None = None,
) -> messages.MemberPage:
    rows = uow.search.members(*conditions)
    items, following = read_page(uow.session, rows, Member.id, after=query.after, limit=query.limit)
    reader: Reader = "department" if uow.has_oversight else "unit"
    readers = dict.fromkeys((item.id for item in items), reader)
    if community is not None:
        registered = uow.search.registered_among(community, readers)
        readers = {id_: "registered" if id_ in registered else "resident" for id_ in readers}
    given = uow.consents.given_among(readers) if community else {}
    shapes = [member_shape(item, uow.cipher, readers[item.id], given.get(item.id, ())) for item in items]
    return messages.MemberPage(items=shapes, next=following)
