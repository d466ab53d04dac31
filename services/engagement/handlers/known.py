"""What engagement knows of communities and members, by what membership tells."""

from collections.abc import Mapping, Sequence
from typing import cast

from services.engagement.model import Community
from services.engagement.repository import EngagementUnitOfWork
from shared.messages.declare import Event
from shared.messages.envelope import Envelope
from shared.messages.membership import CommunityOpened, MemberChanged, MemberEnrolled, MemberMoved, OrganisationEdited
from shared.messages.membership.organisations import CommunityPlaced
from shared.service import BatchReaction, Handler


def keep_community(event: CommunityOpened, uow: EngagementUnitOfWork) -> None:
    """Know a community, so that it can publish wishes and take needs."""
    uow.session.merge(Community(id=event.community_id, tenant_id=uow.tenant_id, code=event.code, name=event.name))


def keep_code(event: OrganisationEdited, uow: EngagementUnitOfWork) -> None:
    """Know a community's code as it is now, which stands in the numbers of tickets."""
    if event.community_id:
        uow.session.merge(Community(id=event.community_id, tenant_id=uow.tenant_id, code=event.code, name=event.name))


def keep_subdistrict(event: CommunityPlaced, uow: EngagementUnitOfWork) -> None:
    """Know to which subdistrict a community belongs, by which the department lists needs."""
    placed = Community(id=event.community_id, tenant_id=uow.tenant_id, subdistrict_id=event.subdistrict_id)
    uow.session.merge(placed)


def keep_members(envelopes: Sequence[Envelope], uow: EngagementUnitOfWork) -> None:
    """Know members and their units, so that they can claim, again if they had left."""
    enrolled = [(envelope.tenant, cast(MemberEnrolled | MemberMoved, envelope.data)) for envelope in envelopes]
    uow.put_members({event.member_id: (tenant_id, event.unit_id, event.masked_name) for tenant_id, event in enrolled})


def keep_names(envelopes: Sequence[Envelope], uow: EngagementUnitOfWork) -> None:
    """Know what members are called now, but for the first character."""
    changed = [cast(MemberChanged, envelope.data) for envelope in envelopes]
    uow.rename_members({event.member_id: event.masked_name for event in changed})


REACTIONS: Mapping[type[Event], Handler] = {
    CommunityOpened: keep_community,
    OrganisationEdited: keep_code,
    CommunityPlaced: keep_subdistrict,
}
REACTIONS_TO_MANY: Mapping[type[Event], BatchReaction] = {
    MemberEnrolled: keep_members,
    MemberMoved: keep_members,
    MemberChanged: keep_names,
}
