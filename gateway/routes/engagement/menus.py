"""Routes of engagement: menus of periods, and activities that come again."""

from gateway.route import Route
from shared.messages import engagement as m

MENU = "Menu"
OWN_MENU = {403: ("menu.not_yours",), 404: ("menu.unknown",)}
OWN_SERIES = {403: ("activity_series.not_yours",), 404: ("activity_series.unknown",)}

ROUTES = (
    Route(
        "PUT",
        "/v1/communities/{community_id}/daily-ceiling",
        m.SetDailyCeiling,
        summary="Set how many people may come on a day.",
        answer=m.DailyCeiling,
        errors={403: ("community.not_yours",), 409: ("community.unknown",), 422: ("community_day.over",)},
        tag=MENU,
    ),
    Route(
        "GET",
        "/v1/communities/{community_id}/days",
        m.ListCommunityDays,
        summary="See how many people come on each day, and spread many over them.",
        answer=m.CommunityDays,
        errors={403: ("community.not_yours",), 409: ("community.unknown",), 422: ("community_days.span_unfit",)},
        tag=MENU,
    ),
    Route(
        "POST",
        "/v1/communities/{community_id}/menus",
        m.PlanMenu,
        summary="Plan the menu of a period.",
        status=201,
        answer=m.Menu,
        location="/v1/menus/{id}",
        errors={403: ("community.not_yours",), 409: ("community.unknown",), 422: ("menu.period_unfit",)},
        tag=MENU,
    ),
    Route(
        "GET",
        "/v1/communities/{community_id}/menus",
        m.ListMenus,
        summary="List a community's menus.",
        answer=m.MenuPage,
        errors={403: ("community.not_yours",)},
        tag=MENU,
    ),
    Route(
        "GET",
        "/v1/menus/{menu_id}",
        m.ShowMenu,
        summary="Show a menu, and how much stands on it.",
        answer=m.Menu,
        errors=OWN_MENU,
        tag=MENU,
    ),
    Route(
        "PATCH",
        "/v1/menus/{menu_id}",
        m.EditMenu,
        summary="Edit a menu that isn't published.",
        answer=m.Menu,
        needs_if_match=True,
        errors=OWN_MENU | {409: ("menu.published",), 422: ("menu.period_unfit",)},
        tag=MENU,
    ),
    Route(
        "POST",
        "/v1/menus/{menu_id}/publication",
        m.PublishMenu,
        summary="Publish a menu with all that was drafted for it.",
        answer=m.Menu,
        heeds_if_match=True,
        errors=OWN_MENU | {409: ("menu.too_many_items", "menu.nothing_on_it")},
        tag=MENU,
    ),
    Route(
        "POST",
        "/v1/communities/{community_id}/activity-series",
        m.PlanActivitySeries,
        summary="Draft activities that come again.",
        status=201,
        answer=m.ActivitySeries,
        location="/v1/activity-series/{id}",
        errors={
            403: ("community.not_yours",),
            409: ("community.unknown",),
            422: (
                "need.category_unknown",
                "menu_item.times_unfit",
                "menu_item.roles_unfit",
                "recurrence.invalid",
                "recurrence.too_long",
                "activity_series.only_holidays",
            ),
        },
        tag=MENU,
    ),
    Route(
        "GET",
        "/v1/activity-series/{series_id}",
        m.ShowActivitySeries,
        summary="Show which activities a series has.",
        answer=m.ActivitySeries,
        errors=OWN_SERIES,
        tag=MENU,
    ),
    Route(
        "POST",
        "/v1/activity-series/{series_id}/publication",
        m.PublishActivitySeries,
        summary="Put all drafts of a series on the menu.",
        answer=m.ActivitySeries,
        errors=OWN_SERIES
        | {
            409: (
                "activity_series.nothing_left",
                "menu_item.not_in_step",
                "menu_item.too_late",
                "project.not_active",
            ),
            422: ("menu_item.outside_project",),
        },
        tag=MENU,
    ),
    Route(
        "POST",
        "/v1/activity-series/{series_id}/calling-off",
        m.CallOffActivitySeries,
        summary="Call off what is to come of a series.",
        answer=m.ActivitySeries,
        errors=OWN_SERIES | {409: ("activity_series.nothing_left", "menu_item.not_in_step")},
        tag=MENU,
    ),
)
