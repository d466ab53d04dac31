"""What engagement knows of communities, members and projects, by what the other services tell."""

from collections.abc import Mapping, Sequence
from typing import cast

from services.engagement.handlers.need_links import link_project, notice_ended
from services.engagement.model import Community, Project
from services.engagement.repository import EngagementUnitOfWork
from shared.messages.declare import Event
from shared.messages.envelope import Envelope
from shared.messages.membership import CommunityOpened, MemberEnrolled, MemberMoved, OrganisationEdited
from shared.messages.membership.organisations import CommunityPlaced
from shared.messages.outsourcing.projects import ProjectEdited, ProjectRegistered, ProjectWithdrawn
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


def keep_project(event: ProjectRegistered, uow: EngagementUnitOfWork) -> None:
    """Know a project, so that needs can be linked with it, and link those that it is for."""
    _keep_project(event, uow)
    link_project(event, uow)


def follow_project(event: ProjectEdited, uow: EngagementUnitOfWork) -> None:
    """Know what a project is called now."""
    _keep_project(event, uow)


def end_project(event: ProjectWithdrawn, uow: EngagementUnitOfWork) -> None:
    """Note with the needs that wait for a project that nothing comes of it; no other is linked with it any more."""
    notice_ended("project", [event.project_id], uow)
    if project := uow.projects.find(event.project_id):
        uow.session.delete(project)


def _keep_project(event: ProjectRegistered | ProjectEdited, uow: EngagementUnitOfWork) -> None:
    project = Project(id=event.project_id, tenant_id=uow.tenant_id, community_id=event.community_id, title=event.title)
    uow.session.merge(project)


def keep_members(envelopes: Sequence[Envelope], uow: EngagementUnitOfWork) -> None:
    """Know members and their units, so that they can claim, again if they had left."""
    enrolled = [(envelope.tenant, cast(MemberEnrolled | MemberMoved, envelope.data)) for envelope in envelopes]
    uow.put_members({event.member_id: (tenant_id, event.unit_id) for tenant_id, event in enrolled})


REACTIONS: Mapping[type[Event], Handler] = {
    CommunityOpened: keep_community,
    OrganisationEdited: keep_code,
    CommunityPlaced: keep_subdistrict,
    ProjectRegistered: keep_project,
    ProjectEdited: follow_project,
    ProjectWithdrawn: end_project,
}
REACTIONS_TO_MANY: Mapping[type[Event], BatchReaction] = {MemberEnrolled: keep_members, MemberMoved: keep_members}
