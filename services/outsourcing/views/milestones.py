"""Milestones as they are shown and listed, their files, and the whole schedule of a project."""

from collections.abc import Iterator, Mapping
from datetime import datetime, time

from sqlalchemy import not_, or_

from services.outsourcing.model.awards import UNDER_WAY
from services.outsourcing.model.milestones import TO_COME, Milestone
from services.outsourcing.model.projects import Project
from services.outsourcing.repository import OutsourcingUnitOfWork
from services.outsourcing.schemas.files import file_shape
from services.outsourcing.schemas.milestones import milestone_shape
from shared.clock import SHANGHAI, day_of, end_of_day
from shared.errors import Forbidden
from shared.messages.declare import Query
from shared.messages.outsourcing import milestones as messages
from shared.messages.outsourcing.files import AttachedFiles
from shared.paging import read_page
from shared.service import Handler


def show_milestone(query: messages.ShowMilestone, uow: OutsourcingUnitOfWork) -> messages.Milestone:
    """
    Raises:
        NotFound: `milestone.unknown`.
        Forbidden: `milestone.not_yours`.
    """
    return milestone_shape(_get_readable(query.milestone_id, uow), uow.now)


def list_milestones(query: messages.ListMilestones, uow: OutsourcingUnitOfWork) -> messages.MilestonePage:
    """
    The tenant's for the department, its own for an organisation, those in it for a community.

    Raises:
        Forbidden: `access.denied`.
    """
    rows = uow.milestones.all
    if not uow.has_oversight:
        own = uow.actor.organisation_id
        if uow.actor.role == "organisation" and own:
            rows = rows.where(or_(Milestone.organisation_id == own, Milestone.project_id.in_(uow.projects.run_by(own))))
        elif uow.actor.role == "community" and own:
            rows = rows.where(Milestone.community_id == own)
        else:
            raise Forbidden("access.denied")
    for column, value in (
        (Milestone.state, query.state),
        (Milestone.contract_id, query.contract_id),
        (Milestone.project_id, query.project_id),
        (Milestone.organisation_id, query.organisation_id),
    ):
        if value is not None:
            rows = rows.where(column == value)
    if query.due_until is not None:
        rows = rows.where(Milestone.due_on <= query.due_until)
    if query.is_overdue is not None:
        overdue = Milestone.state.in_(TO_COME) & (Milestone.due_on < day_of(uow.now))
        rows = rows.where(overdue if query.is_overdue else not_(overdue))
    items, following = read_page(
        uow.session,
        rows,
        Milestone.id,
        after=query.after,
        limit=query.limit,
        order=query.order,
        soonest=Milestone.due_on,
    )
    return messages.MilestonePage(items=[milestone_shape(one, uow.now) for one in items], next=following)


def list_milestone_files(query: messages.ListMilestoneFiles, uow: OutsourcingUnitOfWork) -> AttachedFiles:
    """
    Raises:
        NotFound: `milestone.unknown`.
        Forbidden: `milestone.not_yours`.
    """
    milestone = _get_readable(query.milestone_id, uow)
    return AttachedFiles(items=[file_shape(one, uow.cipher) for one in uow.files.of("deliverable", milestone.id)])


def show_project_schedule(query: messages.ShowProjectSchedule, uow: OutsourcingUnitOfWork) -> messages.ProjectSchedule:
    """
    Raises:
        NotFound: `project.unknown`.
        Forbidden: `project.not_yours`.
    """
    project = uow.projects.get(query.project_id)
    if not uow.may_read(project):
        raise Forbidden("project.not_yours")
    items = sorted(_dates(project, uow), key=lambda one: (one.due_at, one.kind, one.id))
    return messages.ProjectSchedule(project_id=project.id, items=items)


def _dates(project: Project, uow: OutsourcingUnitOfWork) -> Iterator[messages.ScheduledDate]:
    def entry(
        kind: messages.ScheduledKind, id_: str, name: str, due_at: datetime, state: str
    ) -> messages.ScheduledDate:
        return messages.ScheduledDate(
            kind=kind, id=id_, name=name, due_at=due_at, is_past=due_at <= uow.now, state=state
        )

    call = uow.calls.find(project.call_id) if project.call_id else None
    if call and call.state in ("published", "opened"):
        for kind, due_at in call.deadlines():
            yield entry(kind, call.id, call.title, due_at, call.state)
    for award in uow.awards.of_call(call.id, UNDER_WAY) if call else ():
        if award.project_id == project.id:
            yield entry("notice_ends", award.id, award.title, award.notice_ends_at, award.state)
            if award.sign_by:
                yield entry("signing_ends", award.id, award.title, award.sign_by, award.state)
    starts_at = datetime.combine(project.starts_on, time.min, SHANGHAI)
    yield entry("starts", project.id, project.title, starts_at, project.state)
    for one in uow.milestones.of_project(project.id):
        if one.state != "dropped":
            yield entry("milestone_due", one.id, one.name, end_of_day(one.due_on), one.state)
            if one.survey_ends_at:
                yield entry("survey_ends", one.id, one.name, one.survey_ends_at, one.state)
    yield entry("ends", project.id, project.title, end_of_day(project.ends_on), project.state)


def _get_readable(milestone_id: str, uow: OutsourcingUnitOfWork) -> Milestone:
    milestone = uow.milestones.get(milestone_id)
    if not uow.may_read(uow.projects.get(milestone.project_id)):
        raise Forbidden("milestone.not_yours")
    return milestone


QUERIES: Mapping[type[Query], Handler] = {
    messages.ShowMilestone: show_milestone,
    messages.ListMilestones: list_milestones,
    messages.ListMilestoneFiles: list_milestone_files,
    messages.ShowProjectSchedule: show_project_schedule,
}
