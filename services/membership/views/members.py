"""Answers on members."""

from sqlalchemy import select

from services.membership.model import Member
from services.membership.repository import MembershipUnitOfWork
from services.membership.schemas import member_shape
from shared.errors import Forbidden
from shared.messages import membership as messages
from shared.paging import read_page


def show_member(query: messages.ShowMember, uow: MembershipUnitOfWork) -> messages.Member:
    """
    Show a member to their unit, the department and themselves.

    Raises:
        NotFound: `member.unknown`.
        Forbidden: `member.not_yours`.
    """
    member = uow.members.get(query.member_id)
    if not (uow.has_oversight or uow.is_run_by_actor(member.unit_id) or uow.actor.member_id == member.id):
        raise Forbidden("member.not_yours")
    return member_shape(member, uow.cipher)


def list_members(query: messages.ListMembers, uow: MembershipUnitOfWork) -> messages.MemberPage:
    """
    A unit's members, for the unit and the department.

    Raises:
        NotFound: `unit.unknown`.
        Forbidden: `unit.not_yours`.
    """
    unit = uow.organisations.get(query.unit_id, "unit")
    if not (uow.has_oversight or uow.is_run_by_actor(unit.id)):
        raise Forbidden("unit.not_yours")
    rows = select(Member).where(Member.unit_id == unit.id)
    if query.name is not None:
        rows = rows.where(Member.name == query.name)
    items, following = read_page(uow.session, rows, Member.id, after=query.after, limit=query.limit)
    return messages.MemberPage(items=[member_shape(item, uow.cipher) for item in items], next=following)
