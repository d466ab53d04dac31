"""Activities and posts of a project as the project sees them: with who came, and with hours that count."""

from datetime import date, datetime
from typing import Literal

from shared.messages.declare import Id, Line, Query, Shape, query, shape
from shared.messages.engagement.menu_items import MenuItemKind
from shared.messages.paging import Limit, TimedCursor, TimedOrder

ActivityState = Literal["published", "called_off", "ended"]


@shape
class ServedTime(Shape):
    """
    Minutes of service. final: that count, for their public notice is over. waiting: recorded, confirmed or disputed,
    and not final yet. voided: that count no more; what was corrected counts as the record that has come in its place.
    """

    final: int
    waiting: int
    voided: int


@shape
class ProjectActivity(Shape):
    """
    An activity or a post of a project.

    id: of the item on the menu. places: of all roles. people_came: who has checked in, be it by mere word.
    people_confirmed: of whom the community has confirmed a record of service.
    """

    id: Id
    kind: MenuItemKind
    state: ActivityState
    title: Line
    starts_at: datetime | None
    ends_at: datetime | None
    from_on: date | None
    until_on: date | None
    places: int
    people_came: int
    people_confirmed: int
    minutes: ServedTime


@shape
class ProjectSums(Shape):
    """
    Of a project as a whole. activities, posts: published or over, not called off. people_came, people_confirmed: each
    person once, however often they came.
    """

    activities: int
    posts: int
    called_off: int
    places: int
    people_came: int
    people_confirmed: int
    minutes: ServedTime


@shape
class ProjectActivityPage(Shape):
    """sums: of the whole project, whatever is asked for."""

    items: list[ProjectActivity]
    sums: ProjectSums
    next: str | None


@query("project_activities.list")
class ListProjectActivities(Query):
    """What has been on the menu; the newest first."""

    project_id: Id
    kind: MenuItemKind | None = None
    state: ActivityState | None = None
    order: TimedOrder = "newest_first"
    after: TimedCursor | None = None
    limit: Limit = 50
