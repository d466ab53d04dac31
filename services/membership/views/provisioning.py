"""Answers on members to their unit's own system."""

from services.membership.repository import MembershipUnitOfWork
from services.membership.schemas import member_record
from shared.errors import NotFound
from shared.messages import membership as messages


def show_member_record(query: messages.ShowMemberRecord, uow: MembershipUnitOfWork) -> messages.MemberRecord:
    """
    Raises:
        NotFound: `member.unknown`, also where the member is on another roster, or on none any more.
    """
    member = uow.directory.find(query.member_id)
    if member is None:
        raise NotFound("member.unknown")
    return member_record(member, uow.cipher)


def search_member_records(query: messages.SearchMemberRecords, uow: MembershipUnitOfWork) -> messages.MemberRecordPage:
    """
    The acting unit's members of whom all conditions hold, in the order asked for.

    Raises:
        Invalid: `request.invalid`, a position or an instant that none is.
    """
    members, sort_values, has_more = uow.directory.read(query)
    return messages.MemberRecordPage(
        items=[member_record(member, uow.cipher) for member in members],
        sort_values=sort_values,
        total=uow.directory.count(query),
        has_more=has_more,
    )
