"""What commands and events change in outsourcing."""

from collections.abc import Mapping
from datetime import date

from services.outsourcing.model import BudgetLine, Community, Organisation, Project
from services.outsourcing.repository import OutsourcingUnitOfWork
from services.outsourcing.schemas import project_shape
from shared.errors import Fault, Invalid, PassingConflict
from shared.ids import new_id
from shared.messages import outsourcing as messages
from shared.messages.declare import Command, Event
from shared.messages.membership import (
    CommunityOpened,
    OrganisationClosed,
    OrganisationEdited,
    OrganisationReopened,
    SocialOrganisationOpened,
    SubdistrictOpened,
)
from shared.service import Handler

LONGEST_YEARS = 3


def register_project(command: messages.RegisterProject, uow: OutsourcingUnitOfWork) -> messages.Project:
    """
    Register a project with its budget, which is the sum of its lines.

    Raises:
        Invalid: `project.dates`, it ends before it starts (`project.ends_before_start`) or lasts longer than 36
            months (`project.too_long`).
        PassingConflict: `community.unknown`, no such community in the tenant, or not heard of yet.

    Publishes:
        ProjectRegistered.
    """
    _check_dates(command.starts_on, command.ends_on)
    if uow.communities.find(command.community_id) is None:
        raise PassingConflict("community.unknown")
    project_id = new_id()
    project = Project(
        id=project_id,
        tenant_id=uow.tenant_id,
        community_id=command.community_id,
        title=command.title,
        purpose=command.purpose,
        starts_on=command.starts_on,
        ends_on=command.ends_on,
        budget_minor=sum(line.amount_minor for line in command.budget),
        state="planned",
        registered_at=uow.now,
        budget=[
            BudgetLine(
                project_id=project_id,
                position=position,
                tenant_id=uow.tenant_id,
                name=line.name,
                source=line.source,
                amount_minor=line.amount_minor,
            )
            for position, line in enumerate(command.budget)
        ],
    )
    uow.session.add(project)
    uow.record(project.register())
    return project_shape(project)


def _check_dates(starts_on: date, ends_on: date) -> None:
    if ends_on < starts_on:
        fault = Fault("#/ends_on", "project.ends_before_start", "Before the day it starts.")
        raise Invalid("project.dates", errors=[fault])
    if (ends_on.year - LONGEST_YEARS, ends_on.month, ends_on.day) > (starts_on.year, starts_on.month, starts_on.day):
        fault = Fault("#/ends_on", "project.too_long", "More than 36 months after it starts.")
        raise Invalid("project.dates", errors=[fault])


def keep_community(event: CommunityOpened, uow: OutsourcingUnitOfWork) -> None:
    """Keep the community, so that projects can be registered for it."""
    uow.session.merge(Community(id=event.community_id, tenant_id=uow.tenant_id, name=event.name))


COMMANDS: Mapping[type[Command], Handler] = {messages.RegisterProject: register_project}


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
    """Keep the social organisation."""
    uow.session.merge(
        Organisation(
            id=event.social_organisation_id,
            tenant_id=uow.tenant_id,
            kind="organisation",
            name=event.name,
            code=event.code,
            is_open=True,
        )
    )


def follow_edit(event: OrganisationEdited, uow: OutsourcingUnitOfWork) -> None:
    """Have the copy of an organisation say what it is called now."""
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


REACTIONS: Mapping[type[Event], Handler] = {
    CommunityOpened: keep_community,
    SubdistrictOpened: keep_subdistrict,
    SocialOrganisationOpened: keep_social_organisation,
    OrganisationEdited: follow_edit,
    OrganisationClosed: follow_closing,
    OrganisationReopened: follow_reopening,
}
