"""Members whose data have been taken out: as reviewers they have no name any more."""

from collections.abc import Mapping

from services.outsourcing.repository import OutsourcingUnitOfWork
from shared.messages.declare import Event
from shared.messages.membership import MemberErased
from shared.service import Handler


def forget_reviewer(event: MemberErased, uow: OutsourcingUnitOfWork) -> None:
    """Keep what an erased member has given as a reviewer, without their name and what ties them to organisations."""
    uow.reviewers.hold_calls({event.member_id})
    for reviewer in uow.reviewers.of_member(event.member_id):
        reviewer.forget()


REACTIONS: Mapping[type[Event], Handler] = {MemberErased: forget_reviewer}
