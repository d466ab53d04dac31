"""What the documentation shows of the menu."""

from gateway import town_menu as town
from gateway.examples.parts import Part
from shared.messages import engagement

PART = Part(
    requests={
        engagement.PlanActivity: {
            "title": town.DRAFT.title,
            "category": "environment",
            "description": town.DRAFT.description,
            "location": town.DRAFT.location,
            "starts_at": "2026-12-26T09:00:00+08:00",
            "ends_at": "2026-12-26T11:00:00+08:00",
            "sign_up_closes_at": "2026-12-24T18:00:00+08:00",
            "extends_until": "2026-12-25T12:00:00+08:00",
            "roles": [
                {"name": "清扫", "min_places": 4, "max_places": 10},
                {"name": "电路检查", "min_places": 1, "max_places": 2, "skills": ["电工"]},
            ],
        },
        engagement.SetDailyCeiling: {"ceiling": 60},
        engagement.PlanMenu: {"title": town.MENU.title, "from_on": "2026-12-01", "until_on": "2026-12-31"},
        engagement.EditMenu: {"title": town.EDITED_MENU.title},
        engagement.PlanActivitySeries: {
            "title": town.SERIES.title,
            "category": "environment",
            "description": "每周六上午一起清扫楼道。",
            "starts_at": "2026-12-19T09:00:00+08:00",
            "ends_at": "2026-12-19T11:00:00+08:00",
            "roles": [{"name": "清扫", "max_places": 10}],
            "recurrence": town.SERIES.recurrence,
            "skips_holidays": True,
        },
        engagement.CallOffActivitySeries: {"reason": "寒假期间暂停。", "from_on": "2027-01-16"},
        engagement.PlanPost: {
            "title": town.POST.title,
            "category": "property",
            "description": town.POST.description,
            "roles": [{"name": "楼道长", "max_places": 1}],
        },
        engagement.EditMenuItem: {"location": town.EDITED.location},
        engagement.CallOffMenuItem: {"reason": town.CALLED_OFF.called_off_because},
        engagement.ClaimPlaces: {"role_id": town.ROLE_ID},
        engagement.WithdrawPlaceClaim: {"reason": town.WITHDRAWN.reason},
        engagement.ReleasePlaceClaim: {"reason": town.RELEASED.reason},
    },
    answers={
        "POST /v1/communities/{community_id}/activities": town.DRAFT,
        "POST /v1/communities/{community_id}/posts": town.POST,
        "PUT /v1/communities/{community_id}/daily-ceiling": town.CEILING,
        "GET /v1/communities/{community_id}/days": town.DAYS,
        "POST /v1/communities/{community_id}/menus": town.MENU,
        "GET /v1/communities/{community_id}/menus": engagement.MenuPage(items=[town.PUBLISHED_MENU], next=None),
        "GET /v1/menus/{menu_id}": town.PUBLISHED_MENU,
        "PATCH /v1/menus/{menu_id}": town.EDITED_MENU,
        "POST /v1/menus/{menu_id}/publication": town.PUBLISHED_MENU,
        "POST /v1/communities/{community_id}/activity-series": town.SERIES,
        "GET /v1/activity-series/{series_id}": town.SERIES,
        "POST /v1/activity-series/{series_id}/publication": town.SERIES,
        "POST /v1/activity-series/{series_id}/calling-off": town.SERIES,
        "GET /v1/communities/{community_id}/menu-items": engagement.MenuItemPage(
            items=[town.POST, town.PUBLISHED], next=None
        ),
        "GET /v1/menu-items/{menu_item_id}": town.PUBLISHED,
        "PATCH /v1/menu-items/{menu_item_id}": town.EDITED,
        "POST /v1/menu-items/{menu_item_id}/publication": town.PUBLISHED,
        "POST /v1/menu-items/{menu_item_id}/calling-off": town.CALLED_OFF,
        "POST /v1/menu-items/{menu_item_id}/claims": town.HELD,
        "GET /v1/menu-items/{menu_item_id}/claims": engagement.PlaceClaimPage(items=[town.HELD], next=None),
        "GET /v1/place-claims": engagement.PlaceClaimPage(items=[town.HELD], next=None),
        "GET /v1/place-claims/{place_claim_id}": town.HELD,
        "POST /v1/place-claims/{place_claim_id}/withdrawal": town.WITHDRAWN,
        "POST /v1/place-claims/{place_claim_id}/acceptance": town.ACCEPTED,
        "POST /v1/place-claims/{place_claim_id}/refusal": town.DECLINED,
        "POST /v1/place-claims/{place_claim_id}/release": town.RELEASED,
        "POST /v1/place-claims/{place_claim_id}/no-show": town.MISSED,
    },
    path_ids={"menu_id": town.MENU_ID, "menu_item_id": town.ACTIVITY_ID, "place_claim_id": town.PLACE_CLAIM_ID},
    faults={
        "menu_item.full": (
            "#",
            "free",
            f"Activity {town.NEXT_ACTIVITY_ID} begins at 2027-01-02T01:00:00+00:00 and has room.",
        ),
        "community.day_full": (
            "#",
            "free",
            f"Activity {town.NEXT_ACTIVITY_ID} begins at 2027-01-02T01:00:00+00:00 and has room.",
        ),
        "community_day.over": ("#/on", "out_of_range", "Takes a day that isn't over."),
        "community_days.span_unfit": (
            "#/until_on",
            "out_of_range",
            "Takes no day before the first, and 62 days at most.",
        ),
        "menu.period_unfit": (
            "#/until_on",
            "out_of_range",
            "Takes no day before the first, and a year at most.",
        ),
        "activity_series.only_holidays": ("#/recurrence", "out_of_range", "All of it is on public holidays."),
        "menu_item.times_unfit": ("#/starts_at", "out_of_range", "Takes an instant within 400 days from now."),
        "menu_item.roles_unfit": ("#/roles/0/min_places", "out_of_range", "More than the places that there are."),
    },
)
