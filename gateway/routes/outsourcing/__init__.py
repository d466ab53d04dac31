"""Routes of outsourcing."""

from gateway.routes.outsourcing import files, organisations, projects, proposals

ROUTES = (
    *projects.ROUTES,
    *organisations.ROUTES,
    *files.ROUTES,
    *proposals.ROUTES,
)
