"""Projects."""

from gateway.route import Route
from shared.messages.outsourcing import projects as m

PROJECTS = "Projects"

ROUTES = (
    Route(
        "POST",
        "/v1/projects",
        m.RegisterProject,
        summary="Register a project with its budget.",
        status=201,
        answer=m.Project,
        location="/v1/projects/{id}",
        errors={409: ("community.unknown", "need.unknown", "need.not_in_step"), 422: ("project.dates",)},
        tag=PROJECTS,
    ),
    Route(
        "GET",
        "/v1/projects",
        m.ListProjects,
        summary="List projects.",
        answer=m.ProjectPage,
        errors={403: ("community.not_yours",)},
        tag=PROJECTS,
    ),
    Route(
        "GET",
        "/v1/projects/{project_id}",
        m.ShowProject,
        summary="Show a project.",
        answer=m.Project,
        errors={403: ("project.not_yours",), 404: ("project.unknown",)},
        tag=PROJECTS,
    ),
    Route(
        "PATCH",
        "/v1/projects/{project_id}",
        m.EditProject,
        summary="Change a planned project.",
        answer=m.Project,
        needs_if_match=True,
        errors={404: ("project.unknown",), 409: ("project.not_in_step",), 422: ("project.dates",)},
        tag=PROJECTS,
    ),
    Route(
        "POST",
        "/v1/projects/{project_id}/withdrawal",
        m.WithdrawProject,
        summary="Withdraw a planned project, for a reason.",
        answer=m.Project,
        heeds_if_match=True,
        errors={404: ("project.unknown",), 409: ("project.not_in_step",)},
        tag=PROJECTS,
    ),
)
