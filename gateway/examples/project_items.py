"""What the documentation shows of what belongs to projects."""

from gateway import town_project_items as town
from gateway.examples.parts import Part
from shared.messages import engagement
from shared.messages.engagement import project_items
from shared.messages.outsourcing import project_activities

PART = Part(
    requests={
        project_items.PlanProjectActivity: {
            "title": town.DRAFT.title,
            "category": "environment",
            "description": town.DRAFT.description,
            "location": town.DRAFT.location,
            "starts_at": "2027-03-20T10:00:00+08:00",
            "ends_at": "2027-03-20T13:00:00+08:00",
            "roles": [{"name": "引导", "max_places": 8}],
        },
        project_items.PlanProjectPost: {
            "title": town.POST.title,
            "category": "property",
            "description": town.POST.description,
            "until_on": "2027-09-30",
            "roles": [{"name": "楼道长", "max_places": 1}],
        },
        project_items.PlanProjectActivitySeries: {
            "title": town.SERIES.title,
            "category": "environment",
            "description": "每周六上午一堂课。",
            "starts_at": "2027-03-20T10:00:00+08:00",
            "ends_at": "2027-03-20T12:00:00+08:00",
            "roles": [{"name": "引导", "max_places": 8}],
            "recurrence": town.SERIES.recurrence,
        },
    },
    answers={
        "POST /v1/projects/{project_id}/activities": town.DRAFT,
        "POST /v1/projects/{project_id}/posts": town.POST,
        "POST /v1/projects/{project_id}/activity-series": town.SERIES,
        "GET /v1/projects/{project_id}/menu-items": engagement.MenuItemPage(
            items=[town.POST, town.PUBLISHED], next=None
        ),
        "GET /v1/menu-items/{menu_item_id}/people": project_items.PersonAtItemPage(items=[town.PERSON], next=None),
        "GET /v1/projects/{project_id}/activities": project_activities.ProjectActivityPage(
            items=[town.ACTIVITY], sums=town.SUMS, next=None
        ),
    },
    faults={
        "menu_item.outside_project": (
            "#/ends_at",
            "out_of_range",
            "Takes a time of the project: 2027-03-01 until 2027-09-30.",
        ),
    },
)
