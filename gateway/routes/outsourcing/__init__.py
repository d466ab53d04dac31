"""Routes of outsourcing."""

from gateway.routes.outsourcing import (
    budgets,
    calls,
    files,
    organisations,
    project_activities,
    projects,
    proposals,
)

ROUTES = (
    *projects.ROUTES,
    *organisations.ROUTES,
    *files.ROUTES,
    *project_activities.ROUTES,
    *budgets.ROUTES,
    *calls.ROUTES,
    *proposals.ROUTES,
)
