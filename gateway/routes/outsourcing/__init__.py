"""Routes of outsourcing."""

from gateway.routes.outsourcing import calls, files, organisations, projects, proposals

ROUTES = (
    *projects.ROUTES,
    *calls.ROUTES,
    *organisations.ROUTES,
    *files.ROUTES,
    *proposals.ROUTES,
)
