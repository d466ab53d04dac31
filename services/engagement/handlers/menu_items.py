"""What is planned, published and called off: activities and posts of communities, and of projects run there."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from services.engagement.handlers.menu_roles import check_capacity, check_minimum, check_roles, put_roles
from services.engagement.handlers.menu_times import check_times, check_within
from services.engagement.handlers.need_links import notice_ended
from services.engagement.handlers.places import end_claims, offer_places
from services.engagement.model import MenuItem
from services.engagement.model.community_days import id_of_day
from services.engagement.model.menu_items import TIMES as TOLD_TIMES
from services.engagement.repository import EngagementUnitOfWork
from services.engagement.schemas import menu_item_shape
from shared.clock import day_of
from shared.errors import Conflict, Fault, Forbidden, Invalid
from shared.ids import new_id
from shared.messages import engagement as messages
from shared.messages.declare import Command
from shared.messages.engagement.categories import BY_CODE
from shared.messages.engagement.menu_items import ActivityPlan, PostPlan
from shared.service import Handler

WORDS = ("title", "category", "description", "location", "withdrawal_hours")
TIMES = (*TOLD_TIMES, "extends_until")
Plan = ActivityPlan | PostPlan


class Place(NamedTuple):
    """Where something is planned. series_id: of the series in which it comes."""

    community_id: str
    project_id: str | None = None
    social_organisation_id: str | None = None
    series_id: str | None = None


def plan_activity(command: messages.PlanActivity, uow: EngagementUnitOfWork) -> messages.MenuItem:
    """
    Draft an activity of the acting community.

    Raises:
        As `check_plan`.
    """
    check_plan("activity", command, uow)
    return menu_item_shape(draft("activity", command, Place(command.community_id), uow))


def plan_post(command: messages.PlanPost, uow: EngagementUnitOfWork) -> messages.MenuItem:
    """
    Draft a post of the acting community.

    Raises:
        As `check_plan`.
    """
    check_plan("post", command, uow)
    return menu_item_shape(draft("post", command, Place(command.community_id), uow))


def edit_menu_item(command: messages.EditMenuItem, uow: EngagementUnitOfWork) -> messages.MenuItem:
    """
    Change what a draft or a published item says, its times, and its roles; places that come by it go to who waits.

    Raises:
        NotFound: `menu_item.unknown`, `item_role.unknown`.
        Forbidden: `menu_item.not_yours`.
        PreconditionFailed: `precondition.failed`.
        Invalid: as `check_plan`; `menu_item.outside_project`.
        Conflict: `menu_item.not_editable`, over or called off; `menu_item.times_in_use`, somebody has a place or waits;
            `menu_item.capacity_below_claims`, with the claims that take more; `project.not_active`.

    Publishes:
        MenuItemEdited, where it is published and anything differs; then PlaceOffered.
    """
    item = _get_own(command.menu_item_id, uow)
    times = _given(command, TIMES, item)
    words = _given(command, WORDS, item)
    roles = command.roles
    _check_edit(item, command, times, uow)
    if item.state == "published" and "starts_at" in times:
        on = day_of(times["starts_at"])
        uow.community_days.begin(uow.communities.get(item.community_id), [on])
        times["day_id"] = id_of_day(item.community_id, on)
    for name, value in (times | words).items():
        setattr(item, name, value)
    has_new_roles = roles is not None and put_roles(item, roles)
    if times:
        item.begin_sign_up(uow.now)
    if times or words or has_new_roles:
        item.count_up()
        if item.state == "published":
            uow.record(item.edited())
            offer_places(item, uow)
    uow.subject = item.subject
    uow.schedule(item.subject, item.schedule())
    return menu_item_shape(item)


def publish_menu_item(command: messages.PublishMenuItem, uow: EngagementUnitOfWork) -> messages.MenuItem:
    """
    Put a draft on the menu.

    Raises:
        NotFound: `menu_item.unknown`.
        Forbidden: `menu_item.not_yours`.
        PreconditionFailed: `precondition.failed`.
        Conflict: as `MenuItem.check_publishable`; `project.not_active`.
        Invalid: `menu_item.outside_project`, it has other dates by now.

    Publishes:
        MenuItemPublished.
    """
    item = _get_own(command.menu_item_id, uow)
    check_in_project(item, {name: getattr(item, name) for name in TIMES}, uow)
    publish([item], uow)
    return menu_item_shape(item)


def call_off_menu_item(command: messages.CallOffMenuItem, uow: EngagementUnitOfWork) -> messages.MenuItem:
    """
    Take an item off the menu for good, and release who has a place or waits for one; the community may do so with what
    belongs to a project, too.

    Raises:
        NotFound: `menu_item.unknown`.
        Forbidden: `menu_item.not_yours`.
        PreconditionFailed: `precondition.failed`.
        Conflict: `menu_item.not_in_step`.

    Publishes:
        MenuItemCalledOff, unless it was a draft; PlaceGivenUp for each claim.
    """
    item = uow.menu_items.get(command.menu_item_id)
    if not uow.keeps(item):
        raise Forbidden("menu_item.not_yours")
    uow.expect(item.version)
    call_off([item], cause_of(uow), command.reason, uow)
    return menu_item_shape(item)


def cause_of(uow: EngagementUnitOfWork) -> messages.CallingOffCause:
    """Who calls it off."""
    return "by_organisation" if uow.actor.role == "organisation" else "by_community"


def publish(items: Sequence[MenuItem], uow: EngagementUnitOfWork) -> None:
    """
    Put items of one community on its menu.

    Raises:
        Conflict: as `MenuItem.check_publishable`.
    """
    for item in items:
        item.check_publishable(uow.now)
    days = {item.id: day_of(item.starts_at) for item in items if item.starts_at}
    if days:
        uow.community_days.begin(uow.communities.get(items[0].community_id), set(days.values()))
    for item in items:
        item.day_id = id_of_day(item.community_id, days[item.id]) if item.id in days else None
        uow.record(item.publish(uow.now))
        uow.schedule(item.subject, item.schedule())


def call_off(
    items: Sequence[MenuItem], cause: messages.CallingOffCause, reason: str | None, uow: EngagementUnitOfWork
) -> None:
    """
    Items of one kind, one at least; it is noted with the needs that wait for them.

    Raises:
        Conflict: `menu_item.not_in_step`.
    """
    uow.reason = reason
    for item in items:
        was_public = item.state == "published"
        told = item.call_off(cause, reason)
        uow.subject = item.subject
        if was_public:
            uow.record(told)
        end_claims(item, "called_off", uow)
        uow.schedule(item.subject, {})
    notice_ended(items[0].kind, [item.id for item in items], uow)


def check_plan(
    kind: messages.MenuItemKind, command: messages.PlanActivity | messages.PlanPost, uow: EngagementUnitOfWork
) -> None:
    """
    Raises:
        PassingConflict: `community.unknown`, not heard of yet.
        Forbidden: `community.not_yours`.
        Invalid: `need.category_unknown`; `menu_item.times_unfit`; `menu_item.roles_unfit`.
    """
    community = uow.communities.get(command.community_id)
    if not uow.is_run_by_actor(community.id):
        raise Forbidden("community.not_yours")
    check_content(kind, command, uow.now)


def check_content(kind: messages.MenuItemKind, command: Plan, now: datetime) -> None:
    """
    Raises:
        Invalid: as `check_plan`.
    """
    _check_category(command.category)
    check_roles(command.roles)
    check_times(kind, times_of(command), now)


def check_in_project(item: MenuItem, times: Mapping[str, Any], uow: EngagementUnitOfWork) -> None:
    """
    Hold the times of what belongs to a project against the project's.

    Raises:
        Conflict: `project.not_active`.
        Invalid: `menu_item.outside_project`.
    """
    if item.project_id is not None:
        project = uow.projects.get(item.project_id)
        project.check_active()
        check_within(project, times, uow.now)


def times_of(command: Plan) -> dict[str, Any]:
    return {name: getattr(command, name, None) for name in TIMES}


def draft(
    kind: messages.MenuItemKind,
    command: Plan,
    place: Place,
    uow: EngagementUnitOfWork,
    *,
    times: Mapping[str, Any] | None = None,
) -> MenuItem:
    """times: other ones than those of the command."""
    item = MenuItem(
        id=new_id(),
        tenant_id=uow.tenant_id,
        kind=kind,
        state="draft",
        title=command.title,
        category=command.category,
        description=command.description,
        location=command.location,
        withdrawal_hours=getattr(command, "withdrawal_hours", 0),
        roles=[],
        **place._asdict(),
        **(times or times_of(command)),
    )
    put_roles(item, command.roles)
    uow.session.add(item)
    uow.subject = item.subject
    return item


def _get_own(menu_item_id: str, uow: EngagementUnitOfWork) -> MenuItem:
    """An item of the acting community, or of a project that the actor runs, as the caller has read it."""
    item = uow.menu_items.get(menu_item_id)
    if not uow.plans(item):
        raise Forbidden("menu_item.not_yours")
    uow.expect(item.version)
    return item


def _given(command: messages.EditMenuItem, names: tuple[str, ...], item: MenuItem) -> dict[str, Any]:
    """What is given and differs from what stands."""
    given = {name: getattr(command, name) for name in names}
    return {name: value for name, value in given.items() if value is not None and getattr(item, name) != value}


def _check_edit(
    item: MenuItem, command: messages.EditMenuItem, times: Mapping[str, Any], uow: EngagementUnitOfWork
) -> None:
    """
    Raises:
        NotFound, Invalid, Conflict: as `edit_menu_item`.
    """
    if item.state not in ("draft", "published"):
        raise Conflict("menu_item.not_editable", f"It is {item.state}.")
    if command.category is not None:
        _check_category(command.category)
    if times:
        if item.has_claims:
            raise Conflict("menu_item.times_in_use")
        new = {name: times.get(name, getattr(item, name)) for name in TIMES}
        check_times(item.kind, new, uow.now)
        check_in_project(item, new, uow)
    if command.roles is not None:
        check_roles(command.roles)
        check_capacity(item, command.roles, uow)
        check_minimum(item, command.roles, uow.now)


def _check_category(category: str) -> None:
    if category not in BY_CODE:
        fault = Fault("#/category", "not_a_choice", "Not a code of the list of categories.")
        raise Invalid("need.category_unknown", errors=[fault])


COMMANDS: Mapping[type[Command], Handler] = {
    messages.PlanActivity: plan_activity,
    messages.PlanPost: plan_post,
    messages.EditMenuItem: edit_menu_item,
    messages.PublishMenuItem: publish_menu_item,
    messages.CallOffMenuItem: call_off_menu_item,
}
