"""The little town's project as it is run: what belongs to it, who comes, what became of it."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from gateway import town, town_menu, town_service
from shared.messages import engagement
from shared.messages.declare import Event
from shared.messages.engagement import project_items
from shared.messages.outsourcing import project_activities, project_events

ACTIVITY_ID, ROLE_ID, POST_ID, SERIES_ID, HOLDER_ID, NEXT_ACTIVITY_ID = map(town.id_of, range(0xE0, 0xE6))
PARTNER_ID = town.id_of(0xE6)


def _on(month: int, day: int, hour: int) -> datetime:
    return datetime(2027, month, day, hour, tzinfo=UTC)


OWNED: dict[str, Any] = {"project_id": town.PROJECT_ID, "social_organisation_id": town.SOCIAL_ORGANISATION_ID}
ROLES = [engagement.ItemRole(id=ROLE_ID, name="引导", min_places=0, max_places=8, skills=[], taken=0, waiting=0)]
DRAFT = replace(
    town_menu.DRAFT,
    id=ACTIVITY_ID,
    title="邻里节：百家宴",
    description="布置场地，引导居民入座。",
    location="社区广场",
    starts_at=_on(3, 20, 2),
    ends_at=_on(3, 20, 5),
    sign_up_closes_at=None,
    extends_until=None,
    roles=ROLES,
    **OWNED,
)
PUBLISHED = replace(DRAFT, state="published", published_at=_on(3, 2, 6), version=2)
POST = replace(
    town_menu.POST,
    id=POST_ID,
    title="邻里节联络员",
    description="接待报名的居民。",
    until_on=date(2027, 9, 30),
    **OWNED,
)
SERIES = replace(
    town_menu.SERIES,
    id=SERIES_ID,
    title="邻里课堂",
    planned_at=_on(3, 2, 5),
    menu_item_ids=[ACTIVITY_ID, NEXT_ACTIVITY_ID],
)
PERSON = project_items.PersonAtItem(
    id=HOLDER_ID,
    place_claim_id=town_menu.PLACE_CLAIM_ID,
    role_id=town_menu.ROLE_ID,
    member_id=town.MEMBER_ID,
    unit_id=town.UNIT_ID,
    masked_name="陈**",
    attendance_id=town_service.ATTENDANCE_ID,
    attendance_state="open",
    checked_in_at=town_service.CAME.checked_in_at,
    checked_out_at=None,
)
MINUTES = project_activities.ServedTime(final=720, waiting=180, voided=0)
ACTIVITY = project_activities.ProjectActivity(
    id=ACTIVITY_ID,
    kind="activity",
    state="ended",
    title=DRAFT.title,
    starts_at=DRAFT.starts_at,
    ends_at=DRAFT.ends_at,
    from_on=None,
    until_on=None,
    places=8,
    people_came=6,
    people_confirmed=5,
    minutes=MINUTES,
)
SUMS = project_activities.ProjectSums(
    activities=1, posts=0, called_off=0, places=8, people_came=6, people_confirmed=5, minutes=MINUTES
)
IN_PROJECT: dict[str, Any] = {"project_id": town.PROJECT_ID, "community_id": town.COMMUNITY_ID}
RUN = IN_PROJECT | {"social_organisation_id": town.SOCIAL_ORGANISATION_ID}
SAID: dict[str, Any] = {
    name: getattr(PUBLISHED, name)
    for name in ("kind", "title", "category", "description", "location", *town_menu.TIMES)
}
TOLD_ROLES = [replace(town_menu.TOLD_ROLES[0], role_id=ROLE_ID, name="引导", min_places=0, max_places=8, free=8)]
HISTORY: tuple[tuple[datetime, Event], ...] = (
    (
        _on(2, 20, 1),
        project_events.ProjectStarted(
            **RUN,
            partner_ids=[PARTNER_ID],
            title=town.PROJECT.title,
            starts_on=town.PROJECT.starts_on,
            ends_on=town.PROJECT.ends_on,
        ),
    ),
    (
        _on(3, 2, 6),
        engagement.MenuItemPublished(
            menu_item_id=ACTIVITY_ID, community_id=town.COMMUNITY_ID, **SAID, roles=TOLD_ROLES, **OWNED
        ),
    ),
    (
        _on(4, 1, 1),
        project_events.ProjectRescheduled(**RUN, starts_on=town.PROJECT.starts_on, ends_on=date(2027, 10, 31)),
    ),
    (_on(11, 1, 1), project_events.ProjectEnded(**RUN, outcome="completed", reason=None)),
)
