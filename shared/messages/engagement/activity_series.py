"""Activities that come again by a rule: planned together, each with places of its own."""

from datetime import date, datetime
from typing import Annotated

from shared.messages.declare import Command, Id, Kept, Length, Line, Query, Shape, Text, command, query, shape
from shared.messages.engagement.menu_items import PlanActivity

Rule = Annotated[str, Length(1, 200), Kept.IN_THE_CLEAR]


@shape
class ActivitySeries(Shape):
    """menu_item_ids: its activities in the order of time, whatever has become of them."""

    id: Id
    community_id: Id
    title: Line
    recurrence: str
    planned_at: datetime
    menu_item_ids: list[Id]


@command("activity_series.plan")
class PlanActivitySeries(PlanActivity):
    """
    Drafts of activities at all times of a rule of RFC 5545, in Asia/Shanghai; the first time is given, and the sign-up
    of each lies as far before it as that of the first.

    recurrence: as of bookings, `FREQ=WEEKLY;BYDAY=SA;COUNT=10`. skips_holidays: none on public holidays.
    """

    recurrence: Rule
    skips_holidays: bool = False


@command("activity_series.publish")
class PublishActivitySeries(Command):
    """All its drafts whose sign-up isn't over."""

    series_id: Id


@command("activity_series.call_off")
class CallOffActivitySeries(Command):
    """What is to come of it. from_on: from this day on; all of it, if nothing is said. The reason is public."""

    series_id: Id
    reason: Text
    from_on: date | None = None


@query("activity_series.show")
class ShowActivitySeries(Query):
    series_id: Id
