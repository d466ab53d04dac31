"""What the documentation shows of outsourcing."""

from gateway import town, town_calls
from gateway.examples.parts import Part
from shared.messages import outsourcing

PART = Part(
    requests={
        outsourcing.RegisterProject: {
            "community_id": town.COMMUNITY_ID,
            "title": "邻里节",
            "purpose": "请社会组织带着居民和在职党员一起办三场活动。",
            "starts_on": "2027-03-01",
            "ends_on": "2027-09-30",
            "budget": [{"name": "活动物料", "source": "welfare_lottery", "amount_minor": 5000000}],
            "need_ids": town.PROJECT.need_ids,
        },
        outsourcing.projects.EditProject: {"title": town_calls.EDITED.title},
        outsourcing.projects.WithdrawProject: {"reason": town_calls.WITHDRAWN.reason},
    },
    answers={
        "POST /v1/projects": town.PROJECT,
        "GET /v1/projects": outsourcing.ProjectPage(items=[town.PROJECT], next=None),
        "GET /v1/projects/{project_id}": town_calls.CALLED,
        "PATCH /v1/projects/{project_id}": town_calls.EDITED,
        "POST /v1/projects/{project_id}/withdrawal": town_calls.WITHDRAWN,
    },
    path_ids={
        "project_id": town.PROJECT_ID,
    },
    faults={
        "project.dates": ("#/ends_on", "project.ends_before_start", "Before the day it starts."),
    },
)
