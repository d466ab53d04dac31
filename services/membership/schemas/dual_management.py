"""What a unit and a community know of members that they share, as the shapes that callers get."""

from collections.abc import Sequence

from services.membership.model import Member, masked_name
from services.membership.repository.dual_management import Live, Tally
from shared.clock import SHANGHAI
from shared.messages.membership import Member as MemberShape
from shared.messages.membership.dual_management import (
    CommunityMemberService,
    LiveRegistration,
    ServiceTally,
    UnitMemberService,
)


def registration_shapes(registrations: Sequence[Live]) -> list[LiveRegistration]:
    return [
        LiveRegistration(
            community_id=one.community_id, community_name=one.community_name, kind=one.kind, since=one.since
        )
        for one in registrations
    ]


def tally_shape(tally: Tally, ratings: int) -> ServiceTally:
    return ServiceTally(
        confirmed=tally.confirmed,
        awaiting=tally.awaiting,
        communities=tally.communities,
        minutes=tally.minutes,
        ratings=ratings,
        last_on=tally.last_at.astimezone(SHANGHAI).date() if tally.last_at else None,
    )


def unit_member_shape(
    member: Member, unit_id: str, registrations: Sequence[Live], service: ServiceTally
) -> UnitMemberService:
    """Of who is on another unit's roster now, only the masked name and what they did here."""
    is_own = member.unit_id == unit_id
    return UnitMemberService(
        member_id=member.id,
        external_id=member.external_id if is_own else None,
        name=member.name if is_own else masked_name(member.name),
        department=member.department if is_own else None,
        state=member.state if is_own else "left",
        is_on_roster=is_own and member.is_on_roster,
        registrations=registration_shapes(registrations) if is_own and member.is_on_roster else [],
        service=service,
    )


def community_member_shape(
    seen: MemberShape, unit_name: str, registrations: Sequence[Live], service: ServiceTally
) -> CommunityMemberService:
    """seen: the member as the community may see them."""
    return CommunityMemberService(
        member_id=seen.id,
        unit_id=seen.unit_id,
        unit_name=unit_name,
        name=seen.name,
        phone=seen.phone,
        skills=seen.skills,
        free_times=seen.free_times,
        is_registered=bool(registrations),
        registrations=registration_shapes(registrations),
        service=service,
    )
