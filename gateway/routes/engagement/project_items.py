"""Routes of engagement: activities and posts that the organisations which run a project plan, and who comes to them."""

from gateway.route import Route
from gateway.routes.engagement.menu import MENU, UNFIT
from gateway.routes.engagement.service import ATTENDANCE
from shared.messages import engagement
from shared.messages.engagement import project_items as m

OUTSIDE = "menu_item.outside_project"
OWN_PROJECT = {403: ("project.not_yours",), 404: ("project.unknown",)}
RUN = OWN_PROJECT | {409: ("project.not_active",)}

ROUTES = (
    Route(
        "POST",
        "/v1/projects/{project_id}/activities",
        m.PlanProjectActivity,
        summary="Draft an activity of a project that you run.",
        status=201,
        answer=engagement.MenuItem,
        location="/v1/menu-items/{id}",
        errors=RUN | {422: (*UNFIT, OUTSIDE)},
        tag=MENU,
    ),
    Route(
        "POST",
        "/v1/projects/{project_id}/posts",
        m.PlanProjectPost,
        summary="Draft a post of a project that you run.",
        status=201,
        answer=engagement.MenuItem,
        location="/v1/menu-items/{id}",
        errors=RUN | {422: (*UNFIT, OUTSIDE)},
        tag=MENU,
    ),
    Route(
        "POST",
        "/v1/projects/{project_id}/activity-series",
        m.PlanProjectActivitySeries,
        summary="Draft activities of a project that you run, at all times of a rule.",
        status=201,
        answer=engagement.ActivitySeries,
        location="/v1/activity-series/{id}",
        errors=RUN
        | {422: (*UNFIT, OUTSIDE, "recurrence.invalid", "recurrence.too_long", "activity_series.only_holidays")},
        tag=MENU,
    ),
    Route(
        "GET",
        "/v1/projects/{project_id}/menu-items",
        m.ListProjectMenuItems,
        summary="List a project's activities and posts, drafts too.",
        answer=engagement.MenuItemPage,
        errors=OWN_PROJECT,
        tag=MENU,
    ),
    Route(
        "GET",
        "/v1/menu-items/{menu_item_id}/people",
        m.ListPeopleAtItem,
        summary="List who has a place in an activity or at a post, and who is there.",
        answer=m.PersonAtItemPage,
        errors={403: ("menu_item.not_yours",), 404: ("menu_item.unknown",)},
        tag=ATTENDANCE,
    ),
)
