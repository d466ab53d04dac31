"""What membership tells of communities and organisations, and engagement of needs, kept as copies."""

from collections.abc import Mapping

from services.outsourcing.model.known import Community, Department, Need, Organisation
from services.outsourcing.model.profiles import Profile
from services.outsourcing.model.qualifications import Qualification
from services.outsourcing.repository import OutsourcingUnitOfWork
from shared.messages.declare import Event
from shared.messages.engagement import (
    NeedAccepted,
    NeedDeclined,
    NeedLinked,
    NeedMerged,
    NeedReopened,
    NeedResolved,
    NeedState,
    NeedUnlinked,
)
from shared.messages.membership import (
    CommunityOpened,
    OrganisationClosed,
    OrganisationEdited,
    OrganisationReopened,
    SocialOrganisationOpened,
    SubdistrictOpened,
)
from shared.messages.membership.organisations import DepartmentOpened
from shared.service import Handler


def keep_department(event: DepartmentOpened, uow: OutsourcingUnitOfWork) -> None:
    """Keep what the department is called, in whose name calls are published."""
    uow.session.merge(Department(tenant_id=uow.tenant_id, id=event.department_id, name=event.name))


def keep_community(event: CommunityOpened, uow: OutsourcingUnitOfWork) -> None:
    """Keep the community, so that projects can be registered for it."""
    uow.session.merge(Community(id=event.community_id, tenant_id=uow.tenant_id, name=event.name))


def keep_subdistrict(event: SubdistrictOpened, uow: OutsourcingUnitOfWork) -> None:
    """Keep the subdistrict."""
    uow.session.merge(
        Organisation(
            id=event.subdistrict_id,
            tenant_id=uow.tenant_id,
            kind="subdistrict",
            name=event.name,
            code=event.code,
            is_open=True,
        )
    )


def keep_social_organisation(event: SocialOrganisationOpened, uow: OutsourcingUnitOfWork) -> None:
    """Keep the social organisation, of which nothing more is known yet."""
    organisation = uow.session.merge(
        Organisation(
            id=event.social_organisation_id,
            tenant_id=uow.tenant_id,
            kind="organisation",
            name=event.name,
            code=event.code,
            is_open=True,
        )
    )
    if uow.profiles.find(organisation.id) is None:
        uow.session.flush()  # what is kept of it refers to it
        uow.session.add_all((Profile.begin(organisation), Qualification.begin(organisation)))


def follow_edit(event: OrganisationEdited, uow: OutsourcingUnitOfWork) -> None:
    """Have the copy of an organisation say what it is called now."""
    department = uow.session.get(Department, uow.tenant_id)
    if department is not None and department.id == event.organisation_id:
        department.name = event.name
    if community := uow.communities.find(event.organisation_id):
        community.name = event.name
    if organisation := uow.organisations.find(event.organisation_id):
        organisation.name, organisation.code = event.name, event.code


def follow_closing(event: OrganisationClosed, uow: OutsourcingUnitOfWork) -> None:
    """Have the copy of an organisation say that it is closed."""
    if organisation := uow.organisations.find(event.organisation_id):
        organisation.is_open = False


def follow_reopening(event: OrganisationReopened, uow: OutsourcingUnitOfWork) -> None:
    """Have the copy of an organisation say that it is open again."""
    if organisation := uow.organisations.find(event.organisation_id):
        organisation.is_open = True


def keep_need(
    event: NeedAccepted | NeedReopened | NeedLinked | NeedUnlinked | NeedDeclined | NeedMerged | NeedResolved,
    uow: OutsourcingUnitOfWork,
) -> None:
    """Keep how a need stands that isn't private, so that projects can be registered for it."""
    state = event.outcome if isinstance(event, NeedResolved) else NEED_STATES.get(type(event), "in_hand")
    if isinstance(event, NeedUnlinked) and not event.is_in_hand:
        state = "accepted"
    need = Need(id=event.need_id, tenant_id=uow.tenant_id, community_id=event.community_id, state=state)
    uow.session.merge(need)


NEED_STATES: Mapping[type[Event], NeedState] = {
    NeedAccepted: "accepted",
    NeedReopened: "reopened",
    NeedDeclined: "declined",
    NeedMerged: "merged",
}
REACTIONS: Mapping[type[Event], Handler] = {
    CommunityOpened: keep_community,
    SubdistrictOpened: keep_subdistrict,
    SocialOrganisationOpened: keep_social_organisation,
    OrganisationEdited: follow_edit,
    OrganisationClosed: follow_closing,
    OrganisationReopened: follow_reopening,
    NeedAccepted: keep_need,
    NeedReopened: keep_need,
    NeedLinked: keep_need,
    NeedUnlinked: keep_need,
    NeedDeclined: keep_need,
    NeedMerged: keep_need,
    NeedResolved: keep_need,
    DepartmentOpened: keep_department,
}
