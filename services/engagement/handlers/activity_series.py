"""Activities that come again by a rule: planned, published and called off together."""

from collections.abc import Mapping
from typing import Any

from services.engagement.handlers.menu_items import call_off, check_plan, draft, publish, times_of
from services.engagement.model import ActivitySeries, MenuItem, Span, occurrences
from services.engagement.repository import EngagementUnitOfWork
from services.engagement.schemas import series_shape
from shared.chinese_calendar import is_public_holiday
from shared.clock import day_of, instant_on
from shared.errors import Conflict, Fault, Forbidden, Invalid
from shared.ids import new_id
from shared.messages import engagement as messages
from shared.messages.declare import Command
from shared.service import Handler

SIGN_UP_TIMES = ("sign_up_opens_at", "sign_up_closes_at", "extends_until")


def plan_activity_series(command: messages.PlanActivitySeries, uow: EngagementUnitOfWork) -> messages.ActivitySeries:
    """
    Draft activities at all times of a rule, or at those that aren't on public holidays.

    Raises:
        As `check_plan`, for the first of them.
        Invalid: as `occurrences`; `activity_series.only_holidays`, none is left.
    """
    check_plan("activity", command, uow)
    spans = occurrences(command.recurrence, Span(command.starts_at, command.ends_at))
    if command.skips_holidays:
        spans = [span for span in spans if not is_public_holiday(day_of(span.starts_at))]
    if not spans:
        fault = Fault("#/recurrence", "out_of_range", "All of it is on public holidays.")
        raise Invalid("activity_series.only_holidays", errors=[fault])
    series = ActivitySeries(
        id=new_id(),
        tenant_id=uow.tenant_id,
        community_id=command.community_id,
        title=command.title,
        recurrence=command.recurrence,
        planned_at=uow.now,
    )
    uow.session.add(series)
    uow.session.flush()  # before the activities that name it
    items = [draft("activity", command, uow, times=_shifted(command, span), series_id=series.id) for span in spans]
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
        Conflict: `activity_series.nothing_left`.

    Publishes:
        MenuItemPublished, for each.
    """
    series, items = _get_own(command.series_id, uow)
    drafts = [item for item in items if item.can_be_published(uow.now)]
    if not drafts:
        raise Conflict("activity_series.nothing_left")
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
    series, items = _get_own(command.series_id, uow)
    since = max(uow.now, instant_on(command.from_on)) if command.from_on else uow.now
    to_come = [item for item in items if item.state in ("draft", "published") and item.begins_at >= since]
    if not to_come:
        raise Conflict("activity_series.nothing_left")
    call_off(to_come, "by_community", command.reason, uow)
    uow.subject = series.subject
    return series_shape(series, items)


def _get_own(series_id: str, uow: EngagementUnitOfWork) -> tuple[ActivitySeries, list[MenuItem]]:
    series = uow.activity_series.get(series_id)
    if not uow.is_run_by_actor(series.community_id):
        raise Forbidden("activity_series.not_yours")
    return series, uow.activity_series.items_of(series.id)


def _shifted(command: messages.PlanActivitySeries, span: Span) -> dict[str, Any]:
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
