"""What became of a project's activities."""

from gateway.route import Route
from gateway.routes.outsourcing.projects import PROJECTS
from shared.messages.outsourcing import project_activities as m

ROUTES = (
    Route(
        "GET",
        "/v1/projects/{project_id}/activities",
        m.ListProjectActivities,
        summary="List a project's activities, with who came and how long they served.",
        answer=m.ProjectActivityPage,
        errors={403: ("project.not_yours",), 404: ("project.unknown",)},
        tag=PROJECTS,
    ),
)
