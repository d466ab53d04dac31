"""Activities and posts of projects, which the social organisations that run these plan; and who comes to them."""

from datetime import datetime

from shared.messages.declare import Command, Id, Query, Shape, command, query, shape
from shared.messages.engagement.activity_series import Rule
from shared.messages.engagement.attendance import AttendanceState
from shared.messages.engagement.menu_items import ActivityPlan, MenuItemKind, MenuItemState, PostPlan
from shared.messages.paging import Cursor, Limit, Order


@command("project_activity.plan")
class PlanProjectActivity(ActivityPlan):
    """A draft in the project's community, within the project's dates; the community and who runs it see it."""

    project_id: Id


@command("project_post.plan")
class PlanProjectPost(PostPlan):
    """
    A draft in the project's community, within the project's dates; the community and who runs it see it.

    until_on: needed, for it ends with the project at the latest.
    """

    project_id: Id


@command("project_activity_series.plan")
class PlanProjectActivitySeries(PlanProjectActivity):
    """
    Drafts of activities at all times of a rule of RFC 5545, in Asia/Shanghai, all within the project's dates; otherwise
    as a community's series.
    """

    recurrence: Rule
    skips_holidays: bool = False


@command("project_items.call_off")
class CallOffProjectItems(Command):
    """Carried out by the timer alone, once a project has ended: what was to come of it doesn't take place."""

    project_id: Id


@shape
class CalledOffItems(Shape):
    project_id: Id
    called_off: int


@query("project_menu_items.list")
class ListProjectMenuItems(Query):
    """A project's own, drafts too; the newest first."""

    project_id: Id
    kind: MenuItemKind | None = None
    state: MenuItemState | None = None
    series_id: Id | None = None
    order: Order = "newest_first"
    after: Cursor | None = None
    limit: Limit = 50


@shape
class PersonAtItem(Shape):
    """
    Who has a place, and whether they are there.

    id: of their place. masked_name: but for the first character; null where it isn't known, and from 49 hours after the
    end on, when nobody can say any more that somebody came. attendance_id, attendance_state, checked_in_at,
    checked_out_at: of when they came last; null where they haven't.
    """

    id: Id
    place_claim_id: Id
    role_id: Id
    member_id: Id
    unit_id: Id
    masked_name: str | None
    attendance_id: Id | None
    attendance_state: AttendanceState | None
    checked_in_at: datetime | None
    checked_out_at: datetime | None


@shape
class PersonAtItemPage(Shape):
    items: list[PersonAtItem]
    next: str | None


@query("people_at_item.list")
class ListPeopleAtItem(Query):
    """For those at the door: of the community, and of the organisation that runs the project; the oldest first."""

    menu_item_id: Id
    after: Cursor | None = None
    limit: Limit = 50
