"""What the social organisations that run a project plan in it: activities, posts, series."""

from collections.abc import Mapping

from services.engagement.handlers.activity_series import draft_series, spans_of
from services.engagement.handlers.menu_items import Place, check_content, draft, times_of
from services.engagement.handlers.menu_times import check_within, outside
from services.engagement.model import Project, Span
from services.engagement.repository import EngagementUnitOfWork
from services.engagement.schemas import menu_item_shape
from shared.errors import Fault, Forbidden, Invalid
from shared.messages import engagement
from shared.messages.declare import Command
from shared.messages.engagement import project_items as messages
from shared.service import Handler

LISTED_SPANS = 20


def plan_project_activity(command: messages.PlanProjectActivity, uow: EngagementUnitOfWork) -> engagement.MenuItem:
    """
    Draft an activity of a project that the acting organisation runs, in the project's community.

    Raises:
        As `_get_own`.
        Invalid: as `check_content`; `menu_item.outside_project`.
    """
    project = _get_own(command.project_id, uow)
    check_content("activity", command, uow.now)
    check_within(project, times_of(command), uow.now)
    return menu_item_shape(draft("activity", command, _place(project, uow), uow))


def plan_project_post(command: messages.PlanProjectPost, uow: EngagementUnitOfWork) -> engagement.MenuItem:
    """
    Draft a post of a project that the acting organisation runs, in the project's community.

    Raises:
        As `plan_project_activity`.
    """
    project = _get_own(command.project_id, uow)
    check_content("post", command, uow.now)
    check_within(project, times_of(command), uow.now)
    return menu_item_shape(draft("post", command, _place(project, uow), uow))


def plan_project_activity_series(
    command: messages.PlanProjectActivitySeries, uow: EngagementUnitOfWork
) -> engagement.ActivitySeries:
    """
    Draft activities of a project at all times of a rule.

    Raises:
        As `plan_project_activity`, for the first of them.
        Invalid: as `spans_of`; `menu_item.outside_project`, which times of the rule aren't within the project's.
    """
    project = _get_own(command.project_id, uow)
    check_content("activity", command, uow.now)
    check_within(project, times_of(command), uow.now)
    spans = spans_of(command)
    _check_spans(project, spans, uow)
    return draft_series(command, spans, _place(project, uow), uow)


def _get_own(project_id: str, uow: EngagementUnitOfWork) -> Project:
    """
    A project that the acting organisation runs; held, so that its end finds what is planned at the same moment.

    Raises:
        NotFound: `project.unknown`, or not heard of yet.
        PassingConflict: `project.not_active`, nobody runs it yet.
        Forbidden: `project.not_yours`.
        Conflict: `project.not_active`, it has ended.
    """
    project = uow.projects.get(project_id)
    project.check_begun()
    if not uow.runs_project(project.id):
        raise Forbidden("project.not_yours")
    project.check_active()
    return project


def _place(project: Project, uow: EngagementUnitOfWork) -> Place:
    return Place(project.community_id, project.id, uow.actor.organisation_id)


def _check_spans(project: Project, spans: list[Span], uow: EngagementUnitOfWork) -> None:
    """
    Raises:
        Invalid: `menu_item.outside_project`.
    """
    first, last = project.starts_on, project.ends_on
    faults = [
        Fault("#/recurrence", "out_of_range", f"At {span.starts_at.isoformat()}: not within {first} until {last}.")
        for span in spans
        if any(outside(project, span._asdict(), uow.now))
    ]
    if faults:
        raise Invalid("menu_item.outside_project", errors=faults[:LISTED_SPANS])


COMMANDS: Mapping[type[Command], Handler] = {
    messages.PlanProjectActivity: plan_project_activity,
    messages.PlanProjectPost: plan_project_post,
    messages.PlanProjectActivitySeries: plan_project_activity_series,
}
