"""Activities that come again by a rule: planned, published and called off together."""

from collections.abc import Mapping, Sequence
from typing import Any

from services.engagement.handlers.menu_items import (
    TIMES,
    Place,
    call_off,
    cause_of,
    check_in_project,
    check_plan,
    draft,
    publish,
    times_of,
)
from services.engagement.model import ActivitySeries, Span, occurrences
from services.engagement.repository import EngagementUnitOfWork
from services.engagement.schemas import series_shape
from shared.chinese_calendar import is_public_holiday
from shared.clock import day_of, instant_on
from shared.errors import Conflict, Fault, Forbidden, Invalid
from shared.ids import new_id
from shared.messages import engagement as messages
from shared.messages.declare import Command
from shared.messages.engagement.project_items import PlanProjectActivitySeries
from shared.service import Handler

SeriesPlan = messages.PlanActivitySeries | PlanProjectActivitySeries
SIGN_UP_TIMES = ("sign_up_opens_at", "sign_up_closes_at", "extends_until")


def plan_activity_series(command: messages.PlanActivitySeries, uow: EngagementUnitOfWork) -> messages.ActivitySeries:
    """
    Draft activities at all times of a rule, or at those that aren't on public holidays.

    Raises:
        As `check_plan`, for the first of them.
        Invalid: as `occurrences`; `activity_series.only_holidays`, none is left.
    """
    check_plan("activity", command, uow)
    return draft_series(command, spans_of(command), Place(command.community_id), uow)


def spans_of(command: SeriesPlan) -> list[Span]:
    """
    When its activities are.

    Raises:
        Invalid: as `plan_activity_series`.
    """
    spans = occurrences(command.recurrence, Span(command.starts_at, command.ends_at))
    if command.skips_holidays:
        spans = [span for span in spans if not is_public_holiday(day_of(span.starts_at))]
    if not spans:
        fault = Fault("#/recurrence", "out_of_range", "All of it is on public holidays.")
        raise Invalid("activity_series.only_holidays", errors=[fault])
    return spans


def draft_series(
    command: SeriesPlan, spans: Sequence[Span], place: Place, uow: EngagementUnitOfWork
) -> messages.ActivitySeries:
    series = ActivitySeries(
        id=new_id(),
        tenant_id=uow.tenant_id,
        community_id=place.community_id,
        project_id=place.project_id,
        title=command.title,
        recurrence=command.recurrence,
        planned_at=uow.now,
    )
    uow.session.add(series)
    uow.session.flush()  # before the activities that name it
    place = place._replace(series_id=series.id)
    items = [draft("activity", command, place, uow, times=_shifted(command, span)) for span in spans]
    uow.subject = series.subject
    return series_shape(series, items)


def publish_activity_series(
    command: messages.PublishActivitySeries, uow: EngagementUnitOfWork
) -> messages.ActivitySeries:
    """
    Put all drafts of a series on the menu whose sign-up isn't over.

    Raises:
        NotFound: `activity_series.unknown`.
        Forbidden: `activity_series.not_yours`.
        Conflict: `activity_series.nothing_left`; `project.not_active`.
        Invalid: `menu_item.outside_project`, as of one of them.

    Publishes:
        MenuItemPublished, for each.
    """
    series = uow.activity_series.get(command.series_id)
    if not uow.plans(series):
        raise Forbidden("activity_series.not_yours")
    items = uow.activity_series.items_of(series.id)
    drafts = [item for item in items if item.can_be_published(uow.now)]
    if not drafts:
        raise Conflict("activity_series.nothing_left")
    for item in drafts:
        check_in_project(item, {name: getattr(item, name) for name in TIMES}, uow)
    uow.subject = series.subject
    publish(drafts, uow)
    return series_shape(series, items)


def call_off_activity_series(
    command: messages.CallOffActivitySeries, uow: EngagementUnitOfWork
) -> messages.ActivitySeries:
    """
    Take what is to come of a series off the menu for good, from a day on.

    Raises:
        NotFound: `activity_series.unknown`.
        Forbidden: `activity_series.not_yours`.
        Conflict: `activity_series.nothing_left`.

    Publishes:
        MenuItemCalledOff for each that was published; PlaceGivenUp for each claim.
    """
    series = uow.activity_series.get(command.series_id)
    if not (uow.is_run_by_actor(series.community_id) or uow.plans(series)):
        raise Forbidden("activity_series.not_yours")
    items = uow.activity_series.items_of(series.id)
    since = max(uow.now, instant_on(command.from_on)) if command.from_on else uow.now
    to_come = [item for item in items if item.state in ("draft", "published") and item.begins_at >= since]
    if not to_come:
        raise Conflict("activity_series.nothing_left")
    call_off(to_come, cause_of(uow), command.reason, uow)
    uow.subject = series.subject
    return series_shape(series, items)


def _shifted(command: SeriesPlan, span: Span) -> dict[str, Any]:
    """The times of one of the activities: the sign-up lies as far before it as that of the first."""
    step = span.starts_at - command.starts_at
    given = times_of(command)
    sign_up = {name: given[name] + step for name in SIGN_UP_TIMES if given[name]}
    return given | {"starts_at": span.starts_at, "ends_at": span.ends_at} | sign_up


COMMANDS: Mapping[type[Command], Handler] = {
    messages.PlanActivitySeries: plan_activity_series,
    messages.PublishActivitySeries: publish_activity_series,
    messages.CallOffActivitySeries: call_off_activity_series,
}
